// What a frame carries, read from whatever a guest sends.
#include "machine/switch/packet.hpp"

#include <gtest/gtest.h>

#include <random>

#include "frames.hpp"

namespace vmt::machine::network {
namespace {

using test::big_endian;
using test::broadcast;
using test::ipv4;
using test::mac;

constexpr std::uint8_t tcp = 6, udp = 17, icmp = 1;
constexpr std::uint16_t type_ipv4 = 0x0800, type_ipv6 = 0x86dd, type_vlan = 0x8100, type_arp = 0x0806;

std::string ip_frame(const std::string& packet) {
  return test::frame(mac(1), mac(0), packet, type_ipv4);
}

TEST(Packet, KnowsTcpAndItsPorts) {
  const auto packet = read_packet(ip_frame(ipv4(tcp, 5000, 80)));
  EXPECT_EQ(packet.network, Protocol::ip4);
  EXPECT_EQ(packet.transport, Protocol::tcp);
  EXPECT_EQ(packet.source_port, 5000);
  EXPECT_EQ(packet.destination_port, 80);
}

TEST(Packet, LooksBehindTags) {
  const auto tagged =
      test::frame(mac(1), mac(0), big_endian(5, 2) + big_endian(type_ipv4, 2) + ipv4(udp, 53, 53), type_vlan);
  EXPECT_EQ(read_packet(tagged).transport, Protocol::udp);
}

TEST(Packet, LooksBehindExtensionHeadersOfIpv6) {
  std::string header("\x60", 1);
  header += std::string(5, '\0') + std::string(1, '\0') + std::string(33, '\0');  // next: hop by hop
  const std::string hop_by_hop = std::string(1, static_cast<char>(tcp)) + std::string(7, '\0');
  const auto packet = read_packet(
      test::frame(mac(1), mac(0), header + hop_by_hop + big_endian(1, 2) + big_endian(443, 2), type_ipv6));
  EXPECT_EQ(packet.network, Protocol::ip6);
  EXPECT_EQ(packet.transport, Protocol::tcp);
  EXPECT_EQ(packet.destination_port, 443);
}

TEST(Packet, HasNoPortsInLaterFragments) {
  const auto packet = read_packet(ip_frame(ipv4(tcp, 5000, 80, 185)));
  EXPECT_EQ(packet.transport, Protocol::tcp);
  EXPECT_FALSE(packet.destination_port);
}

TEST(PacketFilter, MatchesAPortAtEitherEnd) {
  const PacketFilter web{.transport = Protocol::tcp, .port = 80};
  EXPECT_TRUE(web.matches(ip_frame(ipv4(tcp, 5000, 80))));
  EXPECT_TRUE(web.matches(ip_frame(ipv4(tcp, 80, 5000))));
  EXPECT_FALSE(web.matches(ip_frame(ipv4(tcp, 5000, 81))));
  EXPECT_FALSE(web.matches(ip_frame(ipv4(udp, 5000, 80))));
  EXPECT_FALSE(web.matches(ip_frame(ipv4(icmp, 5000, 80))));
}

TEST(PacketFilter, MatchesEverythingWhenItAsksForNothing) {
  EXPECT_TRUE(PacketFilter{}.matches(""));
  EXPECT_TRUE(PacketFilter{.network = Protocol::arp}.matches(test::frame(broadcast, mac(0), "", type_arp)));
}

TEST(Packet, NeverReadsPastWhatIsCutShortOrGarbled) {
  std::mt19937 random(1);
  const auto whole = ip_frame(ipv4(tcp, 5000, 80));
  for (std::size_t size = 0; size <= whole.size(); ++size) read_packet(std::string(whole, 0, size));
  for (int round = 0; round < 20'000; ++round) {
    std::string noise(random() % 120, '\0');
    for (auto& byte : noise) byte = static_cast<char>(random());
    if (noise.size() > 13) noise.replace(12, 2, round % 2 ? "\x86\xdd" : "\x81\x00", 2);
    read_packet(noise);
  }
}

}  // namespace
}  // namespace vmt::machine::network
