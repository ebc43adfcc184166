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
  static const auto commands = join({power(), states(), shell(), waits(), units(), init_jobs(), console(), screen(),
                                     qemu(), network(), network_faults(), network_watch(), files(), jobs(),
                                     host(), coverage(), texts(), numbers(), lists(), random()});
  static const auto all_functions = join({functions(), network_functions(), random_functions(), clock_functions()});
  static const auto settings = join({machine_settings(), machine_hardware()});
  return {commands, all_functions, settings, network_settings()};
}

}  // namespace vmt::commands
