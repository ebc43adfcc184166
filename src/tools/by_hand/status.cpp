// `vmt status`: the networks that are up, their machines, and the ports that lead to them.
#include <fmt/format.h>

#include <algorithm>

#include "tools/by_hand/kept_network.hpp"
#include "tools/command_line.hpp"
#include "tools/command_line_error.hpp"
#include "tools/tools.hpp"

namespace vmt::tools {
namespace {

std::string age(std::int64_t seconds) {
  if (seconds < 60) return fmt::format("{}s", seconds);
  if (seconds < 3600) return fmt::format("{}m {}s", seconds / 60, seconds % 60);
  return fmt::format("{}h {}m", seconds / 3600, seconds / 60 % 60);
}

}  // namespace

std::string describe_machines(const KeptNetwork& network) {
  std::size_t name_width = 0;
  std::size_t state_width = 0;
  for (const auto& machine : network.machines) {
    name_width = std::max(name_width, machine.name.size());
    state_width = std::max(state_width, machine.state.size());
  }
  std::string text;
  for (const auto& machine : network.machines) {
    auto line = fmt::format("  {:<{}}  {:<{}}", machine.name, name_width, machine.state, state_width);
    if (!machine.addresses.empty())
      line += "  " + machine.addresses.front().substr(0, machine.addresses.front().find('/'));
    for (const auto& forward : machine.forwards)
      line += fmt::format("  localhost:{} leads to port {}", forward.host_port, forward.guest_port);
    if (machine.state == "lost") line += "  " + machine.detail;
    text += line + "\n";
  }
  return text;
}

int status_command(const std::vector<std::string>& arguments) {
  std::string format = "human";
  const auto app =
      make_app("Shows the networks that `vmt up` keeps, their machines and forwarded ports.", "vmt status");
  app->add_option("--format", format, "human or json")->check(one_of({"human", "json"}))->option_text("NAME");
  if (const int status = parse_or_exit(*app, arguments); status >= 0) return status;

  const auto networks = find_kept_networks();
  if (format == "json") {
    fmt::print("{}\n", nlohmann::json{{"networks", networks}}.dump(2));
    return static_cast<int>(ExitStatus::passed);
  }
  if (networks.empty()) fmt::print("no network is up; `vmt up FILE` starts that of a script\n");
  for (const auto& network : networks)
    fmt::print("{}  {} for {}, process {}, {}\n{}", network.name, network.state, age(network.age_seconds),
               network.process, network.script, describe_machines(network));
  return static_cast<int>(ExitStatus::passed);
}

}  // namespace vmt::tools
