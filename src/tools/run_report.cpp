#include "tools/run_report.hpp"

#include <cstdlib>
#include <string>
#include <vector>

#include "report/masking.hpp"

namespace vmt::tools {
namespace {

std::vector<std::string> secrets_of(const Scripts& scripts) {
  std::vector<std::string> secrets;
  for (const auto& program : scripts.programs)
    for (const auto& secret : program.secrets)
      if (const char* const value = std::getenv(secret.name.c_str())) secrets.emplace_back(value);
  return secrets;
}

}  // namespace

std::unique_ptr<report::Reporter> make_run_report(const Scripts& scripts, const ColorChoice& color,
                                                  report::Verbosity verbosity) {
  auto terminal = report::make_terminal(
      stdout, {.verbosity = verbosity, .has_several_scripts = scripts.programs.size() > 1, .is_live = is_live_terminal(stdout), .style = color.style_of(stdout)});
  return report::make_masking(std::move(terminal), secrets_of(scripts));
}

}  // namespace vmt::tools
