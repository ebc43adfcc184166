// How many machines may boot at the same time. Boots are work for a processor each: more of them
// than cores only makes every one slower, and under TCG starves the guests' timers, so that some never
// come up. Runs of vmt that use the same cache share the slots.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>

#include "machine/descriptor.hpp"
#include "machine/waiting.hpp"

namespace vmt::machine {

class BootSlots {
public:
  // A slot is given back when it is destroyed; it may outlive the BootSlots.
  using Slot = std::shared_ptr<void>;

  // `folder`, which is made when it is not there, has the lock files (flock(2)) that the runs share;
  // empty: they share nothing.
  explicit BootSlots(std::size_t count, std::filesystem::path folder = {})
      : state_(std::make_shared<State>(count)), folder_(std::move(folder)) {}

  // Waits for a slot; `has_to_wait` is called first when none is free. Without one: timed_out or stopped.
  Waited acquire(const Patience& patience, Slot& slot, const std::function<void()>& has_to_wait = {});

private:
  struct State {
    explicit State(std::size_t slots) : count(slots), free(slots) {}
    const std::size_t count;
    std::mutex mutex;
    std::condition_variable_any changed;
    std::size_t free;
  };

  Waited acquire_shared(const Patience& patience, Slot& slot, const std::function<void()>& has_to_wait);
  Descriptor try_shared() const;

  std::shared_ptr<State> state_;
  std::filesystem::path folder_;
};

}  // namespace vmt::machine
