#include "machine/images/base64.hpp"

#include <cstdint>

namespace vmt::machine {

std::string base64(std::string_view bytes, std::size_t columns) {
  constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  std::size_t column = 0;
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    const auto group = bytes.substr(at, 3);
    std::uint32_t bits = 0;
    for (std::size_t i = 0; i < 3; ++i)
      bits = bits << 8 | (i < group.size() ? static_cast<unsigned char>(group[i]) : 0U);
    for (std::size_t i = 0; i < 4; ++i)
      text.push_back(i <= group.size() ? digits[bits >> (18 - 6 * i) & 63] : '=');
    column += 4;
    if (column != columns) continue;
    text.push_back('\n');
    column = 0;
  }
  if (columns != 0 && column != 0) text.push_back('\n');
  return text;
}

}  // namespace vmt::machine
