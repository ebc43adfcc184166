#include "tools/format_files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

namespace vmt::tools {
namespace {

namespace fs = std::filesystem;

tl::expected<void, std::string> add_folder(const fs::path& folder, std::vector<std::string>& files) {
  std::error_code error;
  for (fs::recursive_directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    const auto name = entry->path().filename().string();
    if (entry->is_directory(error) && name.starts_with('.')) entry.disable_recursion_pending();
    if (!error && entry->is_regular_file(error) && name.ends_with(".vmt"))
      files.push_back(entry->path().string());
  }
  if (error) return tl::unexpected(fmt::format("`{}` cannot be read: {}", folder.string(), error.message()));
  return {};
}

}  // namespace

tl::expected<std::vector<std::string>, std::string> scripts_below(const std::vector<std::string>& paths) {
  std::vector<std::string> files;
  for (const auto& path : paths) {
    std::error_code error;
    if (path == "-" || !fs::is_directory(path, error)) {
      files.push_back(path);
      continue;
    }
    const auto first = files.size();
    if (const auto done = add_folder(path, files); !done) return tl::unexpected(done.error());
    std::sort(files.begin() + static_cast<std::ptrdiff_t>(first), files.end());
    if (files.size() == first)
      return tl::unexpected(fmt::format("there is no script (`*.vmt`) below `{}`", path));
  }
  return files;
}

}  // namespace vmt::tools
