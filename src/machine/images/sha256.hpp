// SHA-256 (FIPS 180-4), for the names of cache entries. Not for secrets.
#pragma once

#include <string>
#include <string_view>

namespace vmt::machine {

// 64 hexadecimal digits.
std::string sha256(std::string_view bytes);

}  // namespace vmt::machine
