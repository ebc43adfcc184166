// A socket of the switch: the channel to one network card of one machine.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string_view>

#include "machine/descriptor.hpp"
#include "machine/io_thread.hpp"
#include "machine/switch/frame.hpp"

namespace vmt::machine::network {

// On the I/O thread only, from its making to its end.
class Port {
public:
  // What a guest that does not read may leave waiting. Beyond that frames are dropped, as a real
  // switch does: a guest that sleeps must not fill vmt's memory, nor hold up others.
  static constexpr std::size_t queue_limit_bytes = 1024 * 1024;

  struct Events {
    // Called with each frame that came, then once when there are no more for now.
    std::function<void(const Frame&)> frame;
    std::function<void()> batch_ended;
    std::function<void()> closed;
  };

  Port(IoThread& io, Descriptor channel, Events events);
  ~Port();

  // Leaves with the next `flush`; the frame's memory must stay until then. False: it is dropped, since
  // too much is waiting already.
  bool send(const Frame& frame);
  void flush();

private:
  struct State;

  std::shared_ptr<State> state_;
};

}  // namespace vmt::machine::network
