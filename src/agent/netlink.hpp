// Network interfaces of the guest, through sysfs and rtnetlink(7).
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "agent/descriptor.hpp"
#include "agent/loop.hpp"

namespace vmt::agent {

struct NetworkInterface {
  std::string name;
  std::string mac;  // "52:54:00:12:01:02"
  int index = 0;
};

std::vector<NetworkInterface> network_interfaces();

// While it lives, `changed` is called whenever an interface comes, goes or changes its state.
class LinkWatch {
public:
  LinkWatch(Loop& loop, std::function<void()> changed);

private:
  Descriptor netlink_;
  Registration events_;
};

// True when the interface is up, its cable is in, and packets will not be dropped any more.
bool can_send(const std::string& interface_name);

// "192.168.1.2/24" or "fd00::2/64", usable at once: without duplicate address detection. An address
// that is there already stays. Gives what went wrong; empty when nothing did.
std::string add_address(const NetworkInterface& interface, const std::string& address);

std::string set_up(const std::string& interface_name);

}  // namespace vmt::agent
