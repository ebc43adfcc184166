#include "machine/images/build_progress.hpp"

#include <algorithm>
#include <numeric>
#include <sstream>
#include <vector>

#include "machine/images/tool.hpp"

namespace vmt::machine {
namespace {

constexpr std::size_t shown_lines = 8;

std::string word_after(const std::string& line, std::string_view start) {
  if (line.rfind(start, 0) != 0) return {};
  const auto end = line.find_first_of(" :\t", start.size());
  return line.substr(start.size(), end == std::string::npos ? end : end - start.size());
}

// "Get:12 http://archive/debian bookworm/main amd64 apache2 amd64 2.4.62-1 [220 kB]"
std::string downloaded_package(const std::string& line) {
  if (line.rfind("Get:", 0) != 0) return {};
  std::istringstream words(line);
  std::string number;
  std::string address;
  std::string suite;
  std::string architecture;
  std::string package;
  std::string next;
  words >> number >> address >> suite >> architecture >> package >> next;
  // Package lists have no architecture after their name.
  return package == "Packages" || next.empty() || next.front() == '[' ? "" : package;
}

// Letters to be added, removed or replaced to make one word of the other.
std::size_t distance(const std::string& a, const std::string& b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    auto diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const auto replaced = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, row[j] + 1, row[j + 1] + 1});
    }
  }
  return row.back();
}

// The package of this machine's apt whose name is nearest; empty when none is near.
std::string similar_package(const std::string& name, const Patience& patience) {
  if (find_tool("apt-cache").empty()) return {};
  const auto result = run_tool({.arguments = {"apt-cache", "pkgnames"}}, patience);
  std::istringstream names(result.output);
  std::string nearest;
  auto smallest = std::max<std::size_t>(1, name.size() / 3) + 1;
  for (std::string candidate; std::getline(names, candidate);) {
    if (candidate == name) continue;
    const auto difference = std::max(candidate.size(), name.size()) - std::min(candidate.size(), name.size());
    if (difference >= smallest) continue;
    const auto found = distance(name, candidate);
    if (found >= smallest) continue;
    smallest = found;
    nearest = candidate;
  }
  return nearest;
}

std::string missing_package(const std::string& log) {
  std::istringstream lines(log);
  for (std::string line; std::getline(lines, line);) {
    if (auto name = word_after(line, "E: Unable to locate package "); !name.empty()) return name;
    // A name that others mention, but no package has.
    constexpr std::string_view start = "E: Package '";
    constexpr std::string_view end = "' has no installation candidate";
    const auto found = line.find(end);
    if (line.rfind(start, 0) == 0 && found != std::string::npos)
      return line.substr(start.size(), found - start.size());
  }
  return {};
}

bool mentions(const std::string& log, std::string_view words) {
  return log.find(words) != std::string::npos;
}

}  // namespace

void BuildProgress::see(const std::string& line) {
  constexpr std::string_view counted = " newly installed,";
  if (const auto found = line.find(counted); found != std::string::npos) {
    const auto start = line.rfind(' ', found - 1) + 1;
    package_count_ += static_cast<std::size_t>(std::atoi(line.c_str() + start));
  }
  const auto of_all = [&](std::size_t count) {
    return ": " + std::to_string(count) + " of " + std::to_string(std::max(count, package_count_)) +
           " packages";
  };
  if (const auto package = downloaded_package(line); !package.empty())
    progress_("downloading " + package + of_all(++downloaded_count_));
  if (const auto package = word_after(line, "Setting up "); !package.empty()) {
    if (set_up_.insert(package).second) progress_("setting up " + package + of_all(set_up_.size()));
  }
  if (line == "I: running apt-get update...") progress_("reading the list of Debian's packages");
  if (line == "I: cleaning package lists and apt cache...") progress_("packing the image");
}

Trouble explain_failure(const DebianImage& image, const std::string& log, const Patience& patience) {
  const auto what = "`image " + show(image) + "` can't be made";
  std::string reason;
  std::string help;
  if (const auto package = missing_package(log); !package.empty()) {
    reason = "Debian " + image.suite + " has no package `" + package + "`";
    if (const auto similar = similar_package(package, patience); !similar.empty())
      help = "did you mean `" + similar + "`?";
  } else if (mentions(log, "does not have a Release file") || mentions(log, "404  Not Found")) {
    reason = "the mirror has no suite `" + image.suite + "`, or not all of its packages";
  } else if (mentions(log, "Could not resolve") || mentions(log, "Could not connect") ||
             mentions(log, "Unable to connect")) {
    reason = "Debian's mirror can't be reached";
    help = "check this machine's network; a proxy is taken from the variable http_proxy";
  } else if (mentions(log, "No space left on device")) {
    reason = "there is no room left for the cache";
    help = "set VMT_CACHE to a folder with more room";
  } else if (mentions(log, "unshare: ")) {
    reason = "this system does not allow the name spaces that it is made in";
    help = "an administrator can allow them with: sudo sysctl kernel.unprivileged_userns_clone=1";
  }
  Trouble trouble(TroubleKind::infrastructure,
                  what + ": " + (reason.empty() ? "mmdebstrap failed" : reason));
  if (reason.empty()) {
    std::string end_of_log = "the end of its log:";
    for (const auto& line : last_lines(log, shown_lines)) end_of_log += "\n" + line;
    trouble.notes.push_back(std::move(end_of_log));
  }
  if (!help.empty()) trouble.helps.push_back(help);
  return trouble;
}

}  // namespace vmt::machine
