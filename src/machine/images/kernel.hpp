// The Linux kernel of the guests: Debian's, as small as Debian has it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "machine/images/cache.hpp"

namespace vmt::machine {

struct Kernel {
  std::string version;            // "6.1.0-18-cloud-amd64"
  std::filesystem::path image;    // vmlinux, or the bzImage where that can't be had
  std::filesystem::path modules;  // .../lib/modules/VERSION
};

enum class KernelKind : std::uint8_t {
  any,
  with_9p,  // with the file system by which a guest sees the host's files: not the one for cloud machines
};

// In this order: $VMT_KERNEL (a vmlinuz, or a folder with one and lib/modules beside it); the cache; one
// that is installed here and can be read; Debian's package, downloaded without being installed. Throws
// Trouble.
Kernel find_kernel(const Cache& cache, const Progress& progress, const Patience& patience,
                   KernelKind kind = KernelKind::any);

// The bzImage that the kernel was taken from: its first part asks the firmware for the display. Throws Trouble.
std::filesystem::path bzimage_of(const Cache& cache, const Kernel& kernel, const Progress& progress,
                                 const Patience& patience);

// An erofs image of the kernel's modules, for /usr/lib/modules of a guest. Throws Trouble.
std::filesystem::path modules_image(const Cache& cache, const Kernel& kernel, const Progress& progress,
                                    const Patience& patience);

}  // namespace vmt::machine
