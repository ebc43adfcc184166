// All that the machines are made of which `setup` leaves, but for the files that it reads: equal keys mean
// that machines kept by an earlier run are those that this run would make.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "interpreter/run.hpp"
#include "interpreter/setup_reach.hpp"

namespace vmt {

// What a part is, as a person would say it ("the emulator"), and a digest of it.
using SetupKey = std::map<std::string, std::string>;

// `images`: of each machine. Throws machine::Trouble (infrastructure).
SetupKey key_of_setup(const program::Program& program, const SetupReach& reach,
                      const std::vector<Value>& globals, const machine::LabConfig& config,
                      const std::vector<machine::BootFiles>& images, const RunOptions& options);

// One text for all parts, for the name of a file.
std::string digest_of(const SetupKey& key);

// The parts in which the keys differ, as a list for people; empty: in none.
std::string difference(const SetupKey& before, const SetupKey& now);

}  // namespace vmt
