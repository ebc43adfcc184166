#include "machine/virtual_machine.hpp"

#include <fmt/format.h>

#include "machine/guest/condition.hpp"
#include "machine/guest/download.hpp"
#include "machine/guest/upload.hpp"

namespace vmt::machine {
namespace {

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
      power_(surroundings, index,
             {[this](const std::shared_ptr<guest::AgentLink>& link) { forwarder_.guest_is_up(link); },
              [this] { forwarder_.guest_is_gone(); }}) {}

void VirtualMachine::start(const Patience& patience) {
  forwarder_.listen();
  power_.start(patience);
}

void VirtualMachine::reboot(const Patience& patience) {
  agent(patience);
  power_.reboot(patience);
}

std::shared_ptr<guest::AgentLink> VirtualMachine::agent(const Patience& patience) {
  if (!power_.was_started()) start(patience);
  return power_.agent(patience);
}

void VirtualMachine::add_own_environment(CommandRequest& request) const {
  const auto& own = config().environment;
  request.environment.insert(request.environment.begin(), own.begin(), own.end());
}

std::shared_ptr<guest::Command> VirtualMachine::start_command(const CommandRequest& request,
                                                              const Patience& patience) {
  auto link = agent(patience);
  auto complete = request;
  add_own_environment(complete);
  return guest::Command::start(
      std::move(link), complete,
      [&observer = surroundings_.observer, index = index_](bool is_errors, std::string_view bytes) {
        observer.output(index, is_errors, bytes);
      });
}

CommandResult VirtualMachine::run(const CommandRequest& request, const Patience& patience) {
  return start_command(request, patience)->finish(patience);
}

std::shared_ptr<Job> VirtualMachine::spawn(const CommandRequest& request, const Patience& patience) {
  return std::make_shared<BackgroundCommand>(start_command(request, patience));
}

void VirtualMachine::wait(const GuestCondition& condition, const Patience& patience) {
  guest::await_condition(*agent(patience), condition, patience);
}

void VirtualMachine::copy_in(const std::string& host_path, const std::string& guest_path,
                             const Patience& patience) {
  guest::upload(*agent(patience), host_path, guest_path, patience);
}

void VirtualMachine::copy_out(const std::string& guest_path, const std::string& host_path,
                              const Patience& patience) {
  guest::download(*agent(patience), guest_path, host_path, patience);
}

std::string VirtualMachine::read_file(const std::string& guest_path, const Patience& patience) {
  return guest::download_text(*agent(patience), guest_path, patience);
}

void VirtualMachine::write_file(const std::string& guest_path, std::string_view contents,
                                const Patience& patience) {
  guest::upload_text(*agent(patience), guest_path, contents, patience);
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

void VirtualMachine::converse(Descriptor& client, const ShellRequest& request, const Patience& patience) {
  auto link = agent(patience);
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
