// Machines whose root is a read-only erofs image below and a disk of their own above it.
#pragma once

#include <filesystem>

#include "machine/images/cache.hpp"

namespace vmt::machine {

// A Debian kernel, an initramfs that puts the root together, the root and the kernel's modules. Throws
// Trouble.
BootFiles boot_from_root(const Cache& cache, const std::filesystem::path& root,
                         const std::filesystem::path& agent, const Progress& progress,
                         const Patience& patience);

// `image directory`: the folder packed as such a root; packed anew when anything in it changes. Throws
// Trouble (infrastructure) when it is no root of a guest.
BootFiles prepare_directory(const Cache& cache, const DirectoryImage& image,
                            const std::filesystem::path& agent, const Progress& progress,
                            const Patience& patience);

}  // namespace vmt::machine
