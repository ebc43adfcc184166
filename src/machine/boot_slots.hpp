// How many machines may boot at the same time. Boots are work for a processor each: more of them
// than cores only makes every one slower, and under TCG starves the guests' timers.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>

#include "machine/waiting.hpp"

namespace vmt::machine {

class BootSlots {
public:
  // A slot is given back when it is destroyed; it may outlive the BootSlots.
  using Slot = std::shared_ptr<void>;

  explicit BootSlots(std::size_t count) : state_(std::make_shared<State>(count)) {}

  // Waits for a slot; `has_to_wait` is called first when none is free. Without one: timed_out or stopped.
  Waited acquire(const Patience& patience, Slot& slot, const std::function<void()>& has_to_wait = {});

private:
  struct State {
    explicit State(std::size_t count) : free(count) {}
    std::mutex mutex;
    std::condition_variable_any changed;
    std::size_t free;
  };

  std::shared_ptr<State> state_;
};

}  // namespace vmt::machine
