// `vmt down [NETWORK]`: ends a network that is up, and returns when nothing of it is left.
#include <fmt/format.h>

#include <poll.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "tools/by_hand/control.hpp"
#include "tools/by_hand/kept_network.hpp"
#include "tools/command_line.hpp"
#include "tools/tools.hpp"

namespace vmt::tools {
namespace {

// Machines are not asked for a shutdown, so this is more than enough.
constexpr int end_takes_at_most_ms = 60'000;

machine::Descriptor open_process(pid_t process) {
  return machine::Descriptor(static_cast<int>(::syscall(SYS_pidfd_open, process, 0)));
}

bool end(const KeptNetwork& network) {
  // Before it is told: a number whose process is gone may be another one's.
  const auto process = open_process(network.process);
  const auto asked = ask(network, {{"request", "down"}});
  pollfd ended{process.get(), POLLIN, 0};
  if (!process.is_open() || ::poll(&ended, 1, end_takes_at_most_ms) == 1) {
    fmt::print("{} is down\n", network.name);
    return true;
  }
  fmt::print(stderr, "vmt: `{}` does not end; `kill -9 {}` ends it and its machines\n", network.name,
             network.process);
  return false;
}

}  // namespace

int down_command(const std::vector<std::string>& arguments) {
  std::string wanted;
  bool all = false;
  const auto app = make_app(
      "Ends a network that `vmt up` keeps: every machine, process, port and file of it.", "vmt down");
  app->add_option("NETWORK", wanted, "Its name or script; may be left out when one network is up");
  app->add_flag("--all", all, "End all networks");
  if (const int status = parse_or_exit(*app, arguments); status >= 0) return status;

  std::vector<KeptNetwork> networks;
  if (all) {
    networks = find_kept_networks();
  } else if (auto chosen = choose_network(wanted)) {
    networks.push_back(std::move(*chosen));
  } else {
    fmt::print(stderr, "vmt: {}\n", chosen.error());
    return static_cast<int>(ExitStatus::command_line);
  }
  bool all_ended = true;
  for (const auto& network : networks) all_ended = end(network) && all_ended;
  return static_cast<int>(all_ended ? ExitStatus::passed : ExitStatus::infrastructure);
}

}  // namespace vmt::tools
