// The initial file systems that guests boot from: the agent as PID 1, the drivers it loads first, and for
// `tiny` a whole small system around busybox.
#pragma once

#include <filesystem>

#include "machine/images/cache.hpp"
#include "machine/images/kernel.hpp"

namespace vmt::machine {

enum class InitramfsKind : std::uint8_t {
  tiny,  // stays: busybox and its applets
  disk,  // only mounts the disks and hands over
  host,  // changes into the host's root
};

// A newc cpio archive, uncompressed: the kernel unpacks it several times faster, and nothing is sent
// anywhere. Throws Trouble.
std::filesystem::path initramfs(const Cache& cache, InitramfsKind kind, const Kernel& kernel,
                                const std::filesystem::path& agent, const Progress& progress,
                                const Patience& patience);

}  // namespace vmt::machine
