// What a frame carries, as far as a rule or a wait can ask for it: the protocol and its ports.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace vmt::machine::network {

enum class Protocol : std::uint8_t { any, arp, ip4, ip6, icmp, tcp, udp };

// What a script may ask for, each by the word that it writes.
inline constexpr auto network_protocols = std::to_array<std::pair<std::string_view, Protocol>>({
    {"arp", Protocol::arp},
    {"ip4", Protocol::ip4},
    {"ip6", Protocol::ip6},
});
inline constexpr auto transport_protocols = std::to_array<std::pair<std::string_view, Protocol>>({
    {"icmp", Protocol::icmp},
    {"tcp", Protocol::tcp},
    {"udp", Protocol::udp},
});

// Read from the headers: IEEE 802.3 with any number of IEEE 802.1Q tags, RFC 826, RFC 791, RFC 8200 with
// its extension headers, and the first four bytes of RFC 9293 and RFC 768.
struct Packet {
  Protocol network = Protocol::any;    // arp, ip4, ip6; any: something else
  Protocol transport = Protocol::any;  // icmp (of IPv6 too), tcp, udp; any: something else
  // None for other transports, and for all but the first fragment of a packet.
  std::optional<std::uint16_t> source_port;
  std::optional<std::uint16_t> destination_port;
};

// Of a frame from its destination address on. Never reads past its end: what is cut short or garbled
// has no protocol from there on.
Packet read_packet(std::string_view frame);

struct PacketFilter {
  Protocol network = Protocol::any;
  Protocol transport = Protocol::any;
  std::optional<std::uint16_t> port;  // at either end

  bool matches(std::string_view frame) const;
  friend bool operator==(const PacketFilter&, const PacketFilter&) = default;
};

// "tcp port 80", "ip6 udp", "arp"; "every frame" when it asks for nothing.
std::string show(const PacketFilter& filter);

}  // namespace vmt::machine::network
