#include "machine/switch/packet.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace vmt::machine::network {
namespace {

// Numbers of IEEE 802 types (linux/if_ether.h).
constexpr std::uint16_t type_ipv4 = 0x0800, type_arp = 0x0806, type_vlan = 0x8100, type_ipv6 = 0x86dd,
                        type_service_vlan = 0x88a8;

// Numbers of protocols above IP (linux/in.h, linux/in6.h).
constexpr std::uint8_t number_icmp = 1, number_tcp = 6, number_udp = 17, number_icmpv6 = 58;
constexpr std::uint8_t ipv6_hop_by_hop = 0, ipv6_routing = 43, ipv6_fragment = 44, ipv6_destination = 60;

constexpr std::size_t ipv6_header_bytes = 40, ipv6_fragment_bytes = 8;
constexpr std::uint16_t ipv4_offset_bits = 0x1fff, ipv6_offset_bits = 0xfff8;

// Headers one after the other. Past the end all bytes are zero, which means nothing to any protocol here.
class Reader {
public:
  explicit Reader(std::string_view bytes) : rest_(bytes) {}

  std::uint8_t byte(std::size_t at) const {
    return at < rest_.size() ? static_cast<std::uint8_t>(rest_[at]) : std::uint8_t{0};
  }
  std::uint16_t pair(std::size_t at) const {
    return static_cast<std::uint16_t>(byte(at) << 8 | byte(at + 1));
  }
  bool has(std::size_t bytes) const { return rest_.size() >= bytes; }
  void skip(std::size_t bytes) { rest_.remove_prefix(std::min(bytes, rest_.size())); }

private:
  std::string_view rest_;
};

void read_transport(Reader reader, std::uint8_t number, bool is_first_fragment, Packet& packet) {
  if (number == number_icmp || number == number_icmpv6) packet.transport = Protocol::icmp;
  if (number == number_tcp) packet.transport = Protocol::tcp;
  if (number == number_udp) packet.transport = Protocol::udp;
  const bool has_ports = packet.transport == Protocol::tcp || packet.transport == Protocol::udp;
  if (!has_ports || !is_first_fragment || !reader.has(4)) return;
  packet.source_port = reader.pair(0);
  packet.destination_port = reader.pair(2);
}

void read_ipv4(Reader reader, Packet& packet) {
  packet.network = Protocol::ip4;
  constexpr std::size_t word_bytes = 4;
  const auto header_bytes = static_cast<std::size_t>(reader.byte(0) & 0x0f) * word_bytes;
  const auto number = reader.byte(9);
  const bool is_first = (reader.pair(6) & ipv4_offset_bits) == 0;
  reader.skip(header_bytes);
  read_transport(reader, number, is_first, packet);
}

void read_ipv6(Reader reader, Packet& packet) {
  packet.network = Protocol::ip6;
  auto next = reader.byte(6);
  reader.skip(ipv6_header_bytes);
  bool is_first = true;
  // Each extension header has at least 8 bytes, so this ends with the frame.
  while (reader.has(ipv6_fragment_bytes)) {
    if (next == ipv6_fragment) {
      is_first = (reader.pair(2) & ipv6_offset_bits) == 0;
      next = reader.byte(0);
      reader.skip(ipv6_fragment_bytes);
    } else if (next == ipv6_hop_by_hop || next == ipv6_routing || next == ipv6_destination) {
      const auto header_bytes = (static_cast<std::size_t>(reader.byte(1)) + 1) * 8;
      next = reader.byte(0);
      reader.skip(header_bytes);
    } else {
      break;
    }
  }
  read_transport(reader, next, is_first, packet);
}

}  // namespace

Packet read_packet(std::string_view frame) {
  constexpr std::size_t addresses_bytes = 12, type_bytes = 2, tag_bytes = 4;
  Packet packet;
  Reader reader(frame);
  reader.skip(addresses_bytes);
  while (reader.pair(0) == type_vlan || reader.pair(0) == type_service_vlan) reader.skip(tag_bytes);
  const auto type = reader.pair(0);
  reader.skip(type_bytes);
  if (type == type_arp) packet.network = Protocol::arp;
  if (type == type_ipv4) read_ipv4(reader, packet);
  if (type == type_ipv6) read_ipv6(reader, packet);
  return packet;
}

bool PacketFilter::matches(std::string_view frame) const {
  if (*this == PacketFilter{}) return true;
  const auto packet = read_packet(frame);
  if (network != Protocol::any && packet.network != network) return false;
  if (transport != Protocol::any && packet.transport != transport) return false;
  return !port || packet.source_port == port || packet.destination_port == port;
}

std::string show(const PacketFilter& filter) {
  std::string shown;
  const auto add = [&](std::string_view word) { shown += (shown.empty() ? "" : " ") + std::string(word); };
  for (const auto& [word, protocol] : network_protocols)
    if (filter.network == protocol) add(word);
  for (const auto& [word, protocol] : transport_protocols)
    if (filter.transport == protocol) add(word);
  if (filter.port) add(fmt::format("port {}", *filter.port));
  return shown.empty() ? "every frame" : shown;
}

}  // namespace vmt::machine::network
