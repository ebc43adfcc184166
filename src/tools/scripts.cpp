#include "tools/scripts.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <filesystem>

#include "ast/parse.hpp"
#include "check/check.hpp"
#include "commands/commands.hpp"
#include "diagnostic/render.hpp"
#include "source/load.hpp"
#include "tools/exit_status.hpp"

namespace vmt::tools {
namespace {

namespace fs = std::filesystem;

// The file that `use "lib/db.vmt"` names: relative to the script that says so.
const Source* load_used(Sources& sources, const std::string& path, const Source& from) {
  const auto folder = fs::path(from.name()).parent_path();
  const auto loaded = load(sources, (folder / path).string());
  return loaded ? *loaded : nullptr;
}

}  // namespace

void read_scripts(const std::vector<std::string>& paths, Scripts& scripts) {
  const CheckOptions options{
      .catalogue = commands::catalogue(),
      .load = [&scripts](const std::string& path, const Source& from) {
        return load_used(scripts.sources, path, from);
      }};
  for (const auto& path : paths) {
    const auto source = load(scripts.sources, path);
    if (!source) {
      scripts.unreadable.push_back(source.error());
      continue;
    }
    auto& file = scripts.files.emplace_back(parse(**source, scripts.diagnostics));
    scripts.programs.push_back(check(file, options, scripts.diagnostics));
  }
}

int report_problems(Scripts& scripts, const RenderStyle& style, bool deny_warnings) {
  for (const auto& sentence : scripts.unreadable) fmt::print(stderr, "error: {}\n", sentence);
  scripts.diagnostics.sort(scripts.sources);
  for (const auto& diagnostic : scripts.diagnostics.all())
    fmt::print(stderr, "{}\n", render(diagnostic, style));
  if (const auto counts = summary(scripts.diagnostics); !counts.empty())
    fmt::print(stderr, "{}\n", counts);

  const bool is_wrong = scripts.diagnostics.has_errors() || !scripts.unreadable.empty() ||
                        (deny_warnings && scripts.diagnostics.count(Severity::warning) > 0);
  return static_cast<int>(is_wrong ? ExitStatus::script : ExitStatus::passed);
}

}  // namespace vmt::tools
