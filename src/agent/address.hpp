// Host names to addresses: literals, /etc/hosts, and the guest's own `getent` for the rest, since a
// static program has no resolver of its own.
#pragma once

#include <sys/socket.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "agent/capture.hpp"
#include "agent/descriptor.hpp"
#include "agent/loop.hpp"

namespace vmt::agent {

struct Address {
  sockaddr_storage storage{};
  socklen_t size = 0;

  int family() const { return storage.ss_family; }
  // The head that the sockets interface takes for every family.
  const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }
  sockaddr* get() { return reinterpret_cast<sockaddr*>(&storage); }
};

// Nothing when the text is no IPv4 or IPv6 address.
std::vector<Address> literal_address(const std::string& text, std::uint16_t port);

// Looks a name up. `found` is called once, with no address when the name is unknown; at once when no
// program has to be asked. Destroying the lookup ends it.
class Lookup {
public:
  using Found = std::function<void(std::vector<Address>)>;
  Lookup(Loop& loop, const std::string& host, std::uint16_t port, Found found);

private:
  std::unique_ptr<Capture> capture_;
};

// One try to connect by TCP. `ended` is called once, from the loop and never from the constructor, with
// 0 and the connected socket, or with the errno of the failure; it may destroy the attempt. Destroying
// it gives up.
class Attempt {
public:
  using Ended = std::function<void(int error_number, Descriptor socket)>;
  Attempt(Loop& loop, const Address& address, Ended ended);

private:
  void look();
  void end(int error_number);

  Descriptor socket_;
  Registration event_;
  Ended ended_;
};

// "80" as a number; 0 when it is no port.
std::uint16_t port_number(const std::string& text);

}  // namespace vmt::agent
