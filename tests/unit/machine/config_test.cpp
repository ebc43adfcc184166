// Addresses: from the places in the script alone.
#include "machine/config.hpp"

#include <gtest/gtest.h>

#include "machine/trouble.hpp"

namespace vmt::machine {
namespace {

MachineConfig named(const std::string& name, const std::string& host_name,
                    std::vector<std::size_t> networks) {
  MachineConfig config;
  config.name = name;
  config.host_name = host_name;
  config.networks = std::move(networks);
  return config;
}

LabConfig two_networks() {
  LabConfig lab;
  lab.networks = {{"lan", ""}, {"wan", "10.9.0.0/16"}};
  lab.machines = {named("web", "web", {0}), named("gate", "gate", {0, 1}), named("db_1", "db-1", {1})};
  return lab;
}

TEST(Interfaces, FollowThePlacesInTheScript) {
  const auto interfaces = interfaces_of(two_networks(), 1);
  ASSERT_EQ(interfaces.size(), 2u);
  EXPECT_EQ(interfaces[0].mac, "52:54:00:12:01:02");
  EXPECT_EQ(interfaces[0].addresses, (std::vector<std::string>{"192.168.1.2/24", "fd00:766d:74:1::2/64"}));
  EXPECT_EQ(interfaces[1].network, 1u);
  EXPECT_EQ(interfaces[1].mac, "52:54:00:12:02:02");
  EXPECT_EQ(interfaces[1].addresses, (std::vector<std::string>{"10.9.0.2/16", "fd00:766d:74:2::2/64"}));
}

TEST(Interfaces, SayWhenASubnetIsFull) {
  auto lab = two_networks();
  lab.networks[1].subnet = "10.9.0.0/30";  // holds .1 and .2; db_1 would be .3
  try {
    interfaces_of(lab, 2);
    FAIL();
  } catch (const Trouble& trouble) {
    EXPECT_EQ(trouble.message,
              "network `wan` has no address for machine `db_1`: `10.9.0.0/30` holds 2 of them");
  }
}

TEST(Interfaces, SayWhenASubnetIsNone) {
  auto lab = two_networks();
  lab.networks[1].subnet = "10.9.0.1/16";
  EXPECT_THROW(interfaces_of(lab, 1), Trouble);
}

TEST(Subnet, IsAnAddressWithoutHostBitsAndALength) {
  EXPECT_EQ(parse_subnet("192.168.7.0/24")->address, 0xc0a80700u);
  EXPECT_EQ(parse_subnet("192.168.7.0/24")->last_host_number(), 254u);
  EXPECT_EQ(parse_subnet("10.0.0.0/30")->last_host_number(), 2u);
  for (const char* wrong :
       {"", "192.168.7.0", "192.168.7.0/", "192.168.7.0/24x", "192.168.7.1/24", "192.168.7/24",
        "192.168.7.0/31", "192.168.7.0/33", "0.0.0.0/0", "fd00::/64", "192.168.7.0/-1"})
    EXPECT_FALSE(parse_subnet(wrong)) << wrong;
}

TEST(HostsFile, KnowsEveryMachineNearAddressesFirst) {
  EXPECT_EQ(hosts_file(two_networks(), 2),
            "127.0.0.1 localhost\n"
            "::1 localhost ip6-localhost ip6-loopback\n"
            "192.168.1.1 web\n"
            "fd00:766d:74:1::1 web\n"
            "10.9.0.2 gate\n"
            "fd00:766d:74:2::2 gate\n"
            "192.168.1.2 gate\n"
            "fd00:766d:74:1::2 gate\n"
            "10.9.0.3 db-1 db_1\n"
            "fd00:766d:74:2::3 db-1 db_1\n");
}

TEST(HostsFile, NamesAMachineWithoutANetwork) {
  LabConfig lab;
  lab.machines = {named("alone", "alone", {})};
  EXPECT_NE(hosts_file(lab, 0).find("127.0.1.1 alone\n"), std::string::npos);
}

}  // namespace
}  // namespace vmt::machine
