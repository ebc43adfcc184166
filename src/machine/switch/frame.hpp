// Ethernet frames as QEMU's `-netdev stream` puts them on a channel: 4 bytes of length in
// big-endian order, then the frame from its destination address to the end of its payload (no
// checksum).
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace vmt::machine::network {

// The six bytes of an address, first byte highest.
using MacAddress = std::uint64_t;

class Frame {
public:
  static constexpr std::size_t length_bytes = 4;
  static constexpr std::size_t smallest_bytes = 14;  // two addresses and a type
  // QEMU's buffer for one packet (include/net/net.h, NET_BUFSIZE): 64 KiB and its headers.
  static constexpr std::size_t largest_bytes = 4096 + 65536;

  // `wire`: the length and the frame. Refers to memory that the switch owns for now.
  explicit Frame(std::string_view wire) : wire_(wire) {}

  std::string_view wire() const { return wire_; }
  std::string_view bytes() const { return wire_.substr(length_bytes); }
  MacAddress destination() const { return address_at(0); }
  MacAddress source() const { return address_at(6); }

private:
  MacAddress address_at(std::size_t offset) const {
    MacAddress address = 0;
    for (const char byte : bytes().substr(offset, 6))
      address = address << 8 | static_cast<unsigned char>(byte);
    return address;
  }

  std::string_view wire_;
};

// Broadcast is a multicast address too: the lowest bit of the first byte is set.
inline bool is_multicast(MacAddress address) {
  return (address >> 40 & 1) != 0;
}

// The length at the beginning of `wire`, which has at least `length_bytes`.
inline std::size_t frame_length(std::string_view wire) {
  std::size_t length = 0;
  for (const char byte : wire.substr(0, Frame::length_bytes))
    length = length << 8 | static_cast<unsigned char>(byte);
  return length;
}

}  // namespace vmt::machine::network
