#include "agent/netlink.hpp"

#include <arpa/inet.h>
#include <dirent.h>
#include <linux/if_addr.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <utility>

namespace vmt::agent {
namespace {

constexpr auto interfaces_folder = "/sys/class/net/";

std::string read_line(const std::string& path) {
  auto line = read_small_file(path);
  if (!line.empty() && line.back() == '\n') line.pop_back();
  return line;
}

// A request to add one address, with its attributes.
class AddressMessage {
public:
  AddressMessage(int family, int prefix_bits, int interface_index) {
    header_.nlmsg_type = RTM_NEWADDR;
    header_.nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE | NLM_F_REPLACE;
    ifaddrmsg address{};
    address.ifa_family = static_cast<__u8>(family);
    address.ifa_prefixlen = static_cast<__u8>(prefix_bits);
    address.ifa_index = static_cast<__u32>(interface_index);
    bytes_.resize(NLMSG_HDRLEN);
    append(&address, sizeof address);
  }

  void attribute(int type, const void* value, std::size_t size) {
    rtattr head{};
    head.rta_len = static_cast<unsigned short>(RTA_LENGTH(size));
    head.rta_type = static_cast<unsigned short>(type);
    append(&head, sizeof head);
    append(value, size);
  }

  // The errno of the kernel's answer; 0 when it took the address.
  int send() {
    header_.nlmsg_len = static_cast<__u32>(bytes_.size());
    std::memcpy(bytes_.data(), &header_, sizeof header_);
    const Descriptor socket(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE));
    if (::send(socket.number(), bytes_.data(), bytes_.size(), 0) < 0) return errno;
    alignas(nlmsghdr) char answer[1024];
    const auto count = ::recv(socket.number(), answer, sizeof answer, 0);
    if (count < 0) return errno;
    nlmsgerr error{};
    if (static_cast<std::size_t>(count) < NLMSG_HDRLEN + sizeof error) return EPROTO;
    std::memcpy(&error, answer + NLMSG_HDRLEN, sizeof error);
    return -error.error;
  }

private:
  void append(const void* value, std::size_t size) {
    bytes_.append(static_cast<const char*>(value), size);
    bytes_.resize(NLMSG_ALIGN(bytes_.size()));
  }

  nlmsghdr header_{};
  std::string bytes_;
};

void add_ipv4_broadcast(AddressMessage& message, in_addr address, int prefix_bits) {
  if (prefix_bits >= 31) return;
  const in_addr broadcast{.s_addr = address.s_addr | htonl(0xffffffffU >> prefix_bits)};
  message.attribute(IFA_BROADCAST, &broadcast, sizeof broadcast);
}

}  // namespace

std::vector<NetworkInterface> network_interfaces() {
  std::vector<NetworkInterface> interfaces;
  DIR* const folder = ::opendir(interfaces_folder);
  if (folder == nullptr) return interfaces;
  while (const auto* entry = ::readdir(folder)) {
    const std::string name = entry->d_name;
    if (name == "." || name == "..") continue;
    interfaces.push_back({name, read_line(std::string(interfaces_folder) + name + "/address"),
                          static_cast<int>(::if_nametoindex(name.c_str()))});
  }
  ::closedir(folder);
  return interfaces;
}

LinkWatch::LinkWatch(Loop& loop, std::function<void()> changed)
    : netlink_(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE)) {
  sockaddr_nl address{};
  address.nl_family = AF_NETLINK;
  address.nl_groups = RTMGRP_LINK;
  // reinterpret_cast: the sockets interface takes every family by its common head.
  ::bind(netlink_.number(), reinterpret_cast<const sockaddr*>(&address), sizeof address);
  events_ = loop.watch(netlink_.number(), EPOLLIN,
                       [number = netlink_.number(), changed = std::move(changed)](std::uint32_t) {
                         char buffer[8192];
                         while (::read(number, buffer, sizeof buffer) > 0) continue;
                         changed();
                       });
}

bool can_send(const std::string& interface_name) {
  // The carrier is there some time before the kernel has taken note of it; until then it drops packets.
  return read_line(std::string(interfaces_folder) + interface_name + "/operstate") == "up";
}

std::string add_address(const NetworkInterface& interface, const std::string& address) {
  const auto slash = address.find('/');
  const auto literal = address.substr(0, slash);
  int prefix_bits = 0;
  if (slash != std::string::npos)
    std::from_chars(address.data() + slash + 1, address.data() + address.size(), prefix_bits);
  in_addr four{};
  in6_addr six{};
  int error_number = EINVAL;
  if (::inet_pton(AF_INET, literal.c_str(), &four) == 1) {
    AddressMessage message(AF_INET, prefix_bits, interface.index);
    message.attribute(IFA_LOCAL, &four, sizeof four);
    message.attribute(IFA_ADDRESS, &four, sizeof four);
    add_ipv4_broadcast(message, four, prefix_bits);
    error_number = message.send();
  } else if (::inet_pton(AF_INET6, literal.c_str(), &six) == 1) {
    AddressMessage message(AF_INET6, prefix_bits, interface.index);
    message.attribute(IFA_LOCAL, &six, sizeof six);
    message.attribute(IFA_ADDRESS, &six, sizeof six);
    const __u32 flags = IFA_F_NODAD;
    message.attribute(IFA_FLAGS, &flags, sizeof flags);
    error_number = message.send();
  }
  if (error_number == 0 || error_number == EEXIST) return {};
  return "cannot give `" + interface.name + "` the address " + address + ": " + reason(error_number);
}

std::string set_up(const std::string& interface_name) {
  // The link-local address should be usable at once too.
  const auto detection = "/proc/sys/net/ipv6/conf/" + interface_name + "/accept_dad";
  if (::access(detection.c_str(), F_OK) == 0) write_small_file(detection, "0");
  const Descriptor socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  ifreq request{};
  std::memcpy(request.ifr_name, interface_name.data(),
              std::min(interface_name.size(), sizeof request.ifr_name - 1));
  if (::ioctl(socket.number(), SIOCGIFFLAGS, &request) == 0) {
    request.ifr_flags = static_cast<short>(request.ifr_flags | IFF_UP);
    if (::ioctl(socket.number(), SIOCSIFFLAGS, &request) == 0) return {};
  }
  return "cannot bring `" + interface_name + "` up: " + reason(errno);
}

}  // namespace vmt::agent
