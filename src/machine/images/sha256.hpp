// SHA-256 (FIPS 180-4), for the names of cache entries. Not for secrets.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace vmt::machine {

// 64 hexadecimal digits.
std::string sha256(std::string_view bytes);

// Of a file's contents. Throws Trouble (infrastructure) when it can't be read.
std::string sha256_of_file(const std::filesystem::path& file);

}  // namespace vmt::machine
