// `vmt FILE...`: check the scripts, run them, say how it went.
#include "interpreter/run.hpp"

#include <fmt/format.h>

#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "interpreter/coverage.hpp"
#include "tools/by_hand/terminal_mode.hpp"
#include "tools/command_line.hpp"
#include "tools/command_line_error.hpp"
#include "tools/coverage_report.hpp"
#include "tools/interrupt.hpp"
#include "tools/parameters.hpp"
#include "tools/pause/terminal_pauser.hpp"
#include "tools/problem_report.hpp"
#include "tools/run_report.hpp"
#include "tools/run_settings.hpp"
#include "tools/scripts.hpp"
#include "tools/test_options.hpp"
#include "tools/tools.hpp"

namespace vmt::tools {
namespace {

struct RunArguments {
  std::vector<std::string> files;
  RunSettings run;
  TestOptions tests;
  std::string coverage_folder;  // empty: nobody asks
  ProblemOptions problems;
  bool only_check = false;
  bool pause_on_failure = false;
  bool quiet = false;
  bool verbose = false;
  bool show_version = false;
};

std::string list_of_tools() {
  std::string list = "Other commands:\n";
  for (const auto& tool : all_tools()) list += fmt::format("  vmt {:<12} {}\n", tool.name, tool.summary);
  list += "\nExit status:\n";
  for (const auto& meaning : exit_meanings())
    list += fmt::format("  {:<9} {}\n", meaning.status, meaning.summary);
  return list;
}

std::unique_ptr<CLI::App> make_run_app(RunArguments& arguments) {
  auto app = make_app("Runs tests that need machines.", "vmt");
  app->footer(list_of_tools());
  app->add_option("FILE", arguments.files, "Scripts, or - for the standard input");
  app->add_flag("--check", arguments.only_check, "Only check the scripts; start nothing");
  app->add_flag("-q,--quiet", arguments.quiet, "Show failures and the last line only");
  app->add_flag("-v,--verbose", arguments.verbose, "Show what commands write, too");
  arguments.tests.add_to(*app, arguments.run.options);
  app->add_flag("--pause-on-failure", arguments.pause_on_failure,
                "At the first failing statement of a test, open the prompt that `pause` opens");
  arguments.run.add_to(*app);
  app->add_option("--coverage", arguments.coverage_folder,
                  "Report which lines of C and C++ programs ran in the guests")
      ->option_text("DIR");
  arguments.problems.add_to(*app);
  app->add_flag("--version", arguments.show_version, "Show the version and exit");
  return app;
}

bool has_no_test(const Summary& total) {
  return total.passed + total.failed + total.skipped + total.errors + total.not_run == 0 &&
         !total.interrupted;
}

void explain_no_test(const RunOptions& options) {
  const auto& chosen = options.selection;
  if (chosen.filters.empty() && chosen.tags.empty() && !chosen.only_failed && !chosen.names) return;
  fmt::print(stderr, "vmt: no test was chosen; `--list` without the other options shows all of them\n");
}

int status_of(const Summary& total, const Interrupt& interrupt) {
  if (const int signal = interrupt.signal_number()) return static_cast<int>(ExitStatus::signal_base) + signal;
  if (total.failed > 0) return static_cast<int>(ExitStatus::test_failed);
  if (total.errors > 0) return static_cast<int>(ExitStatus::infrastructure);
  if (total.passed + total.skipped == 0) return static_cast<int>(ExitStatus::no_test);
  return static_cast<int>(ExitStatus::passed);
}

// Otherwise it is a mistyped command: nobody names a script without the ending that is not there.
bool could_be_script(const std::string& word) {
  return word.ends_with(".vmt") || word == "-" || std::filesystem::exists(word);
}

// The options that each script runs with: its parameters, and its part of the shard. The error is a sentence
// for people.
tl::expected<std::vector<RunOptions>, std::string> options_of_each(const Scripts& scripts,
                                                                   const RunArguments& arguments) {
  std::vector<RunOptions> each;
  for (const auto& program : scripts.programs) {
    auto parameters = read_parameters(program, arguments.run.parameters);
    if (!parameters) return tl::unexpected(parameters.error());
    each.emplace_back(arguments.run.options).parameters = std::move(*parameters);
  }
  if (!arguments.tests.shard) return each;

  std::vector<std::vector<Weight>> weights;
  for (std::size_t i = 0; i < each.size(); ++i) weights.push_back(weigh_tests(scripts.programs[i], each[i]));
  auto shares = tests_of_shard(weights, *arguments.tests.shard);
  for (std::size_t i = 0; i < each.size(); ++i) each[i].selection.names = std::move(shares[i]);
  return each;
}

int list_scripts(const Scripts& scripts, const std::vector<RunOptions>& options, const std::string& form) {
  std::vector<ListedTest> all;
  for (std::size_t i = 0; i < options.size(); ++i)
    for (auto& test : list_tests(scripts.programs[i], options[i])) all.push_back(std::move(test));
  fmt::print("{}", show_list(all, form == "json"));
  return static_cast<int>(all.empty() ? ExitStatus::no_test : ExitStatus::passed);
}

Summary run_each(const Scripts& scripts, const std::vector<RunOptions>& options, report::EventStream& events,
                 const Interrupt& interrupt) {
  Summary total;
  for (std::size_t i = 0; i < options.size() && !interrupt.token().stop_requested(); ++i) {
    const auto summary = run(scripts.programs[i], options[i], events, interrupt.token());
    total.passed += summary.passed;
    total.failed += summary.failed;
    total.skipped += summary.skipped;
    total.errors += summary.errors;
    total.not_run += summary.not_run;
    total.interrupted |= summary.interrupted;
    if (options[i].fail_fast && total.failed + total.errors > 0) break;
  }
  events.emit(report::AllFinished{options.size(), std::chrono::steady_clock::now() - events.begin()});
  return total;
}

// Whom `pause` asks; null when no script can pause, or nobody is there.
std::unique_ptr<Pauser> make_pauser(Scripts& scripts, Interrupt& interrupt, const RunArguments& arguments) {
  const bool pauses = std::ranges::any_of(scripts.programs, &program::Program::has_pause);
  if (!pauses && !arguments.pause_on_failure) return nullptr;
  if (is_terminal(STDIN_FILENO) && is_terminal(STDOUT_FILENO))
    return std::make_unique<TerminalPauser>(scripts, interrupt, arguments.pause_on_failure);
  if (arguments.pause_on_failure)
    fmt::print(stderr, "vmt: `--pause-on-failure` needs a person at a terminal; failures don't wait\n");
  return nullptr;
}

int run_scripts(RunArguments& arguments) {
  Scripts scripts;
  const int problems = check_scripts(arguments.files, arguments.problems, !arguments.only_check, scripts);
  if (problems != 0 || arguments.only_check) return problems;

  std::optional<Coverage> coverage;
  if (!arguments.coverage_folder.empty() && arguments.tests.list.empty()) {
    require_coverage_tools();
    arguments.run.options.coverage = &coverage.emplace(arguments.coverage_folder);
  }
  auto options = options_of_each(scripts, arguments);
  if (!options) {
    fmt::print(stderr, "vmt: {}\n", options.error());
    return static_cast<int>(ExitStatus::command_line);
  }
  if (!arguments.tests.list.empty()) return list_scripts(scripts, *options, arguments.tests.list);

  Interrupt interrupt;
  const auto pauser = make_pauser(scripts, interrupt, arguments);
  for (auto& each : *options) each.pauser = pauser.get();
  report::EventStream events;
  events.add(make_run_report(scripts, arguments.problems.color,
                             arguments.quiet     ? report::Verbosity::quiet
                             : arguments.verbose ? report::Verbosity::verbose
                                                 : report::Verbosity::normal));
  const auto total = run_each(scripts, *options, events, interrupt);
  if (coverage && !interrupt.token().stop_requested())
    write_coverage_report(arguments.coverage_folder, interrupt.token());
  if (has_no_test(total)) explain_no_test(options->front());
  return status_of(total, interrupt);
}

}  // namespace

int run_command(const std::vector<std::string>& words) {
  RunArguments arguments;
  const auto app = make_run_app(arguments);
  if (const int status = parse_or_exit(*app, words); status >= 0) return status;
  if (arguments.show_version) {
    fmt::print("vmt {}\n", VMT_VERSION);
    return static_cast<int>(ExitStatus::passed);
  }
  if (arguments.files.empty()) {
    fmt::print(stderr, "vmt: which script? Usage: vmt FILE...\nTry `vmt --help`.\n");
    return static_cast<int>(ExitStatus::command_line);
  }
  if (!could_be_script(arguments.files.front())) {
    fmt::print(stderr, "vmt: {}\nTry `vmt --help`.\n", describe_unknown_command(arguments.files.front()));
    return static_cast<int>(ExitStatus::command_line);
  }
  arguments.tests.finish(*app, arguments.run.options);
  try {
    return run_scripts(arguments);
  } catch (const Failure& failure) {  // of a title, before anything runs
    fmt::print(stderr, "{}\n", render(failure.diagnostic, arguments.problems.color.style_of(stderr)));
    return static_cast<int>(ExitStatus::script);
  } catch (const machine::Trouble& trouble) {
    fmt::print(stderr, "vmt: {}\n", trouble.message);
    for (const auto& help : trouble.helps) fmt::print(stderr, "vmt: {}\n", help);
    return static_cast<int>(ExitStatus::infrastructure);
  }
}

}  // namespace vmt::tools
