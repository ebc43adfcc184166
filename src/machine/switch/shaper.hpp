// A line of limited rate: when does each frame leave it, and which ones find its queue full?
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "machine/switch/condition.hpp"

namespace vmt::machine::network {

using Time = std::chrono::steady_clock::time_point;

// A token bucket as deep as the one frame that is being sent: a frame leaves when its last bit has gone
// at the line's rate, and the next one starts then. The moments are computed, not waited for, and parts
// of a nanosecond are carried over: so the rate is exact however late anybody looks at the clock.
class Shaper {
public:
  explicit Shaper(const Limit& limit);

  const Limit& limit() const { return limit_; }

  // When a frame that comes at `now` has left; nothing when it has to be dropped. An idle line takes
  // any frame. `now` never goes back.
  std::optional<Time> admit(Time now, std::size_t bytes);

private:
  Limit limit_;
  std::chrono::nanoseconds longest_wait_;  // of a full queue
  Time idle_at_{};
  std::int64_t carried_ = 0;  // nanoseconds times the rate, less than one nanosecond
};

}  // namespace vmt::machine::network
