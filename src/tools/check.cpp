// `vmt check FILE...`: every problem of the scripts, and nothing started.
#include "tools/command_line.hpp"
#include "tools/problem_report.hpp"
#include "tools/scripts.hpp"
#include "tools/tools.hpp"

namespace vmt::tools {

int check_command(const std::vector<std::string>& arguments) {
  std::vector<std::string> files;
  ProblemOptions problems;
  const auto app = make_app("Finds every problem of the scripts without starting anything.", "vmt check");
  app->add_option("FILE", files, "Scripts, or - for the standard input")->required();
  problems.add_to(*app);
  if (const int status = parse_or_exit(*app, arguments); status >= 0) return status;

  Scripts scripts;
  return check_scripts(files, problems, false, scripts);
}

}  // namespace vmt::tools
