// `vmt fmt FILE...`: scripts in the one style.
#include "ast/format.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

#include "diagnostic/render.hpp"
#include "source/load.hpp"
#include "tools/command_line.hpp"
#include "tools/format_files.hpp"
#include "tools/replace_file.hpp"
#include "tools/tools.hpp"
#include "tools/unified_diff.hpp"

namespace vmt::tools {
namespace {

struct FormatOptions {
  bool only_check = false;
  bool show_diff = false;
  ColorChoice color;
};

// What became of one file; the worst of all is the exit status.
ExitStatus write(const Source& source, const std::string& text, const std::string& path,
                 const FormatOptions& options) {
  const bool has_changed = source.text() != text;
  if (options.show_diff) {
    if (has_changed)
      fmt::print("{}", unified_diff(source.name(), source.text(), text, options.color.use_on(stdout)));
  } else if (options.only_check) {
    if (has_changed) fmt::print("{}\n", source.name());
  } else if (path == "-") {
    fmt::print("{}", text);
  } else if (has_changed) {
    if (const auto done = replace_file(path, text); !done) {
      fmt::print(stderr, "error: {}\n", done.error());
      return ExitStatus::infrastructure;
    }
    fmt::print(stderr, "{}: formatted\n", path);
  }
  return has_changed && options.only_check ? ExitStatus::test_failed : ExitStatus::passed;
}

ExitStatus format_one(const std::string& path, const FormatOptions& options) {
  Sources sources;
  const auto source = load(sources, path);
  if (!source) {
    fmt::print(stderr, "error: {}\n", source.error());
    return ExitStatus::script;
  }
  Diagnostics diagnostics;
  const auto text = format(**source, diagnostics);
  if (text) return write(**source, *text, path, options);

  if (text.error() == FormatRefusal::meaning_would_change) {
    fmt::print(stderr,
               "vmt: a fault of vmt itself, please report it: formatted, `{}` would mean something else; "
               "it is left as it is\n",
               (*source)->name());
    return ExitStatus::internal;
  }
  diagnostics.sort(sources);
  const auto style = options.color.style_of(stderr);
  for (const auto& each : diagnostics.all())
    if (each.severity == Severity::error) fmt::print(stderr, "{}\n", render(each, style));
  fmt::print(stderr, "{}: left as it is, because of its mistakes\n", (*source)->name());
  return ExitStatus::script;
}

}  // namespace

int fmt_command(const std::vector<std::string>& arguments) {
  std::vector<std::string> paths;
  FormatOptions options;
  const auto app = make_app(
      "Writes scripts in the one style. What a script means never changes; a script with\n"
      "mistakes is left as it is.",
      "vmt fmt");
  app->add_option("FILE", paths, "Scripts; folders with scripts; - from the standard input to the output")
      ->required();
  app->add_flag("--check", options.only_check,
                "Change nothing, name what would change; then the exit status is 1");
  app->add_flag("--diff", options.show_diff, "Change nothing, show what would change");
  options.color.add_to(*app);
  if (const int status = parse_or_exit(*app, arguments); status >= 0) return status;

  const auto files = scripts_below(paths);
  if (!files) {
    fmt::print(stderr, "vmt: {}\n", files.error());
    return static_cast<int>(ExitStatus::command_line);
  }
  auto worst = ExitStatus::passed;
  for (const auto& file : *files) worst = std::max(worst, format_one(file, options));
  return static_cast<int>(worst);
}

}  // namespace vmt::tools
