#include "machine/boot_slots.hpp"

namespace vmt::machine {

Waited BootSlots::acquire(const Patience& patience, Slot& slot, const std::function<void()>& has_to_wait) {
  std::unique_lock lock(state_->mutex);
  if (state_->free == 0 && has_to_wait) has_to_wait();
  const auto waited = wait_until(lock, state_->changed, patience, [&] { return state_->free > 0; });
  if (waited != Waited::happened) return waited;
  --state_->free;
  slot = Slot(nullptr, [state = state_](void*) {
    const std::lock_guard give_back(state->mutex);
    ++state->free;
    state->changed.notify_all();
  });
  return waited;
}

}  // namespace vmt::machine
