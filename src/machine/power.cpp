#include "machine/power.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace vmt::machine {

Power::Power(Surroundings& surroundings, std::size_t machine, Events events)
    : surroundings_(surroundings),
      machine_(machine),
      events_(std::move(events)),
      interfaces_(interfaces_of(surroundings.config, machine)),
      hosts_file_(hosts_file(surroundings.config, machine)),
      console_([this](std::string_view line) {
        surroundings_.observer.console_line(machine_, line);
        if (is_bad_news(line)) events_.guest_is_in_trouble(std::string(line));
      }) {}

Power::~Power() {
  crash();
  surroundings_.io.call([this] {
    until_dead_kernel_ends_.reset();
    console_followers_.clear();
  });
}

void Power::start(const Patience& patience) {
  Lock lock(mutex_);
  while (state_ != State::up) {
    if (is_in({State::off, State::lost})) {
      state_ = State::starting;
      was_started_ = true;
      is_end_meant_ = false;
      lock.unlock();
      prepare_and_launch(patience);
      lock.lock();
    }
    // Another branch may be the one that starts it, or it may be on its way down first.
    await(lock, {State::up, State::off, State::lost}, patience, "did not boot");
    if (state_ == State::lost) throw *loss_;
  }
}

void Power::prepare_and_launch(const Patience& patience) {
  try {
    tell(Stage::preparing_image);
    auto hardware = prepare_hardware(
        surroundings_, machine_, [this](const std::string& detail) { tell(Stage::preparing_image, detail); },
        patience);
    BootSlots::Slot slot;
    const auto waited =
        surroundings_.slots.acquire(patience, slot, [this] { tell(Stage::waiting_for_slot); });
    if (waited == Waited::timed_out) throw timed_out("got no turn to boot");
    if (waited == Waited::stopped)
      throw Trouble(TroubleKind::stopped, fmt::format("starting `{}` was stopped", config().name));
    surroundings_.io.call([&] {
      hardware_ = std::move(hardware);
      slot_ = std::move(slot);
      launch();
    });
  } catch (...) {
    surroundings_.io.call([this] {
      slot_.reset();
      settle(State::off);
    });
    throw;
  }
}

void Power::shutdown(const Patience& patience) {
  Lock lock(mutex_);
  await(lock, {State::up, State::off, State::lost, State::shutting_down}, patience, "did not boot");
  if (state_ == State::up) {
    state_ = State::shutting_down;
    const auto run = run_;
    lock.unlock();
    tell(Stage::shutting_down);
    try {
      ask_guest(*run, agent::Power::shut_down, patience);
    } catch (const Trouble&) {
      lock.lock();
      if (state_ == State::shutting_down) state_ = State::up;
      changed_.notify_all();
      throw;
    }
    lock.lock();
  }
  await(lock, {State::off, State::lost}, patience, "did not power off");
  if (state_ == State::lost) throw *loss_;
}

void Power::wait_shutdown(const Patience& patience) {
  Lock lock(mutex_);
  await(lock, {State::off, State::lost}, patience, "did not power off");
  if (state_ == State::lost) throw *loss_;
}

void Power::reboot(const Patience& patience) {
  const auto run = run_that_is_up(patience);
  Lock lock(mutex_);
  const auto boots = boots_;
  lock.unlock();
  ask_guest(*run, agent::Power::reboot, patience);
  lock.lock();
  const auto waited = wait_until(lock, changed_, patience, [&] {
    return is_in({State::off, State::lost}) || (state_ == State::up && boots_ > boots);
  });
  if (waited == Waited::timed_out) throw timed_out("did not come back from its restart");
  if (waited == Waited::stopped)
    throw Trouble(TroubleKind::stopped, fmt::format("restarting `{}` was stopped", config().name));
  if (state_ != State::up) throw_not_up_locked();
}

void Power::crash() {
  Lock lock(mutex_);
  // A start that is still being prepared can't be interrupted from here; it ends soon by itself.
  const Patience patience;
  await(lock, {State::off, State::lost, State::booting, State::up, State::shutting_down}, patience, "");
  if (is_in({State::off, State::lost})) return;
  lock.unlock();
  // On the I/O thread, where a guest that restarts by itself also gets its new QEMU.
  surroundings_.io.call([this] {
    const std::lock_guard meant(mutex_);
    is_end_meant_ = true;
    if (run_) run_->kill();
  });
  lock.lock();
  await(lock, {State::off, State::lost}, patience, "");
}

bool Power::was_started() const {
  const std::lock_guard lock(mutex_);
  return was_started_;
}

std::shared_ptr<guest::AgentLink> Power::agent(const Patience& patience) {
  return run_that_is_up(patience)->agent();
}

std::shared_ptr<qemu::Run> Power::run_that_is_up(const Patience& patience) {
  if (!was_started()) start_for_command(patience);
  Lock lock(mutex_);
  await(lock, {State::up, State::shutting_down, State::off, State::lost}, patience, "did not boot");
  if (state_ != State::up) throw_not_up_locked();
  return run_;
}

std::shared_ptr<guest::ShellLink> Power::shell(const Patience& patience) {
  if (!config().shell.is_shell()) return nullptr;
  return run_that_is_up(patience)->shell();
}

std::string Power::ask_qemu(const std::string& command, const std::string& arguments,
                            const Patience& patience) {
  const auto run = run_that_is_up(patience);
  return run->monitor().execute(command, nlohmann::json::parse(arguments), patience).dump();
}

std::string Power::wait_event(const std::string& name, const Patience& patience) {
  if (!was_started()) start(patience);
  Lock lock(mutex_);
  std::optional<std::string> data;
  const auto waited = wait_until(lock, changed_, patience, [&] {
    for (const auto& [event, its_data] : qemu_events_)
      if (event == name) data = its_data;
    return data || is_in({State::off, State::lost});
  });
  if (data) return *data;
  if (waited == Waited::stopped)
    throw Trouble(TroubleKind::stopped, fmt::format("the wait for event `{}` was stopped", name));
  if (waited == Waited::happened) throw_not_up_locked();
  Trouble trouble(TroubleKind::timed_out, fmt::format("QEMU did not tell event `{}` of `{}`", name, config().name));
  std::string seen;
  for (const auto& [event, its_data] : qemu_events_) seen += (seen.empty() ? "" : ", ") + event;
  trouble.notes.push_back(seen.empty() ? "it has told none since the machine was started"
                                       : "events since the machine was started: " + seen);
  throw trouble;
}

void Power::start_for_command(const Patience& patience) {
  try {
    start(patience);
  } catch (Trouble& trouble) {
    if (trouble.kind == TroubleKind::timed_out)
      trouble.helps.push_back(
          fmt::format("this command was the first to need it, so its limit had to do for the boot, too; say "
                      "`start {}` before",
                      config().name));
    throw;
  }
}

void Power::set_link(std::size_t card, bool is_up, const Patience& patience) {
  std::shared_ptr<qemu::Run> run;
  {
    const std::lock_guard lock(mutex_);
    if (is_up)
      pulled_.erase(card);
    else
      pulled_.insert(card);
    run = run_;
  }
  surroundings_.networks.set_link({machine_, card}, is_up);
  if (!run) return;  // the next boot finds the cable as it is now
  run->monitor().execute("set_link", {{"name", qemu::card_name(card)}, {"up", is_up}}, patience);
}

bool Power::is_in(std::initializer_list<State> states) const {
  return std::ranges::find(states, state_) != states.end();
}

void Power::await(Lock& lock, std::initializer_list<State> states, const Patience& patience,
                  const std::string& what_did_not_happen) {
  switch (wait_until(lock, changed_, patience, [&] { return is_in(states); })) {
    case Waited::happened: return;
    case Waited::timed_out: throw timed_out(what_did_not_happen);
    case Waited::stopped:
      throw Trouble(TroubleKind::stopped, fmt::format("waiting for `{}` was stopped", config().name));
  }
}

void Power::throw_not_up() const {
  const std::lock_guard lock(mutex_);
  throw_not_up_locked();
}

void Power::throw_not_up_locked() const {
  if (state_ == State::lost) throw *loss_;
  throw Trouble(TroubleKind::not_running,
                fmt::format("machine `{}` is {}", config().name,
                            state_ == State::shutting_down ? "shutting down" : "off"))
      .with_help(fmt::format("start it first: `start {}`", config().name));
}

Trouble Power::timed_out(const std::string& what_did_not_happen) const {
  Trouble trouble(TroubleKind::timed_out,
                  fmt::format("machine `{}` {} in time", config().name, what_did_not_happen));
  const auto note = console_note(console_.tail(10));
  trouble.notes.push_back(note.empty() ? "its console has said nothing" : note);
  // Nothing tells from outside whether a disk can start the agent.
  if (state_ == State::booting && needs_disk_to_start_agent()) trouble.helps.emplace_back(help_for_disks);
  return trouble;
}

bool Power::needs_disk_to_start_agent() const {
  return std::holds_alternative<DiskImage>(config().image) && config().shell.access == Access::agent;
}

// A guest that is on its way may be gone before its answer is here: then it did what it was asked.
void Power::ask_guest(qemu::Run& run, agent::Power what, const Patience& patience) const {
  if (config().shell.is_shell())
    return run.shell()->send_last(what == agent::Power::reboot ? "reboot" : "poweroff");
  auto& link = *run.agent();
  const auto request = std::make_shared<guest::SimpleRequest>();
  link.open(link.new_channel(), agent::FrameType::power,
            agent::Writer().u8(static_cast<std::uint8_t>(what)).bytes(), request);
  try {
    request->answer().await(patience, "asking the guest");
  } catch (const Trouble& trouble) {
    if (trouble.kind != TroubleKind::machine_lost) throw;
  }
}

void Power::tell(Stage stage, std::string_view detail) const {
  surroundings_.observer.stage(machine_, stage, detail);
}

}  // namespace vmt::machine
