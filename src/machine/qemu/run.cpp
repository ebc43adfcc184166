#include "machine/qemu/run.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <signal.h>

#include <sstream>

#include "machine/images/seed.hpp"

namespace vmt::machine::qemu {
namespace {

// QEMU's complaints are a few lines; more than this is not worth keeping.
constexpr std::size_t most_error_bytes = 64 * 1024;

// Through env(1): a child otherwise has vmt's own environment.
void run_with(const std::vector<std::pair<std::string, std::string>>& environment, ChildRequest& request) {
  std::vector<std::string> arguments;
  for (const auto& [name, value] : environment) arguments.push_back(name + "=" + value);
  arguments.push_back(request.program.string());
  arguments.insert(arguments.end(), request.arguments.begin(), request.arguments.end());
  request.program = "/usr/bin/env";
  request.arguments = std::move(arguments);
}

// "TCP[HOST_FORWARD]  12  127.0.0.1 40123  10.0.2.15 514 ..." in the answer of `info usernet`.
std::uint16_t forwarded_port(const std::string& table) {
  constexpr std::string_view row = "HOST_FORWARD]";
  std::istringstream words(table.substr(std::min(table.size(), table.find(row))));
  std::string name, descriptor, address;
  std::uint16_t port = 0;
  words >> name >> descriptor >> address >> port;
  return port;
}

// 0 when nothing leads into the guest; nothing when QEMU has ended, or nobody wants to know any more.
std::optional<std::uint16_t> user_network_port(Monitor& monitor, const std::stop_token& stop) {
  try {
    const auto table =
        monitor.execute("human-monitor-command", {{"command-line", "info usernet"}}, Patience{Deadline::never(), stop});
    return table.is_string() ? forwarded_port(table.get<std::string>()) : 0;
  } catch (const Trouble&) {
    return std::nullopt;
  }
}

}  // namespace

// The process is started before vmt's ends are listened to: when that fails, nothing has to be
// undone.
Run::Run(IoThread& io, const Programs& programs, Options options, Events events,
         const std::optional<guest::SavedLink>& saved, const ShellAccess& access)
    : io_(io), events_(std::move(events)) {
  auto monitor = make_channel();
  auto console = make_channel();
  auto agent = make_channel();
  auto errors = make_pipe();
  options.monitor = monitor.theirs.get();
  options.console = console.theirs.get();
  options.agent = agent.theirs.get();
  ChildRequest request;
  request.program = programs.qemu;
  request.standard_output = errors.theirs.get();
  request.standard_error = errors.theirs.get();
  request.inherited = {options.monitor, options.console, options.agent};
  for (const int more : {options.memory, options.state})
    if (more >= 0) request.inherited.push_back(more);
  Channel shell;
  if (access.access == Access::virtual_console) {
    shell = make_channel();
    options.shell = shell.theirs.get();
    request.inherited.push_back(options.shell);
  }
  // A start script has a user network of its own, and is told by its environment where that leads.
  if (access.access == Access::tcp_port && !options.is_script) options.shell_port = access.port;
  std::vector<Descriptor> theirs;
  for (auto& card : options.cards) {
    auto channel = make_channel();
    card.channel = channel.theirs.get();
    request.inherited.push_back(card.channel);
    cards_.push_back(std::move(channel.ours));
    theirs.push_back(std::move(channel.theirs));
  }
  Descriptor tpm;
  if (!programs.tpm_state.empty()) {
    tpm = start_tpm(programs.tpm_state);
    options.tpm = tpm.get();
    request.inherited.push_back(options.tpm);
  }
  request.arguments = command_line(options);
  if (!programs.environment.empty()) run_with(programs.environment, request);
  child_ = std::make_unique<Child>(io_, request, [this](ExitStatus status) {
    ending_.status = status;
    if (tpm_) tpm_->kill_group(SIGKILL);
    part_ended();
  });
  listen(std::move(monitor.ours), std::move(console.ours), std::move(agent.ours), std::move(errors.ours),
         saved, access);
  if (tpm_) ++open_parts_;
  // In a copy the agent runs already.
  if (access.is_shell() || (access.starts_agent && !saved)) listen_to_shell(access, std::move(shell.ours));
  if (options.state >= 0) load(options);
}

// QEMU passes swtpm the way for the commands over the channel that both get here.
Descriptor Run::start_tpm(const std::filesystem::path& state) {
  const auto program = find_program("swtpm");
  if (!program)
    throw Trouble(TroubleKind::infrastructure, "a TPM needs the program `swtpm`, which is not installed")
        .with_help("install it: `sudo apt-get install swtpm`");
  auto channel = make_channel();
  ::fcntl(channel.ours.get(), F_SETFL, 0);
  ChildRequest request;
  request.program = *program;
  request.arguments = {"socket", "--tpm2", "--tpmstate", "dir=" + state.string(), "--ctrl",
                       fmt::format("type=unixio,clientfd={}", channel.theirs.get())};
  request.inherited = {channel.theirs.get()};
  // Whoever lets go of this run does so on the I/O thread, where nobody can wait for a child.
  tpm_ = std::make_unique<Child>(io_, request, [this](ExitStatus) { part_ended(); });
  return std::move(channel.ours);
}

// The shell's way in: a console of its own, the serial console, or QEMU's user network.
void Run::listen_to_shell(const ShellAccess& access, Descriptor channel) {
  guest::ShellLink::Events events;
  events.send = [this](std::string bytes) {
    if (tcp_shell_) return tcp_shell_->send(std::move(bytes));
    (shell_stream_ ? shell_stream_ : console_)->send(std::move(bytes));
  };
  events.ready = [this, starts_agent = access.starts_agent] {
    if (starts_agent) return shell_->send_last(start_agent_line());
    events_.shell_is_there();
  };
  events.turned_away = [this](const std::string& why) { events_.garbled(why); };
  shell_ = std::make_shared<guest::ShellLink>(access, std::move(events));
  if (access.access == Access::tcp_port) {
    const auto find = [this](const std::stop_token& stop) { return user_network_port(*monitor_, stop); };
    tcp_shell_ = std::make_unique<guest::TcpShell>(io_, find, shell_);
    return;
  }
  shell_->connected();
  if (access.access != Access::virtual_console) return;
  ++open_parts_;
  shell_stream_ = std::make_unique<ByteStream>(
      io_, std::move(channel),
      ByteStream::Events{[this](std::string_view bytes) { shell_->take(bytes); }, [this] { part_ended(); }});
}

void Run::listen(Descriptor monitor, Descriptor console, Descriptor agent, Descriptor errors,
                 const std::optional<guest::SavedLink>& saved, const ShellAccess& access) {
  open_parts_ = 5;
  const auto part_closed = [this] { part_ended(); };
  monitor_ = std::make_unique<Monitor>(
      io_, std::move(monitor),
      Monitor::Events{
          [this](const std::string& name, const nlohmann::json& data) { take_event(name, data); },
          [this, part_closed] {
            migration_.end();
            part_closed();
          }});
  console_ = std::make_unique<ByteStream>(
      io_, std::move(console),
      ByteStream::Events{[this, is_shell = access.access == Access::serial_console](std::string_view bytes) {
                           if (!is_shell) return events_.console(bytes);
                           if (const auto shown = marks_.without(bytes); !shown.empty()) events_.console(shown);
                           if (shell_) shell_->take(bytes);
                         },
                         part_closed});
  guest::AgentLink::Events agent_events{[this](const guest::Hello& hello) { events_.hello(hello); },
                                        [this](const std::string& why) { events_.garbled(why); },
                                        part_closed};
  agent_ = saved ? std::make_shared<guest::AgentLink>(io_, std::move(agent), std::move(agent_events), *saved)
                 : std::make_shared<guest::AgentLink>(io_, std::move(agent), std::move(agent_events));
  errors_ = std::make_unique<ByteStream>(io_, std::move(errors),
                                         ByteStream::Events{[this](std::string_view bytes) {
                                                              if (ending_.errors.size() < most_error_bytes)
                                                                ending_.errors += bytes;
                                                            },
                                                            part_closed});
}

// QEMU does one after the other, so nothing has to be waited for.
void Run::load(const Options& options) {
  is_loading_ = true;
  monitor_->send("migrate-set-capabilities", migration_capabilities(!options.state_has_memory));
  monitor_->send("migrate-incoming", {{"uri", fmt::format("fd:{}", options.state)}});
}

void Run::take_event(const std::string& name, const nlohmann::json& data) {
  if (events_.event) events_.event(name, data);
  if (!data.is_object()) return;
  if (name == "SHUTDOWN") ending_.shutdown_reason = data.value("reason", std::string());
  // QEMU has stopped the guest, which would wait for ever for somebody to make room.
  if (name == "BLOCK_IO_ERROR" && data.value("action", std::string()) == "stop") {
    ending_.disk_error = data.value("reason", std::string("it gives no reason"));
    kill();
  }
  if (name == "MIGRATION") take_migration(data.value("status", std::string()));
}

void Run::take_migration(const std::string& status) {
  if (!is_loading_) return migration_.take(status);
  if (status != "completed") return;
  is_loading_ = false;
  events_.loaded();
}

Run::~Run() = default;

void Run::kill() {
  child_->kill_group(SIGKILL);
}

void Run::part_ended() {
  if (--open_parts_ > 0) return;
  // Later, since the part that calls is destroyed by whoever lets go of this run now.
  io_.post([ended = events_.ended, ending = ending_] { ended(ending); });
}

}  // namespace vmt::machine::qemu
