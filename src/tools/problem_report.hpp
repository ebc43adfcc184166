// How the problems of scripts are shown: --format, --error-limit, --deny, --fix, --color.
#pragma once

#include <string>

#include "tools/command_line.hpp"
#include "tools/scripts.hpp"

namespace vmt::tools {

struct ProblemOptions {
  std::string format = "human";
  std::string denied;   // "warnings" or nothing
  int error_limit = 0;  // 0: all are shown
  bool fix = false;
  ColorChoice color;

  // The object must stay where it is while the application parses.
  void add_to(CLI::App& app);
  bool deny_warnings() const { return denied == "warnings"; }
};

// Reads and checks the scripts, repairs them first with --fix, and shows what is wrong with them.
// Returns the exit status that follows: 0 when they may run.
//
// The format `human` goes to the standard error, all others to the standard output, where they are the
// whole output. When the scripts will run, though, the standard output belongs to the run's report, and
// warnings go to the standard error in every format.
int check_scripts(const std::vector<std::string>& paths, const ProblemOptions& options, bool will_run,
                  Scripts& scripts);

}  // namespace vmt::tools
