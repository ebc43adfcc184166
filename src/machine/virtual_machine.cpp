#include "machine/virtual_machine.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "machine/guest/condition.hpp"
#include "machine/guest/download.hpp"
#include "machine/guest/shell_text.hpp"
#include "machine/guest/upload.hpp"
#include "machine/images/files.hpp"

namespace vmt::machine {
namespace {

constexpr std::chrono::seconds warming_up_takes_at_most{2};

class BackgroundCommand : public Job {
public:
  explicit BackgroundCommand(std::shared_ptr<guest::Command> command) : command_(std::move(command)) {}

  CommandResult wait(const Patience& patience) override { return command_->wait(patience); }
  void stop(const Patience& patience) override { command_->stop(patience); }
  std::string output() const override { return command_->output(); }
  bool is_running() const override { return command_->is_running(); }

private:
  const std::shared_ptr<guest::Command> command_;
};

// Most services listen on all addresses or on the loopback; some only on the network's.
std::vector<std::string> addresses_in_guest(const LabConfig& config, std::size_t machine) {
  std::vector<std::string> addresses = {"127.0.0.1"};
  for (const auto& interface : interfaces_of(config, machine)) {
    const auto& first = interface.addresses.front();
    addresses.push_back(first.substr(0, first.find('/')));
    break;
  }
  return addresses;
}

}  // namespace

VirtualMachine::VirtualMachine(Surroundings& surroundings, std::size_t index)
    : surroundings_(surroundings),
      index_(index),
      forwarder_(surroundings.io, config().name, config().forwards,
                 addresses_in_guest(surroundings.config, index)),
      power_(
          surroundings, index,
          {[this](const std::shared_ptr<guest::AgentLink>& link) { forwarder_.guest_is_up(link); },
           [this] { forwarder_.guest_is_gone(); }, [this](const std::string& line) { take_bad_news(line); },
           [this](const std::shared_ptr<guest::AgentLink>& link) { take_over_jobs(link); }}) {}

void VirtualMachine::start(const Patience& patience) {
  if (config().shell.is_shell() && !config().forwards.empty())
    throw Trouble(TroubleKind::infrastructure,
                  fmt::format("`forward` needs vmt's agent, and `{}` has a root shell only", config().name));
  forwarder_.listen();
  power_.start(patience);
}

void VirtualMachine::reboot(const Patience& patience) {
  if (!power_.was_started()) start(patience);
  power_.reboot(patience);
}

std::shared_ptr<guest::AgentLink> VirtualMachine::agent(const std::string& what, const Patience& patience) {
  if (!power_.was_started()) start(patience);
  if (config().shell.is_shell())
    throw Trouble(TroubleKind::refused,
                  fmt::format("{} needs vmt's agent, and `{}` has a root shell only", what, config().name))
        .with_help("use `succeed`, `execute`, `fail` and waits, which a shell can do");
  return power_.agent(patience);
}

std::shared_ptr<guest::ShellLink> VirtualMachine::shell(const Patience& patience) {
  if (!power_.was_started()) start(patience);
  return power_.shell(patience);
}

CommandRequest VirtualMachine::complete(CommandRequest request) const {
  add_own_environment(request);
  return request;
}

void VirtualMachine::add_own_environment(CommandRequest& request) const {
  const auto& own = config().environment;
  request.environment.insert(request.environment.begin(), own.begin(), own.end());
}

std::shared_ptr<guest::Command> VirtualMachine::start_command(const CommandRequest& request,
                                                              const Patience& patience) {
  return guest::Command::start(agent("a command in the background", patience), complete(request),
                               tell_output());
}

guest::Command::OnOutput VirtualMachine::tell_output() const {
  return [&observer = surroundings_.observer, index = index_](bool is_errors, std::string_view bytes) {
    observer.output(index, is_errors, bytes);
  };
}

CommandResult VirtualMachine::run(const CommandRequest& request, const Patience& patience) {
  if (const auto own_shell = shell(patience))
    return own_shell->run(complete(request), tell_output(), patience);
  return start_command(request, patience)->finish(patience);
}

std::shared_ptr<Job> VirtualMachine::spawn(const CommandRequest& request, const Patience& patience) {
  const auto command = start_command(request, patience);
  const auto job = std::make_shared<BackgroundCommand>(command);
  const std::lock_guard lock(jobs_mutex_);
  // Only a job's copy has to be found again when it has ended.
  std::erase_if(
      jobs_, [](const KnownJob& known) { return known.here == known.known_as && !known.here->is_running(); });
  jobs_.push_back({job, command, job});
  return job;
}

SavedMachine VirtualMachine::save(const Patience& patience) {
  auto saved = power_.save(patience);
  if (!saved.guest) return saved;
  const std::lock_guard lock(jobs_mutex_);
  for (const auto& known : jobs_)
    if (known.command->is_running()) saved.guest->jobs.push_back({known.known_as, known.command->saved()});
  return saved;
}

void VirtualMachine::begin_copy(const SavedMachine& saved) {
  if (saved.guest) jobs_to_take_over_ = saved.guest->jobs;
  if (saved.was_started) forwarder_.listen();
  power_.begin_copy(saved);
}

void VirtualMachine::take_over_jobs(const std::shared_ptr<guest::AgentLink>& link) {
  const std::lock_guard lock(jobs_mutex_);
  for (const auto& saved : std::exchange(jobs_to_take_over_, {})) {
    const auto command = guest::Command::resume(link, saved.command, tell_output());
    jobs_.push_back({saved.job, command, std::make_shared<BackgroundCommand>(command)});
  }
}

// Not a must: a guest that is too busy for this does without.
void VirtualMachine::warm_up(const Patience& patience) {
  if (!power_.is_running()) return;
  CommandRequest request;
  request.command = "true";
  guest::Command::start(power_.agent(patience), complete(request), [](bool, std::string_view) {})
      ->finish({Deadline::in(warming_up_takes_at_most), patience.stop});
}

std::shared_ptr<Job> VirtualMachine::copy_of(const std::shared_ptr<Job>& original) const {
  const std::lock_guard lock(jobs_mutex_);
  for (const auto& known : jobs_)
    if (known.known_as == original) return known.here;
  return nullptr;
}

void VirtualMachine::wait(const GuestCondition& condition, const Patience& patience) {
  const auto own_shell = shell(patience);
  wait_for_good_news(
      [&](const Patience& limited) {
        if (own_shell) return own_shell->wait(condition, limited);
        guest::await_condition(*agent("a wait", limited), condition, limited);
      },
      patience);
}

void VirtualMachine::wait_for_good_news(const std::function<void(const Patience&)>& wait,
                                        const Patience& patience) {
  OpenWait open;
  const std::stop_callback pass_on(patience.stop, [&] { open.stop.request_stop(); });
  {
    const std::lock_guard lock(waits_mutex_);
    waits_.push_back(&open);
  }
  const auto forget = [&] {
    const std::lock_guard lock(waits_mutex_);
    std::erase(waits_, &open);
  };
  try {
    wait(Patience{patience.deadline, open.stop.get_token()});
    forget();
  } catch (const Trouble& trouble) {
    forget();
    if (trouble.kind != TroubleKind::stopped || open.bad_news.empty()) throw;
    throw Trouble(TroubleKind::cannot_hold,
                  fmt::format("the wait on `{}` has ended: {}", config().name, open.bad_news))
        .with_note(console_note(console_tail(10)));
  }
}

void VirtualMachine::take_bad_news(const std::string& line) {
  const std::lock_guard lock(waits_mutex_);
  for (auto* open : waits_) {
    open->bad_news = line;
    open->stop.request_stop();
  }
}

void VirtualMachine::copy_in(const std::string& host_path, const std::string& guest_path,
                             const Patience& patience, const OnCopied& on_copied) {
  if (!config().shell.is_shell() || std::filesystem::is_directory(host_path))
    return guest::upload(*agent("copying a folder", patience), host_path, guest_path, patience,
                         on_copied);
  write_file(guest_path, vmt::machine::read_file(host_path), patience);
}

void VirtualMachine::copy_out(const std::string& guest_path, const std::string& host_path,
                              const Patience& patience, const OnCopied& on_copied) {
  guest::download(*agent("copying from the guest", patience), guest_path, host_path, patience, on_copied);
}

std::string VirtualMachine::read_file(const std::string& guest_path, const Patience& patience) {
  if (!config().shell.is_shell())
    return guest::download_text(*agent("reading a file", patience), guest_path, patience);
  return run_in_shell({.command = "cat " + guest::quoted(guest_path)}, "reading `" + guest_path + "`",
                      patience);
}

void VirtualMachine::write_file(const std::string& guest_path, std::string_view contents,
                                const Patience& patience) {
  if (!config().shell.is_shell())
    return guest::upload_text(*agent("writing a file", patience), guest_path, contents, patience);
  const auto path = guest::quoted(guest_path);
  CommandRequest request{.command = fmt::format("mkdir -p \"$(dirname {0})\" && cat > {0}", path)};
  request.input = std::string(contents);
  run_in_shell(request, "writing `" + guest_path + "`", patience);
}

std::string VirtualMachine::run_in_shell(const CommandRequest& request, const std::string& what,
                                         const Patience& patience) {
  const auto result = shell(patience)->run(
      request, [](bool, std::string_view) {}, patience);
  if (result.ending == agent::Ending::timed_out)
    throw Trouble(TroubleKind::timed_out, what + " took too long");
  if (!result.succeeded()) throw Trouble(TroubleKind::refused, what + ": " + result.errors);
  return result.output;
}

std::string VirtualMachine::screendump(const std::string& format, const Patience& patience) {
  const bool has_screen = config().has_display || std::holds_alternative<ScriptImage>(config().image);
  if (!has_screen)
    throw Trouble(TroubleKind::refused, fmt::format("`{}` has no screen", config().name))
        .with_help("give it one: say `display` in the machine");
  // Branches may look at the same time.
  const auto file =
      surroundings_.run_folder / fmt::format("{}-screen{}.{}", config().name, ++screen_count_, format);
  const nlohmann::json arguments = {{"filename", file.string()}, {"format", format}};
  ask_qemu("screendump", arguments.dump(), patience);
  auto picture = vmt::machine::read_file(file);
  std::error_code error;
  std::filesystem::remove(file, error);
  return picture;
}

void VirtualMachine::wait_console(const std::string& pattern, const Patience& patience) {
  if (!power_.was_started()) start(patience);
  const auto waited = power_.console().wait(pattern, patience, [this] { return !power_.is_running(); });
  if (waited == Waited::happened) return;
  if (waited == Waited::stopped && patience.stop.stop_requested())
    throw Trouble(TroubleKind::stopped, "the wait for the console was stopped");
  if (waited == Waited::stopped) power_.throw_not_up();
  const auto note = console_note(console_tail(10));
  throw Trouble(TroubleKind::timed_out,
                fmt::format("the console of `{}` did not show `{}`", config().name, pattern))
      .with_note(note.empty() ? "its console has said nothing" : note);
}

void VirtualMachine::type_on_console(const std::string& text, const Patience& patience) {
  if (config().shell.access == Access::serial_console)
    throw Trouble(TroubleKind::refused,
                  fmt::format("the serial console of `{}` is the shell by which vmt runs commands", config().name))
        .with_help(fmt::format("run a command there: `{}.succeed \"...\"`", config().name));
  if (!power_.was_started()) start(patience);
  power_.type_on_console(text);
}

void VirtualMachine::converse(Descriptor& client, const ShellRequest& request, const Patience& patience) {
  auto link = agent("an interactive shell", patience);
  auto complete = request;
  add_own_environment(complete.command);
  auto conversation = surroundings_.io.call([&] {
    auto made = std::make_shared<guest::Conversation>(surroundings_.io, std::move(link), std::move(client));
    made->open(complete);
    return made;
  });
  const std::lock_guard lock(conversations_mutex_);
  std::erase_if(conversations_, [](const auto& earlier) { return earlier->is_over(); });
  conversations_.push_back(std::move(conversation));
}

}  // namespace vmt::machine
