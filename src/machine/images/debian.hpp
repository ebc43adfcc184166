// Debian images: made by mmdebstrap, packed as erofs, read-only and shared by all machines that ask for
// the same suite and packages.
#pragma once

#include <filesystem>

#include "machine/images/cache.hpp"

namespace vmt::machine {

// Throws Trouble.
BootFiles prepare_debian(const Cache& cache, const DebianImage& image, const std::filesystem::path& agent,
                         const Progress& progress, const Patience& patience);

}  // namespace vmt::machine
