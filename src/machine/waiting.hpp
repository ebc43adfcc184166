// The one way in which a branch waits for something that another thread does.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>

#include "machine/deadline.hpp"

namespace vmt::machine {

enum class Waited : std::uint8_t { happened, timed_out, stopped };

// Waits until `has_happened()`, the deadline or the stop token, whichever is first. The lock is
// held whenever the predicate runs and afterwards. What has happened counts even when the deadline
// passed.
template <typename Predicate>
Waited wait_until(std::unique_lock<std::mutex>& lock, std::condition_variable_any& changed,
                  const Patience& patience, Predicate has_happened) {
  if (changed.wait_until(lock, patience.stop, patience.deadline.moment(), has_happened))
    return Waited::happened;
  return patience.stop.stop_requested() ? Waited::stopped : Waited::timed_out;
}

}  // namespace vmt::machine
