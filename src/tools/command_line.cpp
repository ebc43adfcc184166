#include "tools/command_line.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "tools/command_line_error.hpp"
#include "tools/exit_status.hpp"
#include "tools/man_page.hpp"

namespace vmt::tools {
namespace {

bool is_set(const char* variable) {
  const char* const value = std::getenv(variable);
  return value && *value && std::strcmp(value, "0") != 0;
}

bool is_dumb_terminal() {
  const char* const terminal = std::getenv("TERM");
  return !terminal || std::strcmp(terminal, "dumb") == 0;
}

}  // namespace

std::unique_ptr<CLI::App> make_app(const std::string& summary, const std::string& name) {
  auto app = std::make_unique<CLI::App>(summary, name);
  app->set_help_flag("-h,--help", "Show this help and exit");
  app->get_formatter()->column_width(34);
  return app;
}

int parse_or_exit(CLI::App& app, const std::vector<std::string>& arguments) {
  if (arguments.size() == 1 && arguments.front() == man_flag) {
    fmt::print("{}", man_section(app));
    return static_cast<int>(ExitStatus::passed);
  }
  try {
    // CLI11 takes the arguments from the back of the vector.
    app.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
    return -1;
  } catch (const CLI::CallForHelp&) {
    fmt::print("{}", app.help());
    return static_cast<int>(ExitStatus::passed);
  } catch (const CLI::ParseError& error) {
    fmt::print(stderr, "vmt: {}\nTry `{} --help`.\n", describe(app, error), app.get_name());
    return static_cast<int>(ExitStatus::command_line);
  }
}

void ColorChoice::add_to(CLI::App& app) {
  app.add_option("--color", when, "Colours: auto, always or never")
      ->check(one_of({"auto", "always", "never"}))
      ->option_text("WHEN")
      ->envname("VMT_COLOR");
}

bool ColorChoice::use_on(std::FILE* stream) const {
  if (when == "always") return true;
  if (when == "never" || is_set("NO_COLOR")) return false;
  if (is_set("CLICOLOR_FORCE")) return true;
  return isatty(fileno(stream)) && !is_dumb_terminal();
}

RenderStyle ColorChoice::style_of(std::FILE* stream) const { return {.color = use_on(stream)}; }

bool is_live_terminal(std::FILE* stream) { return isatty(fileno(stream)) && !is_dumb_terminal(); }

}  // namespace vmt::tools
