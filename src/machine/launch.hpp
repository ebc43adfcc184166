// From a machine's declaration and its image's files to QEMU's options.
#pragma once

#include <filesystem>
#include <string>

#include "machine/qemu/programs.hpp"
#include "machine/qemu/command_line.hpp"
#include "machine/surroundings.hpp"

namespace vmt::machine {

// What one machine boots from; made once, kept over restarts.
struct Hardware {
  BootFiles files;
  std::string accelerator;
  std::int64_t tsc_khz = 0;  // 0: the guest finds out by itself
};

// Prepares the image and, for the first time, the machine's own disk in the run folder.
// Throws Trouble: infrastructure, timed_out, stopped.
Hardware prepare_hardware(const Surroundings& surroundings, std::size_t machine, const Progress& progress,
                          const Patience& patience);

// All but the channels' descriptors. `cards` has as many elements as the machine has networks.
qemu::Options options_of(const Surroundings& surroundings, std::size_t machine, const Hardware& hardware);

// What is run: QEMU, or the start script with the environment that it reads.
qemu::Programs programs_of(const Surroundings& surroundings, std::size_t machine, const Hardware& hardware);

}  // namespace vmt::machine
