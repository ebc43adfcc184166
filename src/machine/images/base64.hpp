// Base64 (RFC 4648): bytes as text, for ways on which only text passes.
#pragma once

#include <string>
#include <string_view>

namespace vmt::machine {

// In lines of that many characters, a multiple of 4, each with its end; 0: all in one, without an end.
std::string base64(std::string_view bytes, std::size_t columns = 0);

}  // namespace vmt::machine
