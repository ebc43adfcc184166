// What lies in the cache of images, for people who want to see it and to make room.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vmt::machine {

// Behind the name of an entry: the folder in which it is being made.
inline constexpr std::string_view unfinished_ending = ".unfinished";
// A file of an entry that says for people what it is.
inline constexpr auto about_name = "about";

struct CachedItem {
  std::string name;      // "debian/bookworm-3360bfaa60a3d555"
  std::string contents;  // for people: the packages of a Debian image; may be empty
  std::uintmax_t size_bytes = 0;  // on the disk: holes don't count
  std::filesystem::file_time_type last_use{};
  std::chrono::hours unused_for{};
  bool is_whole = true;  // not so: a build that was killed has left it
};

// Sorted by name; nothing when there is no cache yet.
std::vector<CachedItem> items_in_cache(const std::filesystem::path& cache);

// False when it stays: somebody uses or makes it, or it can't be removed.
bool remove(const std::filesystem::path& cache, const CachedItem& item);

// Removes what no run has used for that long, and what builds left behind; then what was used longest ago,
// until the rest is no larger than `most_bytes`. What is being built or used stays. Gives what was removed.
// With `std::chrono::hours::max()` and no size that is only what builds left behind.
std::vector<CachedItem> prune_cache(const std::filesystem::path& cache, std::chrono::hours unused_for,
                                    std::optional<std::uintmax_t> most_bytes = std::nullopt);

}  // namespace vmt::machine
