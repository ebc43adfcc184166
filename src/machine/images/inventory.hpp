// What lies in the cache of images, for people who want to see it and to make room.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace vmt::machine {

struct CachedItem {
  std::string name;      // "debian/bookworm-3360bfaa60a3d555"
  std::string contents;  // for people: the packages of a Debian image; may be empty
  std::uintmax_t size_bytes = 0;
  std::chrono::hours unused_for{};
  bool is_whole = true;  // not so: a build that was killed has left it
};

// Sorted by name; nothing when there is no cache yet.
std::vector<CachedItem> items_in_cache(const std::filesystem::path& cache);

// Removes what no run has used for that long, and what builds left behind; whatever is being built stays.
// Gives what was removed. With `std::chrono::hours::max()` that is only what builds left behind.
std::vector<CachedItem> prune_cache(const std::filesystem::path& cache, std::chrono::hours unused_for);

}  // namespace vmt::machine
