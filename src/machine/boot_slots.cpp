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

Waited BootSlots::acquire(const Patience& patience, Slot& slot) {
  std::unique_lock lock(state_->mutex);
  const auto waited = wait_until(lock, state_->changed, patience, [&] { return state_->free > 0; });
  if (waited != Waited::happened) return waited;
  auto own = take_own(lock);
  if (folder_.empty()) {
    slot = std::move(own);
    return waited;
  }
  const auto until = Deadline::in(courtesy);
  while (true) {
    auto shared = std::make_shared<Descriptor>(try_shared());
    if (shared->is_open() || until.has_passed()) {
      slot = Slot(nullptr, [own = std::move(own), shared](void*) {});
      return Waited::happened;
    }
    std::unique_lock pause(state_->mutex);
    const Patience nap{patience.deadline.at_most(look), patience.stop};
    if (wait_until(pause, state_->changed, nap, [] { return false; }) == Waited::stopped)
      return Waited::stopped;
    if (patience.deadline.has_passed()) return Waited::timed_out;
    pause.unlock();
  }
}

// Called with the lock held, which it gives back.
BootSlots::Slot BootSlots::take_own(std::unique_lock<std::mutex>& lock) {
  --state_->free;
  lock.unlock();
  return Slot(nullptr, [state = state_](void*) {
    const std::lock_guard give_back(state->mutex);
    ++state->free;
    state->changed.notify_all();
  });
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
