// One TCP connection of the host, carried over the agent to a port of the guest.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "machine/descriptor.hpp"
#include "machine/guest/agent_link.hpp"
#include "machine/io_thread.hpp"

namespace vmt::machine::guest {

// Connects to the first of `addresses` that takes the connection, and passes bytes both ways until both
// sides have ended; lives by itself until then. When none does, the host's connection is reset. Each
// side reads no faster than the other. To be called on the I/O thread.
void carry_connection(IoThread& io, std::shared_ptr<AgentLink> link, Descriptor host_connection,
                      std::vector<std::string> addresses, std::uint16_t guest_port);

}  // namespace vmt::machine::guest
