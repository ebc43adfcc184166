// vmt's end of a channel: bytes come in through a callback, bytes go out without waiting.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "machine/descriptor.hpp"
#include "machine/io_thread.hpp"

namespace vmt::machine {

class ByteStream {
public:
  struct Events {
    std::function<void(std::string_view)> bytes;  // on the I/O thread
    std::function<void()> closed;                 // on the I/O thread, once: no more bytes will come
  };

  // Takes a socket or the reading end of a pipe, non-blocking. Made on the I/O thread.
  ByteStream(IoThread& io, Descriptor descriptor, Events events);
  // On any thread; afterwards no event is called. An event may destroy the stream.
  ~ByteStream();

  // From any thread. Bytes leave in the order of the calls; what the other side never reads is
  // kept.
  void send(std::string bytes);
  // The same over a unix socket, with a copy of the descriptor for the other side (unix(7), SCM_RIGHTS).
  // The bytes have to fit into the socket's buffer.
  void send(std::string bytes, Descriptor descriptor);

private:
  struct State;

  std::shared_ptr<State> state_;
};

}  // namespace vmt::machine
