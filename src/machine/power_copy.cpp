// A machine that is saved, and one that begins as the copy of a saved one.
#include <fmt/format.h>

#include <condition_variable>

#include "machine/clock_and_seed.hpp"
#include "machine/power.hpp"
#include "machine/qemu/migration.hpp"

namespace vmt::machine {
namespace {

using nlohmann::json;

constexpr std::int64_t bytes_per_mib = std::int64_t{1} << 20;
constexpr std::chrono::seconds last_words_take_at_most{2};

}  // namespace

// A machine on its way up or down gets there first.
void Power::rest(const Patience& patience) {
  Lock lock(mutex_);
  await(lock, {State::off, State::up, State::lost}, patience, "did not come to rest");
  if (state_ != State::up) return;
  const auto link = run_->agent();
  lock.unlock();
  const auto request = std::make_shared<guest::SimpleRequest>();
  link->hold(request);
  request->answer().await(patience, fmt::format("bringing `{}` to rest", config().name));
}

void Power::pause(const Patience& patience) {
  Lock lock(mutex_);
  if (state_ != State::up) return;
  const auto run = run_;
  lock.unlock();
  run->monitor().execute("stop", json::object(), patience);
}

void Power::go_on(const Patience& patience) {
  Lock lock(mutex_);
  if (state_ != State::up) return;
  const auto run = run_;
  qemu_events_.clear();  // those of its standing still
  lock.unlock();
  run->monitor().execute("cont", json::object(), patience);
}

void Power::set_clock(const Patience& patience) {
  Lock lock(mutex_);
  if (state_ != State::up) return;
  const auto link = run_->agent();
  lock.unlock();
  const auto request = std::make_shared<guest::SimpleRequest>();
  link->open(link->new_channel(), agent::FrameType::set_clock, clock_and_seed(), request);
  request->answer().await(patience, fmt::format("setting the clock of `{}`", config().name));
}

SavedMachine Power::save(const Patience& patience) {
  SavedMachine saved;
  Lock lock(mutex_);
  saved.was_started = was_started_;
  saved.pulled = pulled_;
  saved.boots = boots_;
  saved.loss = loss_;
  const auto run = state_ == State::up ? run_ : nullptr;
  lock.unlock();
  if (run) {
    auto& guest = saved.guest.emplace();
    guest.hardware = surroundings_.io.call([this] { return hardware_; });
    guest.link = run->agent()->saved();
    auto device_state = make_memory_file(config().name + " (devices)", 0);
    if (surroundings_.io.call([this] { return memory_is_private_; })) {
      guest.memory = gather_memory(*device_state, patience);
    } else {
      qemu::save_state(run->monitor(), run->migration(), device_state->get(), false, patience);
      guest.memory = surroundings_.io.call([this] { return memory_; });
    }
    guest.device_state = std::move(device_state);
  }
  saved.console = console_.saved();
  return saved;
}

// What a copy has changed is in no file. So another QEMU takes over all of its memory, into a new file, and
// is saved in its place.
MemoryFile Power::gather_memory(const Descriptor& device_state, const Patience& patience) {
  struct Heir {
    std::mutex mutex;
    std::condition_variable_any changed;
    bool is_loaded = false;
    std::optional<qemu::Ending> ending;
  };
  const auto heir = std::make_shared<Heir>();
  auto options = options_of(surroundings_, machine_, surroundings_.io.call([this] { return hardware_; }));
  auto memory = make_memory_file(config().name, options.memory_mib * bytes_per_mib);
  auto way = make_channel();
  options.memory = memory->get();
  options.state = way.theirs.get();
  options.state_has_memory = true;
  qemu::Run::Events events;
  events.hello = [](const guest::Hello&) {};
  events.garbled = [](const std::string&) {};
  events.console = [](std::string_view) {};
  events.loaded = [heir] {
    const std::lock_guard lock(heir->mutex);
    heir->is_loaded = true;
    heir->changed.notify_all();
  };
  events.ended = [heir](const qemu::Ending& ending) {
    const std::lock_guard lock(heir->mutex);
    heir->ending = ending;
    heir->changed.notify_all();
  };
  const auto other = surroundings_.io.call(
      [&] { return std::make_unique<qemu::Run>(surroundings_.io, qemu::Programs{.qemu = surroundings_.qemu}, options, events); });
  way.theirs = {};
  const auto cards = other->take_cards();
  const auto await_heir = [&](const Patience& limited) {
    std::unique_lock lock(heir->mutex);
    const auto waited =
        wait_until(lock, heir->changed, limited, [&] { return heir->is_loaded || heir->ending; });
    if (heir->ending) {
      const auto& said = heir->ending->errors;
      throw Trouble(TroubleKind::infrastructure,
                    fmt::format("machine `{}` can't be saved: {}", config().name,
                                said.substr(0, said.find_last_not_of(" \r\n") + 1)));
    }
    return waited;
  };
  try {
    qemu::save_state(run_->monitor(), run_->migration(), way.ours.get(), true, patience);
  } catch (const Trouble&) {
    // The one that gives knows no more than that the other has gone.
    await_heir({Deadline::in(last_words_take_at_most), patience.stop});
    throw;
  }
  way.ours = {};
  if (await_heir(patience) != Waited::happened) throw timed_out("was not saved");
  qemu::save_state(other->monitor(), other->migration(), device_state.get(), false, patience);
  return memory;
}

std::string Power::why_not_copied() const {
  return surroundings_.io.call([this] { return hardware_.files.cannot_be_copied_because; });
}

void Power::end_quietly() {
  {
    const std::lock_guard lock(mutex_);
    is_end_told_ = false;
  }
  crash();
}

bool Power::is_end_told() const {
  const std::lock_guard lock(mutex_);
  return is_end_told_;
}

void Power::begin_copy(const SavedMachine& saved) {
  console_.restore(saved.console);
  {
    const std::lock_guard lock(mutex_);
    was_started_ = saved.was_started;
    pulled_ = saved.pulled;
    boots_ = saved.boots;
    loss_ = saved.loss;
    if (loss_) state_ = State::lost;
    if (saved.guest) state_ = State::starting;
  }
  if (!saved.guest) return;
  const auto& guest = *saved.guest;
  const auto device_state = open_again(*guest.device_state);
  surroundings_.io.call([&] {
    hardware_ = guest.hardware;
    memory_ = guest.memory;
    memory_is_private_ = true;
    auto options = options_of(surroundings_, machine_, hardware_);
    options.memory = memory_->get();
    options.memory_is_private = true;
    options.state = device_state.get();
    begin_run(make_run(std::move(options), guest.link));
    settle(State::booting);
  });
}

void Power::await_copy(const Patience& patience) {
  Lock lock(mutex_);
  await(lock, {State::up, State::off, State::lost}, patience, "did not go on as a copy");
  if (state_ == State::lost && loss_) throw *loss_;
}

}  // namespace vmt::machine
