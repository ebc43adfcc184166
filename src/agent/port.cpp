#include "agent/port.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <linux/netlink.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "agent/protocol.hpp"

namespace vmt::agent {
namespace {

// The port can be opened once only, so an agent that is being replaced may still hold it.
constexpr int retry_milliseconds = 50;

// "/dev/vport0p1"; empty when there is no such port yet.
std::string find_port() {
  const std::string ports = "/sys/class/virtio-ports/";
  DIR* const folder = ::opendir(ports.c_str());
  if (folder == nullptr) return {};
  std::string found;
  while (const auto* entry = ::readdir(folder)) {
    const std::string device = entry->d_name;
    if (read_small_file(ports + device + "/name") == std::string(port_name) + "\n") found = "/dev/" + device;
  }
  ::closedir(folder);
  return found;
}

}  // namespace

DeviceNews::DeviceNews()
    : netlink_(::socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_KOBJECT_UEVENT)) {
  sockaddr_nl address{};
  address.nl_family = AF_NETLINK;
  address.nl_groups = 1;  // the kernel's own announcements, not those that udev sends on
  // reinterpret_cast: the sockets interface takes every family by its common head.
  ::bind(netlink_.number(), reinterpret_cast<const sockaddr*>(&address), sizeof address);
}

void DeviceNews::wait(int milliseconds) {
  pollfd news{.fd = netlink_.number(), .events = POLLIN, .revents = 0};
  ::poll(&news, 1, milliseconds);
  char buffer[8192];
  while (::recv(netlink_.number(), buffer, sizeof buffer, 0) > 0) continue;
}

Descriptor open_port() {
  DeviceNews news;
  while (true) {
    if (const auto path = find_port(); !path.empty()) {
      auto port = open_file(path, O_RDWR | O_NONBLOCK);
      if (port.is_open()) return port;
    }
    news.wait(retry_milliseconds);
  }
}

}  // namespace vmt::agent
