// What a bridge keeps of ports, of paths between them, and of frames under way. Only for bridge*.cpp.
#pragma once

#include "machine/switch/bridge.hpp"

namespace vmt::machine::network {

// Where a frame that had to wait goes on.
enum class Stage : std::uint8_t { lookup, receiver, arrival };

struct Bridge::Journey {
  Stage stage{};
  Station* from = nullptr;
  Station* to = nullptr;  // not before the lookup
  std::chrono::nanoseconds delay{};
  bool may_overtake = false;
  std::uint64_t number = 0;  // in the order of entering
  std::string wire;
};

// From one station to another.
struct Bridge::Path {
  std::vector<PathCondition> conditions;
  std::optional<Shaper> limit;
  Time latest_arrival{};
};

struct Bridge::Station {
  Station(PortId port, std::size_t place) : id(port), slot(place) {}

  // True when a limit was there, and is no longer, or is another one.
  bool fit_cable(const std::optional<Limit>& limit);

  const PortId id;
  const std::size_t slot;
  Send send;  // empty: nothing is attached
  bool is_link_up = true;
  Counters counters;
  std::optional<Shaper> outgoing;  // of what the machine sends
  std::optional<Shaper> incoming;
  std::vector<std::unique_ptr<Path>> paths;  // to the station of the slot; made when first used
};

}  // namespace vmt::machine::network
