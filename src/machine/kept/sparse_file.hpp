// Files that are mostly holes, such as the memory of a guest: copied so that they stay small, and with a
// checksum by which damage shows.
#pragma once

#include <filesystem>
#include <string>

#include "machine/descriptor.hpp"

namespace vmt::machine {

// Copies all of `from` to a new file, only its owner's, that has a hole wherever there is nothing but zeros;
// the file is on the disk when this returns. Gives its checksum. Throws Trouble (infrastructure).
std::string copy_sparse(const Descriptor& from, const std::filesystem::path& to);

// The checksum of what is in the file: 16 hexadecimal digits of XXH3, which finds damage and resists no
// attack. Throws Trouble (infrastructure).
std::string checksum(const Descriptor& file);

// Throws Trouble (infrastructure).
Descriptor open_to_read(const std::filesystem::path& file);

}  // namespace vmt::machine
