// What a script says machines and networks should be. Pure data: nothing has started yet.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "machine/image.hpp"
#include "machine/switch/condition.hpp"

namespace vmt::machine {

struct NetworkConfig {
  std::string name;
  std::string subnet;  // "192.168.7.0/24"; empty: chosen by the network's place in the script
  std::vector<network::Effect> effects;  // that its frames are under from the first one on
};

// A port of the host that leads into the guest, on 127.0.0.1 only. 0 as host port: any free one.
struct Forward {
  std::uint16_t host_port = 0;
  std::uint16_t guest_port = 0;
};

// How a guest is asked to do something: by vmt's agent, or by a root shell, which can do less. A guest's
// shell may also serve to start the agent, and nothing else.
enum class Access : std::uint8_t {
  agent,
  virtual_console,  // a shell on /dev/hvc0, as NixOS' tests have it
  tcp_port,         // a shell that listens on a TCP port
  serial_console,   // a log-in on the first serial port
};

struct ShellAccess {
  Access access = Access::agent;
  std::uint16_t port = 0;  // of tcp_port
  std::string user = "root";
  std::string password;
  bool starts_agent = false;

  bool is_shell() const { return access != Access::agent && !starts_agent; }
};

// A disk beside those of the image: an empty one, or a file of which the machine gets an overlay.
struct ExtraDisk {
  std::int64_t size_bytes = 0;
  std::filesystem::path file;
};

struct MachineConfig {
  std::string name;       // as in the script: `db_1`
  std::string host_name;  // `db-1`
  ImageRequest image = TinyImage{};
  std::optional<std::int64_t> memory_mib;  // none: the image's default
  int cpu_count = 1;
  std::vector<std::size_t> networks;  // indices into LabConfig::networks
  std::vector<Forward> forwards;
  std::vector<std::pair<std::string, std::string>> environment;  // for every command
  ShellAccess shell;
  std::vector<ExtraDisk> disks;
  std::string kernel_arguments;  // added to the image's
  bool has_display = false;      // a graphics card, a keyboard, a mouse
  bool has_uefi = false;
  bool has_tpm = false;

  // Machines without these are QEMU's microvm, which boots faster and has no firmware and no PCI bus.
  bool needs_pc() const {
    return has_display || has_uefi || has_tpm || std::holds_alternative<DiskImage>(image);
  }
};

// One network of machines, as a script declares it.
struct LabConfig {
  std::vector<NetworkConfig> networks;
  std::vector<MachineConfig> machines;
};

// ---- Addresses: computed from the places in the script alone, so that they are the same in every run.

struct Interface {
  std::size_t network = 0;
  std::string mac;                     // "52:54:00:12:NN:MM" (NixOS' scheme: network, machine)
  std::vector<std::string> addresses;  // "192.168.1.2/24", "fd00:766d:74:1::2/64"
};

struct Ipv4Subnet {
  std::uint32_t address = 0;  // in the host's byte order: 192.168.7.0 is 0xc0a80700
  int prefix_bits = 0;        // 1 to 30

  std::uint32_t last_host_number() const;  // 254 in a /24
};

// "192.168.7.0/24"; nothing when the text is none, has no room for hosts, or has host bits set.
std::optional<Ipv4Subnet> parse_subnet(const std::string& text);

// Throws Trouble (infrastructure) when a subnet is none or has no address left for the machine.
std::vector<Interface> interfaces_of(const LabConfig& lab, std::size_t machine);

// The contents of /etc/hosts for one machine: localhost, and every machine by host name (and by script
// name where it differs), with the addresses of the networks that both are on first.
std::string hosts_file(const LabConfig& lab, std::size_t machine);

}  // namespace vmt::machine
