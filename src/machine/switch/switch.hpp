// An Ethernet switch inside vmt: one per network of the script. Sockets and a timer around a Bridge.
//
// It works on the I/O thread, never waits, and does nothing while no frame comes and none is due. Frames
// of any size up to 64 KiB pass unchanged, tagged or not.
#pragma once

#include <boost/asio/steady_timer.hpp>

#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "machine/switch/bridge.hpp"
#include "machine/switch/port.hpp"

namespace vmt::machine::network {

class Switch {
public:
  // All functions are to be called on the I/O thread; so is the destructor. `network` is its place in
  // the LabConfig; `seed` decides on every fate of a frame that is left to chance.
  explicit Switch(IoThread& io, std::size_t network = 0, std::uint64_t seed = 0);

  // Plugs a cable in. The port's id must be free; it is free again when the other side closes.
  void attach(PortId id, Descriptor channel);
  void detach(PortId id);
  // A port whose link is down stays attached, and passes nothing in either direction.
  void set_link(PortId id, bool is_up) { bridge_.set_link(id, is_up); }

  Counters counters(PortId id) const { return bridge_.counters(id); }
  void set_conditions(const Conditions& all);
  TapId add_tap(Tap tap) { return bridge_.add_tap(std::move(tap)); }
  void remove_tap(TapId id) { bridge_.remove_tap(id); }

private:
  // Ends what came at one time: frames leave, and the timer is set for those that wait.
  void end_batch();
  void set_timer();

  IoThread& io_;
  Bridge bridge_;
  std::map<PortId, std::unique_ptr<Port>> ports_;
  std::vector<Port*> touched_;  // have frames to be flushed
  Time now_{};                  // of the batch at hand
  bool is_batch_open_ = false;
  boost::asio::steady_timer timer_;
  std::optional<Time> timer_due_;
};

}  // namespace vmt::machine::network
