// How vmt's agent gets into a guest that vmt did not make: it lies on a disk, and whoever acts first in the
// guest starts it from there: cloud-init (data source NoCloud), systemd with a unit that the firmware hands
// it (since version 256), or vmt itself by a log-in on the serial console.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "machine/images/cache.hpp"

namespace vmt::machine {

// The serial number of the disk, by which the guest finds it.
inline constexpr const char* seed_serial = "vmt-seed";

// An ISO 9660 image with the volume name `cidata`. Throws Trouble.
std::filesystem::path seed_image(const Cache& cache, const std::filesystem::path& agent,
                                 const Progress& progress, const Patience& patience);

// One line for a root shell: starts the agent from that disk. When it can't, it says so in the words of
// vmt's init ("vmt-init: cannot ..."), at which a machine that boots is given up.
std::string start_agent_line();

// What a firmware's table can tell systemd: credentials that add a unit which starts the agent.
std::vector<std::string> firmware_strings();

}  // namespace vmt::machine
