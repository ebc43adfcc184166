#include "machine/images/inventory.hpp"

#include <fcntl.h>
#include <sys/file.h>

#include <algorithm>

#include "machine/descriptor.hpp"
#include "machine/images/files.hpp"

namespace fs = std::filesystem;

namespace vmt::machine {
namespace {

constexpr std::string_view lock_ending = ".lock";
constexpr std::string_view unfinished_ending = ".unfinished";

std::uintmax_t size_of(const fs::path& folder) {
  std::error_code error;
  std::uintmax_t size_bytes = 0;
  for (const auto& entry : fs::recursive_directory_iterator(folder, error)) {
    std::error_code gone;
    if (entry.is_regular_file(gone) && !entry.is_symlink(gone)) size_bytes += entry.file_size(gone);
  }
  return size_bytes;
}

// The packages that the user asked for are among all that the image was made of.
std::string contents_of(const fs::path& folder) {
  std::error_code error;
  if (!fs::exists(folder / "packages", error)) return {};
  auto packages = read_file(folder / "packages");
  std::ranges::replace(packages, '\n', ' ');
  return packages;
}

// The lock's time is that of the last use; see Cache::entry.
std::chrono::hours unused_for(const fs::path& lock) {
  std::error_code error;
  const auto used = fs::last_write_time(lock, error);
  if (error) return {};
  return std::chrono::duration_cast<std::chrono::hours>(fs::file_time_type::clock::now() - used);
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
      item.unused_for = unused_for(entry.path());
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

std::vector<CachedItem> prune_cache(const fs::path& cache, std::chrono::hours limit) {
  std::vector<CachedItem> removed;
  for (auto& item : items_in_cache(cache)) {
    if (item.is_whole && item.unused_for < limit) continue;
    const auto folder = (cache / item.name).string();
    const Descriptor lock(::open((folder + std::string(lock_ending)).c_str(), O_RDWR | O_CLOEXEC));
    if (!lock.is_open() || ::flock(lock.get(), LOCK_EX | LOCK_NB) != 0) continue;  // somebody builds it
    std::error_code error;
    fs::remove_all(folder, error);
    fs::remove_all(folder + std::string(unfinished_ending), error);
    fs::remove_all(folder + std::string(unfinished_ending) + ".root", error);
    removed.push_back(std::move(item));
  }
  return removed;
}

}  // namespace vmt::machine
