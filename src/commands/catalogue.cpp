#include <array>

#include "commands/commands.hpp"

namespace vmt::commands {
namespace {

std::vector<Form> join(std::initializer_list<std::span<const Form>> families) {
  std::vector<Form> rows;
  for (const auto family : families) rows.insert(rows.end(), family.begin(), family.end());
  return rows;
}

}  // namespace

Catalogue catalogue() {
  static const auto commands =
      join({power(), shell(), waits(), units(), network(), network_faults(), network_watch(), files(), jobs(),
            host(), coverage(), texts(), lists(), random()});
  static const auto all_functions = join({functions(), network_functions(), random_functions()});
  return {commands, all_functions, machine_settings(), network_settings()};
}

}  // namespace vmt::commands
