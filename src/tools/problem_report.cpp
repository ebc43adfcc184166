#include "tools/problem_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <vector>

#include "diagnostic/github.hpp"
#include "diagnostic/json.hpp"
#include "diagnostic/sarif.hpp"
#include "tools/command_line_error.hpp"
#include "tools/exit_status.hpp"
#include "tools/explanations/explanations.hpp"
#include "tools/fix.hpp"
#include "tools/replace_file.hpp"

namespace vmt::tools {
namespace {

namespace fs = std::filesystem;

// What is shown, and how much is not: everything behind the last error that the limit allows.
struct Shown {
  std::vector<const Diagnostic*> diagnostics;
  std::size_t hidden_count = 0;
};

Shown within_limit(const Diagnostics& diagnostics, int error_limit) {
  Shown shown;
  int errors_left = error_limit > 0 ? error_limit : std::numeric_limits<int>::max();
  for (const Diagnostic& each : diagnostics.all()) {
    if (errors_left == 0) break;
    if (each.severity == Severity::error) --errors_left;
    shown.diagnostics.push_back(&each);
  }
  shown.hidden_count = diagnostics.all().size() - shown.diagnostics.size();
  return shown;
}

SarifRule rule_of(std::string_view code) {
  const Explanation* const found = find_explanation(code);
  if (!found) return {std::string(code), std::string(code), std::string(code)};
  return {std::string(found->title), plain_text(*found), markdown(*found)};
}

std::string document(const Shown& shown, const std::string& format) {
  if (format == "json") return to_json(shown.diagnostics, shown.hidden_count);
  if (format == "sarif")
    return to_sarif(shown.diagnostics,
                    {.version = VMT_VERSION, .describe = rule_of, .root = fs::current_path()});
  std::string text;
  for (const Diagnostic* each : shown.diagnostics)
    text += format == "github" ? to_github(*each) : render_short(*each) + '\n';
  return text;
}

void show(const Scripts& scripts, const ProblemOptions& options, std::FILE* stream) {
  const Shown shown = within_limit(scripts.diagnostics, options.error_limit);
  if (options.format == "human") {
    const auto style = options.color.style_of(stderr);
    for (const Diagnostic* each : shown.diagnostics) fmt::print(stderr, "{}\n", render(*each, style));
  } else if (stream == stdout || !shown.diagnostics.empty()) {
    fmt::print(stream, "{}", document(shown, options.format));
  }
  if (shown.hidden_count > 0)
    fmt::print(stderr, "{} more {} hidden by `--error-limit {}`\n", shown.hidden_count,
               shown.hidden_count == 1 ? "problem is" : "problems are", options.error_limit);
  const bool is_for_people = options.format == "human" || options.format == "short";
  if (const auto counts = summary(scripts.diagnostics); is_for_people && !counts.empty())
    fmt::print(stderr, "{}\n", counts);
}

// "V0006, V0013 (2)".
std::string listed(const std::vector<std::string_view>& codes) {
  std::vector<std::pair<std::string_view, int>> counts;
  for (const auto code : codes) {
    const auto known = std::ranges::find(counts, code, &std::pair<std::string_view, int>::first);
    known == counts.end() ? void(counts.emplace_back(code, 1)) : void(++known->second);
  }
  std::string text;
  for (const auto& [code, count] : counts)
    text +=
        fmt::format("{}{}{}", text.empty() ? "" : ", ", code, count > 1 ? fmt::format(" ({})", count) : "");
  return text;
}

// False when a file could not be written.
bool fix(const std::vector<std::string>& paths) {
  bool is_written = true;
  for (const auto& file : fix_scripts(paths)) {
    if (const auto done = replace_file(file.path, file.text); !done) {
      fmt::print(stderr, "error: {}\n", done.error());
      is_written = false;
      continue;
    }
    fmt::print(stderr, "{}: fixed {} problem{}: {}\n", file.path, file.codes.size(),
               file.codes.size() == 1 ? "" : "s", listed(file.codes));
  }
  return is_written;
}

}  // namespace

void ProblemOptions::add_to(CLI::App& app) {
  app.add_option("--format", format, "How problems are shown: human, short, json, sarif or github")
      ->check(one_of({"human", "short", "json", "sarif", "github"}))
      ->option_text("FORMAT")
      ->envname("VMT_FORMAT");
  app.add_option("--error-limit", error_limit, "Show N errors and say how many more there are; 0 for all")
      ->check(whole_number(0))
      ->option_text("N")
      ->envname("VMT_ERROR_LIMIT");
  app.add_option("--deny", denied, "Treat warnings as errors")
      ->check(one_of({"warnings"}))
      ->option_text("warnings")
      ->envname("VMT_DENY");
  app.add_flag("--fix", fix, "Change the scripts where there is no doubt what was meant");
  color.add_to(app);
}

int check_scripts(const std::vector<std::string>& paths, const ProblemOptions& options, bool will_run,
                  Scripts& scripts) {
  if (options.fix) {
    if (std::ranges::find(paths, "-") != paths.end()) {
      fmt::print(stderr, "vmt: the standard input is no file that `--fix` could change\n");
      return static_cast<int>(ExitStatus::command_line);
    }
    if (!fix(paths)) return static_cast<int>(ExitStatus::infrastructure);
  }
  read_scripts(paths, scripts);
  const bool is_wrong = scripts.diagnostics.has_errors() ||
                        (options.deny_warnings() && scripts.diagnostics.count(Severity::warning) > 0);
  show(scripts, options, will_run && !is_wrong ? stderr : stdout);
  return static_cast<int>(is_wrong ? ExitStatus::script : ExitStatus::passed);
}

}  // namespace vmt::tools
