// What happens to a machine on the I/O thread.
#include <fmt/format.h>

#include "machine/clock_and_seed.hpp"
#include "machine/power.hpp"

namespace vmt::machine {
namespace {

// Lines of the console that explain a loss.
constexpr std::size_t evidence_lines = 10;
constexpr std::int64_t bytes_per_mib = std::int64_t{1} << 20;

std::string configuration(const MachineConfig& config, const std::string& hosts,
                          const std::vector<Interface>& interfaces) {
  agent::Writer writer;
  writer.text(config.host_name).text(hosts).u32(static_cast<std::uint32_t>(interfaces.size()));
  for (const auto& interface : interfaces) {
    writer.text(interface.mac).u32(static_cast<std::uint32_t>(interface.addresses.size()));
    for (const auto& address : interface.addresses) writer.text(address);
  }
  return writer.bytes();
}

}  // namespace

// Each boot has memory of its own: nothing of what was in it before can be found there.
void Power::launch() {
  console_.begin_boot();
  {
    const std::lock_guard lock(mutex_);
    qemu_events_.clear();
  }
  auto options = options_of(surroundings_, machine_, hardware_);
  memory_ = make_memory_file(config().name, options.memory_mib * bytes_per_mib);
  memory_is_private_ = false;
  options.memory = memory_->get();
  begin_run(make_run(std::move(options), std::nullopt));
  for (std::size_t i = 0; plugs_in_late() && i < interfaces_.size(); ++i) send_link(*run_, i, false);
  tell(Stage::booting, hardware_.accelerator);
  settle(State::booting);
}

std::shared_ptr<qemu::Run> Power::make_run(qemu::Options options,
                                           const std::optional<guest::SavedLink>& saved) {
  gave_up_because_.clear();
  gave_up_help_.clear();
  is_up_ = false;
  qemu::Run::Events events;
  events.hello = [this](const guest::Hello&) { take_hello(); };
  events.garbled = [this](const std::string& why) { give_up(why); };
  events.console = [this](std::string_view bytes) { take_console(bytes); };
  events.ended = [this](const qemu::Ending& ending) { take_ending(ending); };
  events.loaded = [this] { take_loaded(); };
  events.event = [this](const std::string& name, const nlohmann::json& data) { take_event(name, data); };
  events.shell_is_there = [this] { take_shell(); };
  return std::make_shared<qemu::Run>(surroundings_.io, programs_of(surroundings_, machine_, hardware_),
                                     std::move(options), std::move(events), saved, config().shell);
}

void Power::begin_run(std::shared_ptr<qemu::Run> run) {
  attach_cards(*run);
  const std::lock_guard lock(mutex_);
  run_ = std::move(run);
}

void Power::attach_cards(qemu::Run& run) {
  const std::lock_guard lock(mutex_);
  auto channels = run.take_cards();
  for (std::size_t i = 0; i < interfaces_.size(); ++i) {
    auto& own_switch = *surroundings_.switches[interfaces_[i].network];
    own_switch.attach({machine_, i}, std::move(channels[i]));
    own_switch.set_link({machine_, i}, !pulled_.contains(i));
    if (pulled_.contains(i)) send_link(run, i, false);
  }
}

// Linux looks at a changed link once a second, but at once when a cable comes to an interface that is up
// already (`linkwatch_urgent_event` in its net/core/link_watch.c). So the cables of a guest which vmt
// configures come when it has been configured.
bool Power::plugs_in_late() const {
  return hardware_.files.loader == Loader::kernel && !config().shell.is_shell();
}

void Power::send_link(qemu::Run& run, std::size_t card, bool is_up) {
  run.monitor().send("set_link", {{"name", qemu::card_name(card)}, {"up", is_up}});
}

void Power::plug_in(std::function<void()> then) {
  std::vector<std::string> macs;
  {
    // What a script does to a cable from here on is said to QEMU after this.
    const std::lock_guard lock(mutex_);
    for (std::size_t i = 0; i < interfaces_.size(); ++i) {
      if (pulled_.contains(i)) continue;
      macs.push_back(interfaces_[i].mac);
      if (plugs_in_late()) send_link(*run_, i, true);
    }
  }
  agent::Writer request;
  request.u32(static_cast<std::uint32_t>(macs.size()));
  for (const auto& mac : macs) request.text(mac);
  set_up(agent::FrameType::await_links, request.bytes(), std::move(then));
}

void Power::detach_cards() {
  for (std::size_t i = 0; i < interfaces_.size(); ++i)
    surroundings_.switches[interfaces_[i].network]->detach({machine_, i});
}

void Power::take_hello() {
  at_prompt_.reset();
  if (config().shell.is_shell()) return;  // it has an agent, too; the script wants the shell
  slot_.reset();
  set_up(agent::FrameType::set_clock, clock_and_seed(), [this] {
    set_up(agent::FrameType::configure, configuration(config(), hosts_file_, interfaces_),
           [this] { plug_in([this] { take_booted(); }); });
  });
}

void Power::take_booted() {
  {
    const std::lock_guard lock(mutex_);
    ++boots_;
  }
  tell(Stage::up);
  take_up();
}

// A copy has all that the original had; only time has passed, and no two copies may draw the same numbers.
void Power::take_loaded() {
  run_->monitor().send("cont", nlohmann::json::object());
  events_.guest_is_copied(run_->agent());
  run_->agent()->resume();
  set_up(agent::FrameType::set_clock, clock_and_seed(), [this] { take_up(); });
}

// What the guest says to its shell is all that vmt knows of it: its clock and network are its own.
void Power::take_shell() {
  slot_.reset();
  {
    const std::lock_guard lock(mutex_);
    ++boots_;
  }
  tell(Stage::up, "by its shell");
  take_up();
}

void Power::take_event(const std::string& name, const nlohmann::json& data) {
  const std::lock_guard lock(mutex_);
  qemu_events_.emplace_back(name, data.dump());
  changed_.notify_all();
}

void Power::take_up() {
  is_up_ = true;
  console_.end_boot();
  if (!config().shell.is_shell()) events_.guest_is_up(run_->agent());
  settle(State::up);
}

void Power::set_up(agent::FrameType request, std::string_view payload, std::function<void()> then) {
  auto answered = [this, then = std::move(then)](const guest::Answer& answer) {
    const auto trouble = answer.trouble();
    if (!trouble) return then();
    // How a guest was lost is found out elsewhere.
    if (trouble->kind != TroubleKind::machine_lost) give_up("it could not be set up: " + trouble->message);
  };
  auto& link = *run_->agent();
  link.open(link.new_channel(), request, payload,
            std::make_shared<guest::SimpleRequest>(std::move(answered)));
}

void Power::give_up(const std::string& why) {
  gave_up_because_ = why;
  run_->kill();
}

void Power::take_ending(const qemu::Ending& ending) {
  Circumstances seen;
  seen.machine = config().name;
  {
    const std::lock_guard lock(mutex_);
    seen.was_meant = is_end_meant_;
  }
  seen.was_up = is_up_;
  seen.fatal_reason = console_.fatal_reason();
  seen.gave_up_because = gave_up_because_;
  seen.console_lines = console_.evidence(evidence_lines);
  auto fate = fate_of(ending, seen);
  slot_.reset();
  until_dead_kernel_ends_.reset();
  at_prompt_.reset();
  detach_cards();
  events_.guest_is_gone();
  const auto ended = run_;
  if (fate.aftermath == Aftermath::restart) {
    try {
      launch();
    } catch (const Trouble& trouble) {
      fate = {Aftermath::lost, trouble};
    }
  }
  if (fate.aftermath == Aftermath::lost) {
    if (!gave_up_help_.empty()) fate.trouble.helps.push_back(gave_up_help_);
    const std::lock_guard lock(mutex_);
    loss_ = fate.trouble;
  }
  if (fate.aftermath != Aftermath::restart)
    settle(fate.aftermath == Aftermath::lost ? State::lost : State::off);
  // Last: whoever learns of it may look at the machine, or start it again, at once.
  ended->agent()->lose(fate.trouble);
  if (ended->shell()) ended->shell()->lose(fate.trouble);
}

void Power::settle(State state) {
  std::shared_ptr<qemu::Run> ended;  // let go of without the lock
  is_running_ = state != State::off && state != State::lost;
  // Told before anyone can act on it, so that a reader of the events sees them in their order.
  if (state == State::off && is_end_told()) tell(Stage::off);
  if (state == State::lost) tell(Stage::lost, loss_->message);
  {
    const std::lock_guard lock(mutex_);
    state_ = state;
    if (!is_running_) ended = std::exchange(run_, nullptr);
    changed_.notify_all();
  }
  console_.wake();
}

}  // namespace vmt::machine
