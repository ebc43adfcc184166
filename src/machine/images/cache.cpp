#include "machine/images/cache.hpp"

#include <fcntl.h>
#include <sys/file.h>

#include <algorithm>
#include <cerrno>
#include <sstream>
#include <thread>

#include "machine/descriptor.hpp"
#include "machine/images/files.hpp"
#include "machine/images/inventory.hpp"
#include "machine/images/tool.hpp"
#include "machine/trouble.hpp"

namespace fs = std::filesystem;

namespace vmt::machine {
namespace {

// Every file of an entry and its size. Written last, and checked before an entry is used: a disk that
// was full or a machine that lost power must not show up as a guest that does not boot.
constexpr auto list_name = "contents";

constexpr auto lock_pause = std::chrono::milliseconds(50);

std::string list_files(const fs::path& folder) {
  std::vector<std::string> lines;
  for (const auto& item : fs::recursive_directory_iterator(folder))
    if (item.is_regular_file() && !item.is_symlink() && item.path() != folder / list_name)
      lines.push_back(std::to_string(item.file_size()) + " " +
                      item.path().lexically_relative(folder).string());
  std::sort(lines.begin(), lines.end());
  std::string list;
  for (const auto& line : lines) list += line + "\n";
  return list;
}

bool is_whole(const fs::path& folder) {
  std::error_code error;
  if (!fs::is_regular_file(folder / list_name, error)) return false;
  std::istringstream list(read_file(folder / list_name));
  std::uintmax_t size = 0;
  for (std::string name; list >> size && list.get() && std::getline(list, name);)
    if (fs::file_size(folder / name, error) != size || error) return false;
  return true;
}

Descriptor take_lock(const fs::path& file, const Progress& progress, const Patience& patience) {
  Descriptor lock(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644));
  if (!lock.is_open())
    throw Trouble(TroubleKind::infrastructure,
                  "cannot write to the cache `" + file.parent_path().string() + "`: " + system_words(errno))
        .with_help("set VMT_CACHE to a folder of your own");
  bool has_told = false;
  while (::flock(lock.get(), LOCK_EX | LOCK_NB) != 0) {
    if (!has_told) progress("waiting for the same image, which another run is making");
    has_told = true;
    check_patience(patience, "waiting for an image that another run makes");
    std::this_thread::sleep_for(lock_pause);
  }
  return lock;
}

// Syncing the folder makes the rename last; an error here only means a less careful file system.
void sync_folder(const fs::path& folder) {
  const Descriptor descriptor(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (descriptor.is_open()) ::fsync(descriptor.get());
}

}  // namespace

Cache::Cache(fs::path folder) : folder_(std::move(folder)) {
  std::error_code error;
  fs::create_directories(folder_, error);
  if (error)
    throw Trouble(TroubleKind::infrastructure,
                  "cannot make the cache `" + folder_.string() + "`: " + system_words(error.value()))
        .with_help("set VMT_CACHE to a folder of your own");
}

bool Cache::has(const std::string& name) const {
  return is_whole(folder_ / name);
}

Descriptor Cache::guard(const std::string& name) const {
  Descriptor lock(::open((folder_ / name).concat(".lock").c_str(), O_RDWR | O_CLOEXEC));
  if (!lock.is_open() || ::flock(lock.get(), LOCK_SH | LOCK_NB) != 0) return {};
  return lock;
}

bool Cache::discard(const std::string& name) const {
  const Descriptor lock(::open((folder_ / name).concat(".lock").c_str(), O_RDWR | O_CLOEXEC));
  if (!lock.is_open() || ::flock(lock.get(), LOCK_EX | LOCK_NB) != 0) return false;
  std::error_code error;
  fs::remove_all(folder_ / name, error);
  return !error;
}

fs::path Cache::entry(const std::string& name, const Build& build, const Progress& progress,
                      const Patience& patience) const {
  const auto finished = folder_ / name;
  // The time of the lock is that of the last use, for who makes room (inventory.hpp); to know it is no need.
  const auto used_now = [&] {
    std::error_code error;
    fs::last_write_time(finished.string() + ".lock", fs::file_time_type::clock::now(), error);
  };
  used_now();
  if (is_whole(finished)) return finished;
  try {
    fs::create_directories(finished.parent_path());
    const auto lock = take_lock(fs::path(finished.string() + ".lock"), progress, patience);
    if (is_whole(finished)) return finished;  // made while this thread waited

    // What other builds left that were killed would else lie there until they are done again.
    prune_cache(folder_, std::chrono::hours::max());
    const fs::path unfinished = finished.string() + ".unfinished";
    fs::remove_all(unfinished);
    fs::remove_all(finished);
    fs::create_directories(unfinished);
    build(unfinished);
    write_file(unfinished / list_name, list_files(unfinished));
    fs::rename(unfinished, finished);
    sync_folder(finished.parent_path());
    return finished;
  } catch (const fs::filesystem_error& error) {
    throw Trouble(TroubleKind::infrastructure, "cannot write to the cache: `" + error.path1().string() +
                                                   "`: " + system_words(error.code().value()));
  }
}

}  // namespace vmt::machine
