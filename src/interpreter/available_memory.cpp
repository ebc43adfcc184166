#include "interpreter/available_memory.hpp"

#include <algorithm>
#include <fstream>
#include <limits>
#include <string>

namespace vmt {
namespace {

constexpr auto unknown = std::numeric_limits<std::uint64_t>::max();

// Of a line such as "MemAvailable:    1234 kB" (proc(5)).
std::uint64_t on_host(const std::string& name) {
  std::ifstream file("/proc/meminfo");
  for (std::string line; std::getline(file, line);)
    if (line.starts_with(name + ":")) return std::stoull(line.substr(line.find(':') + 1)) * 1024;
  return unknown;
}

std::uint64_t number_in(const std::string& path) {
  std::ifstream file(path);
  std::uint64_t number = 0;
  return file >> number ? number : unknown;  // "max" is no number
}

// Version 2 of control groups, as a container sees its own: at the root of the tree.
std::uint64_t limit_of_group() { return number_in("/sys/fs/cgroup/memory.max"); }

std::uint64_t available_in_group() {
  const auto limit = limit_of_group();
  const auto used = number_in("/sys/fs/cgroup/memory.current");
  if (limit == unknown || used == unknown) return unknown;
  return limit > used ? limit - used : 0;
}

}  // namespace

std::uint64_t available_memory_bytes() {
  return std::min(on_host("MemAvailable"), available_in_group());
}

std::uint64_t whole_memory_bytes() {
  const auto memory = on_host("MemTotal");
  const auto swap = on_host("SwapTotal");
  return std::min(memory == unknown || swap == unknown ? unknown : memory + swap, limit_of_group());
}

}  // namespace vmt
