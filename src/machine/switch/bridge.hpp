// What a switch does with frames, without sockets and without a clock: it learns which address is
// behind which cable, sends a frame there or to all, and puts it through the conditions of its path.
//
// A frame's way: the sender's cable (its limit), the lookup, the conditions of the path and its limit,
// the receiver's cable (its limit), the delay. Whoever owns a bridge gives it frames with the time, and
// comes back when it says.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "machine/switch/delay_line.hpp"
#include "machine/switch/frame.hpp"
#include "machine/switch/frame_fate.hpp"
#include "machine/switch/shaper.hpp"

namespace vmt::machine::network {

// A network card of a machine.
struct PortId {
  std::size_t machine = 0;
  std::size_t interface = 0;  // the machine's first card is 0
  friend auto operator<=>(const PortId&, const PortId&) = default;
};

// Of one card, since the network was made. A machine that restarts goes on counting.
struct Counters {
  std::uint64_t sent_frames = 0;  // by the machine
  std::uint64_t sent_bytes = 0;
  std::uint64_t received_frames = 0;  // by the machine, as far as the switch can know
  std::uint64_t received_bytes = 0;
  // By cause: frames on their way to the machine; and in `queue_full` also those that waited in its own
  // cable to leave.
  std::array<std::uint64_t, cause_count> dropped{};
  // Of the frames that came to the machine.
  std::uint64_t corrupted = 0;
  std::uint64_t duplicated = 0;
  std::uint64_t reordered = 0;

  std::uint64_t& dropped_by(Cause cause) { return dropped[static_cast<std::size_t>(cause)]; }
  std::uint64_t dropped_by(Cause cause) const { return dropped[static_cast<std::size_t>(cause)]; }

  Counters& operator+=(const Counters& other);
};

// Somebody who looks on: a capture, a wait for traffic. Of a path it sees what arrives. Of cables it sees
// what their machines send, and when `arrivals` is set what comes to them, too.
struct Tap {
  Scope scope;
  bool arrivals = false;
  std::function<void(const Frame&)> see;
};
using TapId = std::uint64_t;

class Bridge {
public:
  // Addresses that are remembered. A guest that makes up more of them only has its frames flooded.
  static constexpr std::size_t most_addresses = 4096;

  // A port as the bridge knows it. Stays where it is as long as the bridge.
  struct Station;
  // Gives a frame to a machine; false when there is no room for it. The frame's memory is that of the
  // caller of `take`, or the bridge's own, which stays until `flushed` is called.
  using Send = std::function<bool(const Frame&)>;

  Bridge(std::size_t network, std::uint64_t seed);
  ~Bridge();

  // A station whose link is down stays attached, and passes nothing in either direction.
  Station& attach(PortId id, Send send);
  void detach(PortId id);
  void set_link(PortId id, bool is_up);
  Counters counters(PortId id) const;  // zeros for a card that never was attached

  // All conditions that there are now. Frames on their way over a path or cable that a limit, a delay or
  // a reordering has been lifted from arrive at once, in the order in which they were sent.
  void set_conditions(const Conditions& all, Time now);

  TapId add_tap(Tap tap);
  void remove_tap(TapId id);

  // A frame that a machine has sent.
  void take(Station& from, const Frame& frame, Time now);
  // When `advance` has something to do; nothing: not before the next call of another function.
  std::optional<Time> next_due() const;
  void advance(Time now);
  // All that `Send` was given has been passed on, or copied.
  void flushed() { kept_.clear(); }

private:
  struct Path;
  struct Journey;

  Station& station(PortId id);
  Path& path(Station& from, Station& to);
  void refit(Path& path, const Station& from, const Station& to);
  void release(std::vector<Journey> journeys, Time now);

  void forward(Station& from, const Frame& frame, Time now);
  void deliver(Station& from, Station& to, const Frame& frame, Time now);
  void pass_path(Station& from, Station& to, const Frame& frame, const Fate& fate, Time now);
  void pass_receiver(Journey journey, const Frame& frame, Time now);
  void arrive(Station& from, Station& to, const Frame& frame);
  void hold(Time until, Journey journey, const Frame& frame);
  void go_on(Journey journey, Time now);
  Frame keep(std::string wire);

  const std::size_t network_;
  const std::uint64_t seed_;
  std::map<PortId, std::unique_ptr<Station>> stations_;
  std::unordered_map<MacAddress, Station*> learned_;
  Conditions conditions_;  // those in force here
  DelayLine<Journey> waiting_;
  std::uint64_t journey_count_ = 0;
  std::deque<std::string> kept_;  // frames that were sent out of the bridge's own memory
  std::map<TapId, Tap> taps_;
  TapId last_tap_ = 0;
};

}  // namespace vmt::machine::network
