// Ports of the host that lead into one guest.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "machine/config.hpp"
#include "machine/guest/agent_link.hpp"
#include "machine/io_thread.hpp"

namespace vmt::machine {

class Forwarder {
public:
  // `addresses`: where the guest may listen, tried in their order.
  Forwarder(IoThread& io, std::string machine, std::vector<Forward> forwards,
            std::vector<std::string> addresses);
  ~Forwarder();
  Forwarder(const Forwarder&) = delete;
  Forwarder& operator=(const Forwarder&) = delete;

  // Listens on 127.0.0.1 from now on; nothing when it does already. Connections that come before the
  // guest is up wait for it. Throws Trouble (infrastructure) when a port is taken.
  void listen();

  // Both on the I/O thread.
  void guest_is_up(const std::shared_ptr<guest::AgentLink>& link);
  void guest_is_gone();

  // The port on the host, once it listens.
  std::optional<std::uint16_t> host_port(std::uint16_t guest_port) const;

private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace vmt::machine
