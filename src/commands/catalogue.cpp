#include <array>

#include "commands/commands.hpp"

namespace vmt::commands {
namespace {

std::vector<Form> join() {
  std::vector<Form> rows;
  for (const auto family :
       {power(), shell(), waits(), units(), network(), files(), jobs(), host(), texts(), numbers(), lists()})
    rows.insert(rows.end(), family.begin(), family.end());
  return rows;
}

}  // namespace

Catalogue catalogue() {
  static const std::vector<Form> commands = join();
  return {commands, functions(), machine_settings(), network_settings()};
}

}  // namespace vmt::commands
