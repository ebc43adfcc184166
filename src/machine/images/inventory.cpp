#include "machine/images/inventory.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

#include "machine/descriptor.hpp"
#include "machine/images/files.hpp"
#include "machine/images/tool.hpp"

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

// The root of a Debian image that was being made has files of users whom only a name space knows.
bool remove_all(const fs::path& folder) {
  std::error_code error;
  fs::remove_all(folder, error);
  if (!error || ::geteuid() == 0 || find_tool("unshare").empty()) return !error;
  ToolRequest request;
  request.arguments = {"unshare", "--user", "--map-auto", "--map-root-user", "rm", "-rf", folder.string()};
  return run_tool(request, {}).succeeded();
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
  const auto unfinished = folder + std::string(unfinished_ending);
  const bool is_removed = remove_all(folder);
  return remove_all(unfinished) && remove_all(unfinished + ".root") && is_removed;
}

std::vector<CachedItem> prune_cache(const fs::path& cache, std::chrono::hours unused_for,
                                    std::optional<std::uintmax_t> most_bytes) {
  auto items = items_in_cache(cache);
  std::ranges::sort(items, {}, &CachedItem::last_use);
  std::uintmax_t size_bytes = 0;
  for (const auto& item : items) size_bytes += item.size_bytes;
  std::vector<CachedItem> removed;
  const auto remove_if = [&](const auto& is_meant) {
    std::vector<CachedItem> kept;
    for (auto& item : items) {
      const bool is_gone = is_meant(item) && remove(cache, item);
      if (is_gone) size_bytes -= item.size_bytes;
      (is_gone ? removed : kept).push_back(std::move(item));
    }
    items = std::move(kept);
  };
  remove_if([&](const CachedItem& item) { return !item.is_whole || item.unused_for >= unused_for; });
  if (most_bytes) remove_if([&](const CachedItem&) { return size_bytes > *most_bytes; });
  return removed;
}

}  // namespace vmt::machine
