#include "machine/boot_slots.hpp"

#include <fcntl.h>
#include <sys/file.h>

#include <string>

namespace vmt::machine {
namespace {

// How often a run looks whether another one has given its slot back: little compared with a boot.
constexpr std::chrono::milliseconds look{25};

// A guest of another run that never comes up keeps its slot. Others wait no longer than any boot takes.
constexpr std::chrono::seconds courtesy{60};

}  // namespace

Waited BootSlots::acquire(const Patience& patience, Slot& slot, const std::function<void()>& has_to_wait) {
  std::unique_lock lock(state_->mutex);
  const bool had_to_wait = state_->free == 0;
  if (had_to_wait && has_to_wait) has_to_wait();
  const auto waited = wait_until(lock, state_->changed, patience, [&] { return state_->free > 0; });
  if (waited != Waited::happened) return waited;
  --state_->free;
  lock.unlock();
  slot = Slot(nullptr, [state = state_](void*) {
    const std::lock_guard give_back(state->mutex);
    ++state->free;
    state->changed.notify_all();
  });
  if (folder_.empty()) return waited;
  return acquire_shared(patience, slot, had_to_wait ? std::function<void()>() : has_to_wait);
}

Waited BootSlots::acquire_shared(const Patience& patience, Slot& slot,
                                 const std::function<void()>& has_to_wait) {
  auto shared = std::make_shared<Descriptor>(try_shared());
  if (!shared->is_open() && has_to_wait) has_to_wait();
  for (const auto until = Deadline::in(courtesy); !shared->is_open() && !until.has_passed();) {
    std::unique_lock pause(state_->mutex);
    const Patience nap{patience.deadline.at_most(look), patience.stop};
    const auto waited = wait_until(pause, state_->changed, nap, [] { return false; });
    pause.unlock();
    const bool is_over = waited == Waited::stopped || patience.deadline.has_passed();
    if (is_over) slot.reset();
    if (is_over) return waited;
    *shared = try_shared();
  }
  slot = Slot(nullptr, [own = std::move(slot), shared](void*) {});
  return Waited::happened;
}

// The lock of one of the files; closed when other runs have them all. Whoever cannot make the files
// shares nothing.
Descriptor BootSlots::try_shared() const {
  std::error_code error;
  std::filesystem::create_directories(folder_, error);
  for (std::size_t number = 0; number < state_->count; ++number) {
    const auto file = folder_ / std::to_string(number);
    Descriptor lock(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
    if (!lock.is_open()) return Descriptor(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    if (::flock(lock.get(), LOCK_EX | LOCK_NB) == 0) return lock;
  }
  return {};
}

}  // namespace vmt::machine
