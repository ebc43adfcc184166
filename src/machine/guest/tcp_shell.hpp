// The way to a root shell that listens on a TCP port of the guest: QEMU's user network, which lets nothing
// out, and a port on the host's 127.0.0.1 that QEMU chooses.
#pragma once

#include <boost/asio/steady_timer.hpp>

#include <memory>
#include <optional>
#include <thread>

#include "machine/byte_stream.hpp"
#include "machine/guest/shell_link.hpp"

namespace vmt::machine::guest {

class TcpShell {
public:
  // Asks QEMU for the port: 0 when there is none, nothing when QEMU does not answer any more. Called on a
  // thread of this class.
  using FindPort = std::function<std::optional<std::uint16_t>(std::stop_token)>;

  // Connects again and again until the guest has answered. Made and destroyed on the I/O thread; `link` must
  // live as long.
  TcpShell(IoThread& io, FindPort find_port, std::shared_ptr<ShellLink> link);
  ~TcpShell();

  void send(std::string bytes);

private:
  struct State;

  std::shared_ptr<State> state_;
  std::jthread finder_;
};

}  // namespace vmt::machine::guest
