#include "machine/images/inventory.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <algorithm>

#include "machine/descriptor.hpp"
#include "machine/images/files.hpp"

namespace fs = std::filesystem;

namespace vmt::machine {
namespace {

constexpr std::string_view lock_ending = ".lock";

// stat(2) counts in these whatever the disk has.
constexpr std::uintmax_t bytes_per_block = 512;

std::uintmax_t size_of(const fs::path& folder) {
  std::error_code error;
  std::uintmax_t size_bytes = 0;
  for (const auto& entry : fs::recursive_directory_iterator(folder, error)) {
    struct stat facts {};
    if (::lstat(entry.path().c_str(), &facts) == 0 && S_ISREG(facts.st_mode))
      size_bytes += static_cast<std::uintmax_t>(facts.st_blocks) * bytes_per_block;
  }
  return size_bytes;
}

// The packages that the user asked for are among all that the image was made of.
std::string contents_of(const fs::path& folder) {
  std::error_code error;
  if (fs::exists(folder / about_name, error)) return read_file(folder / about_name);
  if (!fs::exists(folder / "packages", error)) return {};
  auto packages = read_file(folder / "packages");
  std::ranges::replace(packages, '\n', ' ');
  return packages;
}

}  // namespace

std::vector<CachedItem> items_in_cache(const fs::path& cache) {
  std::vector<CachedItem> items;
  std::error_code error;
  for (const auto& kind : fs::directory_iterator(cache, error)) {
    if (!kind.is_directory(error)) continue;
    for (const auto& entry : fs::directory_iterator(kind.path(), error)) {
      const auto path = entry.path().string();
      if (!path.ends_with(lock_ending)) continue;
      const fs::path folder = path.substr(0, path.size() - lock_ending.size());
      CachedItem item;
      item.name = fs::relative(folder, cache).string();
      // The lock's time is that of the last use; see Cache::entry.
      item.last_use = entry.last_write_time(error);
      item.unused_for =
          std::chrono::duration_cast<std::chrono::hours>(fs::file_time_type::clock::now() - item.last_use);
      item.is_whole = fs::is_directory(folder, error);
      const auto there = item.is_whole ? folder : fs::path(folder.string() + std::string(unfinished_ending));
      if (!fs::is_directory(there, error)) continue;
      item.size_bytes = size_of(there);
      if (item.is_whole) item.contents = contents_of(folder);
      items.push_back(std::move(item));
    }
  }
  std::ranges::sort(items, {}, &CachedItem::name);
  return items;
}

bool remove(const fs::path& cache, const CachedItem& item) {
  const auto folder = (cache / item.name).string();
  const Descriptor lock(::open((folder + std::string(lock_ending)).c_str(), O_RDWR | O_CLOEXEC));
  if (!lock.is_open() || ::flock(lock.get(), LOCK_EX | LOCK_NB) != 0) return false;
  std::error_code error;
  fs::remove_all(folder, error);
  fs::remove_all(folder + std::string(unfinished_ending), error);
  fs::remove_all(folder + std::string(unfinished_ending) + ".root", error);
  return true;
}

std::vector<CachedItem> prune_cache(const fs::path& cache, std::chrono::hours unused_for,
                                    std::optional<std::uintmax_t> most_bytes) {
  std::vector<CachedItem> removed;
  auto items = items_in_cache(cache);
  const auto remove_if = [&](const auto& is_meant) {
    std::erase_if(items, [&](const CachedItem& item) {
      if (!is_meant(item) || !remove(cache, item)) return false;
      removed.push_back(item);
      return true;
    });
  };
  remove_if([&](const CachedItem& item) { return !item.is_whole || item.unused_for >= unused_for; });
  if (!most_bytes) return removed;
  std::uintmax_t sum = 0;
  for (const auto& item : items) sum += item.size_bytes;
  std::ranges::sort(items, {}, &CachedItem::last_use);
  remove_if([&](const CachedItem& item) {
    if (sum <= *most_bytes) return false;
    sum -= item.size_bytes;
    return true;
  });
  return removed;
}

}  // namespace vmt::machine
