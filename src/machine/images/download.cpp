#include "machine/images/download.hpp"

#include <sstream>

#include "machine/images/tool.hpp"
#include "machine/trouble.hpp"

namespace fs = std::filesystem;

namespace vmt::machine {

std::vector<std::string> dependencies_of_package(const std::string& package, const Patience& patience) {
  require_tool("apt-cache", "apt");
  const auto result = run_tool({.arguments = {"apt-cache", "depends", package}}, patience);
  std::vector<std::string> packages;
  std::istringstream lines(result.output);
  constexpr std::string_view key = "Depends: ";
  for (std::string line; std::getline(lines, line);) {
    const auto found = line.find(key);
    if (found != std::string::npos) packages.push_back(line.substr(found + key.size()));
  }
  return packages;
}

void download_package(const std::string& package, const fs::path& folder, const Patience& patience) {
  require_tool("apt-get", "apt");
  require_tool("dpkg-deb", "dpkg");
  // Without the option, root's apt-get warns that its own sandbox user can't write here.
  const auto result = run_tool(
      {.arguments = {"apt-get", "-o", "APT::Sandbox::User=root", "download", package}, .directory = folder},
      patience);
  fs::path archive;
  for (const auto& item : fs::directory_iterator(folder))
    if (item.path().extension() == ".deb") archive = item.path();
  if (!result.succeeded() || archive.empty()) {
    Trouble trouble(TroubleKind::infrastructure, "the package `" + package + "` can't be downloaded");
    for (auto& line : last_lines(result.output, 4)) trouble.notes.push_back(std::move(line));
    throw std::move(trouble).with_help("if apt's package lists are missing or old, run: sudo apt-get update");
  }
  run_tool_or_throw({.arguments = {"dpkg-deb", "-x", archive.string(), folder.string()}},
                    "unpacking `" + package + "`", patience);
  fs::remove(archive);
}

}  // namespace vmt::machine
