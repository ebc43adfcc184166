#include "interpreter/available_memory.hpp"

#include <algorithm>
#include <fstream>
#include <limits>
#include <string>

namespace vmt {
namespace {

constexpr auto unknown = std::numeric_limits<std::uint64_t>::max();

// "MemAvailable:    1234 kB" (proc(5)).
std::uint64_t available_on_host() {
  std::ifstream file("/proc/meminfo");
  for (std::string line; std::getline(file, line);)
    if (line.starts_with("MemAvailable:")) return std::stoull(line.substr(line.find(':') + 1)) * 1024;
  return unknown;
}

std::uint64_t number_in(const std::string& path) {
  std::ifstream file(path);
  std::uint64_t number = 0;
  return file >> number ? number : unknown;  // "max" is no number
}

// Version 2 of control groups, as a container sees its own: at the root of the tree.
std::uint64_t available_in_group() {
  const auto limit = number_in("/sys/fs/cgroup/memory.max");
  const auto used = number_in("/sys/fs/cgroup/memory.current");
  if (limit == unknown || used == unknown) return unknown;
  return limit > used ? limit - used : 0;
}

}  // namespace

std::uint64_t available_memory_bytes() {
  return std::min(available_on_host(), available_in_group());
}

}  // namespace vmt
