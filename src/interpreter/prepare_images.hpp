// What a script's machines boot from, made before the first of them starts.
#pragma once

#include <cstdint>
#include <stop_token>
#include <vector>

#include "check/program.hpp"
#include "machine/config.hpp"
#include "machine/image.hpp"
#include "machine/machine.hpp"
#include "report/reporter.hpp"

namespace vmt {

struct PreparedImages {
  std::vector<machine::BootFiles> files;  // of each machine, in the order of the config
  std::uint64_t memory_bytes = 0;         // of all machines together
};

// Throws Failure at the setting that names the image, or at that of the memory when the host has less.
PreparedImages prepare_images(const program::Program& program, const machine::LabConfig& config,
                              const machine::LabOptions& options, report::EventStream& events,
                              std::stop_token interrupt);

}  // namespace vmt
