// The options of all commands that start machines.
#pragma once

#include <string>
#include <vector>

#include "interpreter/run.hpp"
#include "tools/command_line.hpp"

namespace vmt::tools {

struct RunSettings {
  std::vector<std::string> parameters;  // NAME=value; see parameters.hpp
  RunOptions options = {.lab = {.agent = agent_program()}};

  // The object must stay where it is while the application parses.
  void add_to(CLI::App& app);

private:
  static std::filesystem::path agent_program();
};

}  // namespace vmt::tools
