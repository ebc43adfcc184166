// `vmt up FILE`: the network of a script, to work in by hand.
#include <fmt/format.h>

#include "machine/trouble.hpp"
#include "tools/by_hand/detach.hpp"
#include "tools/by_hand/keep.hpp"
#include "tools/by_hand/kept_network.hpp"
#include "tools/command_line.hpp"
#include "tools/parameters.hpp"
#include "tools/problem_report.hpp"
#include "tools/run_report.hpp"
#include "tools/run_settings.hpp"
#include "tools/tools.hpp"

namespace vmt::tools {
namespace {

constexpr auto summary =
    "Boots every machine of the script, does its `setup`, and leaves them running in the background, with "
    "the ports that it forwards. No test is run. `vmt shell MACHINE` opens a shell, `vmt status` shows what "
    "is up, `vmt down` ends it.";

struct UpArguments {
  std::string file;
  RunSettings run;
  ProblemOptions problems;
  bool no_setup = false;
  bool foreground = false;
  bool quiet = false;
  bool verbose = false;
};

std::unique_ptr<CLI::App> make_up_app(UpArguments& arguments) {
  auto app = make_app(summary, "vmt up");
  app->add_option("FILE", arguments.file, "The script")->required();
  app->add_flag("--no-setup", arguments.no_setup, "Only boot: leave out the script's `setup`");
  app->add_flag("--foreground", arguments.foreground, "Stay, show what happens; ctrl-c ends the network");
  app->add_flag("-q,--quiet", arguments.quiet, "Show only what goes wrong");
  app->add_flag("-v,--verbose", arguments.verbose, "Show what commands write, too");
  arguments.run.add_to(*app);
  arguments.problems.add_to(*app);
  return app;
}

int fail(const std::string& why, ExitStatus status) {
  fmt::print(stderr, "vmt: {}\n", why);
  return static_cast<int>(status);
}

std::optional<KeptNetwork> earlier_one(const std::string& file) {
  for (auto& network : find_kept_networks())
    if (network.script == script_key(file)) return std::move(network);
  return std::nullopt;
}

}  // namespace

int up_command(const std::vector<std::string>& words) try {
  UpArguments arguments;
  const auto app = make_up_app(arguments);
  if (const int status = parse_or_exit(*app, words); status >= 0) return status;
  if (const auto earlier = earlier_one(arguments.file))
    return fail(describe_earlier(arguments.file, earlier->process), ExitStatus::command_line);

  Scripts scripts;
  if (const int problems = check_scripts({arguments.file}, arguments.problems, true, scripts); problems != 0)
    return problems;
  const auto& program = scripts.programs.front();
  if (program.machines.empty())
    return fail(fmt::format("`{}` has no machine to keep up", arguments.file), ExitStatus::command_line);
  auto parameters = read_parameters(program, arguments.run.parameters);
  if (!parameters) return fail(parameters.error(), ExitStatus::command_line);
  arguments.run.options.parameters = std::move(*parameters);

  KeepOptions options{
      .runs_setup = !arguments.no_setup, .quiet = arguments.quiet, .foreground = {}, .make_reporter = {}};
  options.make_reporter = [&] {
    return make_run_report(scripts, arguments.problems.color,
                           arguments.quiet     ? report::Verbosity::quiet
                           : arguments.verbose ? report::Verbosity::verbose
                                               : report::Verbosity::normal);
  };
  if (!arguments.foreground) {
    int status = 0;
    options.foreground = detach(status);
    if (!options.foreground) return status;
  }
  return keep(program, arguments.run.options, std::move(options));
} catch (const machine::Trouble& trouble) {
  return fail(trouble.message, ExitStatus::infrastructure);
}

}  // namespace vmt::tools
