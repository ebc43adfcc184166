// Frames for tests, from one made-up card to another.
#pragma once

#include <string>

#include "machine/switch/frame.hpp"

namespace vmt::test {

using machine::network::MacAddress;

inline constexpr MacAddress broadcast = 0xffffffffffff;

inline MacAddress mac(std::size_t card) {
  return 0x525400120100 + card;
}

inline std::string big_endian(std::uint64_t value, int bytes) {
  std::string text;
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) text.push_back(static_cast<char>(value >> shift));
  return text;
}

inline std::string frame(MacAddress to, MacAddress from, const std::string& payload,
                         std::uint16_t type = 0x88b5) {
  return big_endian(to, 6) + big_endian(from, 6) + big_endian(type, 2) + payload;
}

inline std::string wire(const std::string& frame) {
  return big_endian(frame.size(), 4) + frame;
}

// An IPv4 packet with nothing in it but what the switch looks at.
inline std::string ipv4(std::uint8_t protocol, std::uint16_t source_port, std::uint16_t destination_port,
                        std::uint16_t fragment_offset = 0) {
  std::string header("\x45", 1);
  header += std::string(5, '\0') + big_endian(fragment_offset, 2) + std::string(1, '\x40') +
            std::string(1, static_cast<char>(protocol)) + std::string(10, '\0');
  return header + big_endian(source_port, 2) + big_endian(destination_port, 2) + std::string(16, '\0');
}

}  // namespace vmt::test
