// `vmt check FILE...`: every problem of the scripts, and nothing started.
#include "tools/command_line.hpp"
#include "tools/scripts.hpp"
#include "tools/tools.hpp"

namespace vmt::tools {

int check_command(const std::vector<std::string>& arguments) {
  std::vector<std::string> files;
  ColorChoice color;
  std::string denied;
  const auto app = make_app("Finds every problem of the scripts without starting anything.",
                            "vmt check");
  app->add_option("FILE", files, "Scripts, or - for the standard input")->required();
  app->add_option("--deny", denied, "Treat warnings as errors")
      ->check(CLI::IsMember({"warnings"}))
      ->option_text("warnings");
  color.add_to(*app);
  if (const int status = parse_or_exit(*app, arguments); status >= 0) return status;

  Scripts scripts;
  read_scripts(files, scripts);
  return report_problems(scripts, color.style_of(stderr), denied == "warnings");
}

}  // namespace vmt::tools
