// The disk by which cloud-init starts vmt's agent in a guest that vmt did not make (its data source NoCloud).
#pragma once

#include <filesystem>

#include "machine/images/cache.hpp"

namespace vmt::machine {

// An ISO 9660 image with the volume name `cidata`. Throws Trouble.
std::filesystem::path seed_image(const Cache& cache, const std::filesystem::path& agent,
                                 const Progress& progress, const Patience& patience);

}  // namespace vmt::machine
