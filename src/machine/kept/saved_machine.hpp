// A saved machine as a file keeps it: all but the contents of its memory, its devices and its disks.
#pragma once

#include <nlohmann/json.hpp>

#include <memory>
#include <vector>

#include "machine/saved_lab.hpp"

namespace vmt::machine {

// Jobs are numbered as they come: `jobs` gets each that is written.
nlohmann::json to_json(const SavedMachine& saved, std::vector<std::shared_ptr<Job>>& jobs);

// Without the memory and the state of the devices. `jobs` gets a stand-in for each job, in the same order: by
// it the copies of the machine know their own (Lab::job). Throws nlohmann::json::exception when it is not
// what `to_json` has made.
SavedMachine saved_machine(const nlohmann::json& json, std::vector<std::shared_ptr<Job>>& jobs);

}  // namespace vmt::machine
