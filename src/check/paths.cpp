#include "check/paths.hpp"

#include "check/problems.hpp"
#include "check/variables.hpp"

namespace vmt::checking {

namespace fs = std::filesystem;

namespace {

// A folder with more files than this is not searched for a similar name.
constexpr std::size_t most_files_compared = 2000;

std::vector<std::string> files_in(const fs::path& folder) {
  std::vector<std::string> files;
  std::error_code error;
  for (fs::directory_iterator here(folder, error), end; !error && here != end; here.increment(error)) {
    files.push_back(here->path().filename().string());
    if (files.size() > most_files_compared) return {};
  }
  return files;
}

}  // namespace

fs::path beside(const Source& script, std::string_view path) {
  return fs::path(script.name()).parent_path() / fs::path(path);
}

std::optional<std::string> nearest_file(Context& context, const Source& script, const std::string& path) {
  const fs::path written(path);
  fs::path folder = beside(script, written.parent_path().string());
  if (folder.empty()) folder = ".";
  const auto files = files_in(folder);
  const auto near = context.nearest(written.filename().string(), {files.begin(), files.end()});
  if (!near) return std::nullopt;
  return (written.parent_path() / *near).string();
}

void check_host_path(Context& context, const ast::Expression& written, const program::Expression& checked) {
  const Value* value = constant_value(checked);
  if (!value || !value->is<std::shared_ptr<const std::string>>()) return;
  const std::string& path = value->text();
  const Source& script = *written.span.source;
  std::error_code error;
  if (fs::exists(beside(script, path), error)) return;
  Diagnostic& diagnostic = context.report(written.span, no_such_file, path);
  diagnostic.label("not found");
  diagnostic.note(fmt::format("paths of the host are read from the folder of the script; this is `{}`",
                              beside(script, path).lexically_normal().string()));
  if (const auto near = nearest_file(context, script, path))
    diagnostic.fix(fmt::format("there is a file `{}`", *near), written.span, '"' + *near + '"');
}

}  // namespace vmt::checking
