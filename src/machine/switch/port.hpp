// A socket of the switch: the channel to one network card of one machine.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>

#include "machine/descriptor.hpp"
#include "machine/io_thread.hpp"
#include "machine/switch/frame.hpp"

namespace vmt::machine::network {

struct PortId {
  std::size_t machine = 0;
  std::size_t interface = 0;  // the machine's first card is 0
  friend auto operator<=>(const PortId&, const PortId&) = default;
};

struct Counters {
  std::uint64_t received_frames = 0;  // from the guest
  std::uint64_t received_bytes = 0;
  std::uint64_t sent_frames = 0;  // to the guest
  std::uint64_t sent_bytes = 0;
  std::uint64_t dropped_frames = 0;  // to the guest, which did not read
};

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

  Port(IoThread& io, PortId id, Descriptor channel, Events events);
  ~Port();

  PortId id() const;
  // Leaves with the next `flush`; the frame's memory must stay until then.
  void send(const Frame& frame);
  void flush();

  bool is_link_up = true;
  Counters counters;

private:
  struct State;

  std::shared_ptr<State> state_;
};

}  // namespace vmt::machine::network
