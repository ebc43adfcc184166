#include "machine/config.hpp"

#include <fmt/format.h>

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>

#include "machine/trouble.hpp"

namespace vmt::machine {
namespace {

// Machines are numbered from 1 inside every network, so that the first one is `.1`.
std::uint32_t host_number(std::size_t machine) {
  return static_cast<std::uint32_t>(machine + 1);
}

std::string show_ipv4(std::uint32_t address) {
  const in_addr bytes{htonl(address)};
  char text[INET_ADDRSTRLEN];
  return ::inet_ntop(AF_INET, &bytes, text, sizeof text);
}

std::string subnet_of(const LabConfig& lab, std::size_t network) {
  const auto& written = lab.networks[network].subnet;
  return written.empty() ? fmt::format("192.168.{}.0/24", network + 1) : written;
}

Ipv4Subnet parsed_subnet_of(const LabConfig& lab, std::size_t network) {
  const auto text = subnet_of(lab, network);
  if (const auto subnet = parse_subnet(text)) return *subnet;
  throw Trouble(TroubleKind::infrastructure,
                fmt::format("network `{}` can't have the subnet `{}`", lab.networks[network].name, text))
      .with_help("write an IPv4 network address and its prefix length: `192.168.7.0/24`");
}

std::string ipv4_address(const LabConfig& lab, std::size_t network, std::size_t machine) {
  const auto subnet = parsed_subnet_of(lab, network);
  if (host_number(machine) > subnet.last_host_number())
    throw Trouble(TroubleKind::infrastructure,
                  fmt::format("network `{}` has no address for machine `{}`: `{}` holds {} of them",
                              lab.networks[network].name, lab.machines[machine].name, subnet_of(lab, network),
                              subnet.last_host_number()))
        .with_help("give the network a larger subnet, such as `10.0.0.0/16`");
  return fmt::format("{}/{}", show_ipv4(subnet.address + host_number(machine)), subnet.prefix_bits);
}

std::string without_prefix(const std::string& address) {
  return address.substr(0, address.find('/'));
}

bool is_on(const MachineConfig& machine, std::size_t network) {
  return std::ranges::find(machine.networks, network) != machine.networks.end();
}

}  // namespace

std::uint32_t Ipv4Subnet::last_host_number() const {
  // All ones is the broadcast address.
  return prefix_bits >= 31 ? 0 : (std::uint32_t{1} << (32 - prefix_bits)) - 2;
}

std::optional<Ipv4Subnet> parse_subnet(const std::string& text) {
  const auto slash = text.find('/');
  in_addr bytes{};
  if (slash == std::string::npos) return std::nullopt;
  if (::inet_pton(AF_INET, text.substr(0, slash).c_str(), &bytes) != 1) return std::nullopt;
  Ipv4Subnet subnet{ntohl(bytes.s_addr), 0};
  const auto* end = text.data() + text.size();
  const auto number = std::from_chars(text.data() + slash + 1, end, subnet.prefix_bits);
  if (number.ec != std::errc{} || number.ptr != end) return std::nullopt;
  if (subnet.prefix_bits < 1 || subnet.prefix_bits > 30) return std::nullopt;
  const auto host_bits = (std::uint32_t{1} << (32 - subnet.prefix_bits)) - 1;
  if ((subnet.address & host_bits) != 0) return std::nullopt;
  return subnet;
}

std::vector<Interface> interfaces_of(const LabConfig& lab, std::size_t machine) {
  std::vector<Interface> interfaces;
  for (const auto network : lab.machines[machine].networks) {
    const auto number = host_number(machine);
    Interface interface;
    interface.network = network;
    interface.mac = fmt::format("52:54:00:{:02x}:{:02x}:{:02x}", 0x12 + (number >> 8), (network + 1) & 0xff,
                                number & 0xff);
    interface.addresses = {ipv4_address(lab, network, machine),
                           fmt::format("fd00:766d:74:{:x}::{:x}/64", network + 1, number)};
    interfaces.push_back(std::move(interface));
  }
  return interfaces;
}

std::string hosts_file(const LabConfig& lab, std::size_t machine) {
  const auto& self = lab.machines[machine];
  std::string text = "127.0.0.1 localhost\n::1 localhost ip6-localhost ip6-loopback\n";
  for (std::size_t other = 0; other < lab.machines.size(); ++other) {
    auto interfaces = interfaces_of(lab, other);
    std::stable_partition(interfaces.begin(), interfaces.end(),
                          [&](const Interface& interface) { return is_on(self, interface.network); });
    const auto& names = lab.machines[other];
    for (const auto& interface : interfaces)
      for (const auto& address : interface.addresses)
        text += fmt::format("{} {}{}\n", without_prefix(address), names.host_name,
                            names.name == names.host_name ? "" : " " + names.name);
    // A machine without a network still knows itself.
    if (other == machine && interfaces.empty()) text += fmt::format("127.0.1.1 {}\n", names.host_name);
  }
  return text;
}

}  // namespace vmt::machine
