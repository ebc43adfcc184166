// `vmt console MACHINE`: what a machine writes to its serial console, from its first line on, and live.
#include <fmt/format.h>

#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <optional>

#include "tools/by_hand/control.hpp"
#include "tools/by_hand/kept_network.hpp"
#include "tools/by_hand/signal_watch.hpp"
#include "tools/by_hand/terminal_mode.hpp"
#include "tools/command_line.hpp"
#include "tools/tools.hpp"

namespace vmt::tools {
namespace {

constexpr int reader_is_gone = static_cast<int>(ExitStatus::signal_base) + SIGPIPE;
constexpr char leave_key = '\x1d';  // Ctrl-], which telnet made known

// Returns when the network ends, or the person leaves: 0, or 128 and the number of a signal.
int follow(const machine::Descriptor& connection, bool has_terminal) {
  SignalWatch signals{SIGINT, SIGTERM, SIGHUP};
  std::array<char, 4096> bytes;
  while (true) {
    pollfd watched[] = {{connection.get(), POLLIN, 0},
                        {signals.descriptor(), POLLIN, 0},
                        {has_terminal ? STDIN_FILENO : -1, POLLIN, 0},
                        {STDOUT_FILENO, 0, 0}};
    if (::poll(watched, 4, -1) < 0) continue;
    if (watched[3].revents != 0) return reader_is_gone;
    if (const auto signal = signals.next()) return static_cast<int>(ExitStatus::signal_base) + *signal;
    if (watched[0].revents != 0) {
      const auto count = ::recv(connection.get(), bytes.data(), bytes.size(), 0);
      if (count <= 0) return static_cast<int>(ExitStatus::passed);
      if (::write(STDOUT_FILENO, bytes.data(), static_cast<std::size_t>(count)) < 0)
        return reader_is_gone;
    }
    if (watched[2].revents != 0) {
      const auto count = ::read(STDIN_FILENO, bytes.data(), bytes.size());
      if (count <= 0) return static_cast<int>(ExitStatus::passed);
      const std::string_view typed(bytes.data(), static_cast<std::size_t>(count));
      if (typed.find(leave_key) != typed.npos) return static_cast<int>(ExitStatus::passed);
      send_bytes(connection, typed);
    }
  }
}

}  // namespace

int console_command(const std::vector<std::string>& arguments) {
  std::string machine;
  std::string network;
  bool only_so_far = false;
  const auto app = make_app(
      "Shows the serial console of a machine that `vmt up` keeps, from its first line on, and what comes. On "
      "a terminal, what is typed goes to the machine, and ctrl-] leaves.",
      "vmt console");
  app->add_option("MACHINE", machine, "Its name in the script")->required();
  app->add_option("-n,--network", network, "Of which network, when several have such a machine")
      ->option_text("NAME");
  app->add_flag("--so-far", only_so_far, "Show what has come and end");
  if (const int status = parse_or_exit(*app, arguments); status >= 0) return status;

  const auto chosen = choose_network_of(machine, network);
  if (!chosen) {
    fmt::print(stderr, "vmt: {}\n", chosen.error());
    return static_cast<int>(ExitStatus::command_line);
  }
  const auto connection = connect_to(chosen->folder);
  if (!connection.is_open() ||
      !send_message(connection, {{"request", "console"}, {"machine", machine}, {"follow", !only_so_far}})) {
    fmt::print(stderr, "vmt: the network `{}` has ended\n", chosen->name);
    return static_cast<int>(ExitStatus::infrastructure);
  }
  become_stream(connection);
  ::signal(SIGPIPE, SIG_IGN);
  const bool has_terminal = !only_so_far && is_terminal(STDIN_FILENO) && is_terminal(STDOUT_FILENO);
  if (has_terminal) fmt::print(stderr, "vmt: the console of `{}`; ctrl-] leaves it\n", machine);
  std::optional<RawTerminal> raw;
  if (has_terminal) raw.emplace(Rawness::keyboard);
  return follow(connection, has_terminal);
}

}  // namespace vmt::tools
