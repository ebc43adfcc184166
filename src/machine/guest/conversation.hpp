// One request of another process, carried over the agent: the shell that `vmt shell` opens in a machine
// that `vmt up` keeps.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <string_view>

#include "machine/byte_stream.hpp"
#include "machine/guest/agent_link.hpp"
#include "machine/machine.hpp"

namespace vmt::machine::guest {

// The client, at the other end of a socket, speaks the agent's own protocol (agent/protocol.hpp) on the
// one channel of its request; the frames' channel numbers are replaced and nothing else. So the client
// has the flow control, the input and the signals that the guest offers, and nothing is kept here.
class Conversation : public Request, public std::enable_shared_from_this<Conversation> {
public:
  // Made on the I/O thread.
  Conversation(IoThread& io, std::shared_ptr<AgentLink> link, Descriptor client);

  // Opens the shell; once, on the I/O thread.
  void open(const ShellRequest& request);

  bool is_over() const { return is_over_; }

  void frame(agent::FrameType type, std::string_view payload) override;
  void lost(const Trouble& why) override;

private:
  void take(std::string_view bytes);
  void client_is_gone();

  const std::shared_ptr<AgentLink> link_;
  const std::uint32_t channel_;
  std::string rest_;  // of the client: the beginning of a frame
  std::atomic<bool> is_over_ = false;
  ByteStream client_;  // last: its events use the members above
};

}  // namespace vmt::machine::guest
