#include "machine/run_folder.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <random>
#include <string>

#include "machine/trouble.hpp"

namespace vmt::machine {
namespace {

namespace fs = std::filesystem;

// A folder exists for a moment before its lock does. Younger ones are left alone unless their
// process is known to be gone.
constexpr std::chrono::seconds locking_takes_at_most{60};

std::string prefix_of_this_user() {
  return fmt::format("vmt-{}-", ::getuid());
}

bool is_folder_to_write_in(const fs::path& folder) {
  std::error_code error;
  return fs::is_directory(folder, error) && ::access(folder.c_str(), W_OK | X_OK) == 0;
}

bool process_is_gone(std::string_view name_after_prefix) {
  int id = 0;
  const auto* end = name_after_prefix.data() + name_after_prefix.size();
  if (std::from_chars(name_after_prefix.data(), end, id).ec != std::errc{}) return false;
  if (::kill(id, 0) != 0 && errno == ESRCH) return true;
  // One that has ended may wait for ever for a parent who does not ask: the first process of a container.
  std::string state;
  std::ifstream status(fmt::format("/proc/{}/status", id));
  while (status >> state && state != "State:") continue;
  return status >> state && state == "Z";
}

bool is_left_behind(const fs::path& folder, int opened) {
  struct stat facts {};
  if (::fstat(opened, &facts) != 0 || facts.st_uid != ::getuid()) return false;
  if (::flock(opened, LOCK_EX | LOCK_NB) != 0) return false;
  const auto name = folder.filename().string();
  if (process_is_gone(std::string_view(name).substr(prefix_of_this_user().size()))) return true;
  const auto changed = std::chrono::system_clock::from_time_t(facts.st_mtim.tv_sec);
  return std::chrono::system_clock::now() - changed > locking_takes_at_most;
}

Trouble no_run_folder(const fs::path& parent, int error_number) {
  return Trouble(TroubleKind::infrastructure, fmt::format("vmt can't make its run folder in `{}`: {}",
                                                          parent.string(), system_words(error_number)))
      .with_help("name a folder to use instead: `VMT_RUN_DIR=/some/folder vmt ...`");
}

// A sweeper holds the lock for a moment, to see whether the folder is left behind.
bool lock(const Descriptor& folder) {
  while (::flock(folder.get(), LOCK_EX) != 0)
    if (errno != EINTR) return false;
  return true;
}

}  // namespace

fs::path RunFolder::default_parent() {
  for (const char* name : {"VMT_RUN_DIR", "TMPDIR"})
    if (const char* value = std::getenv(name); value != nullptr && *value != '\0') return value;
  return is_folder_to_write_in("/var/tmp") ? "/var/tmp" : "/tmp";
}

RunFolder::RunFolder(const fs::path& parent) {
  std::error_code error;
  fs::create_directories(parent, error);
  sweep_run_folders(parent);
  // A sweeper for which this process does not exist, in another process name space, may remove the folder before
  // it is locked.
  do {
    make(parent);
    lock_ = Descriptor(::open(path_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (lock_.is_open() ? !lock(lock_) : errno != ENOENT) throw no_run_folder(parent, errno);
  } while (!fs::exists(path_, error));
}

void RunFolder::make(const fs::path& parent) {
  std::random_device random;
  do {
    path_ = parent / fmt::format("{}{}-{:08x}", prefix_of_this_user(), ::getpid(), random());
    if (::mkdir(path_.c_str(), 0700) == 0) return;
  } while (errno == EEXIST);
  throw no_run_folder(parent, errno);
}

RunFolder::~RunFolder() {
  std::error_code error;
  fs::remove_all(path_, error);
}

std::vector<fs::path> run_folders_in(const fs::path& parent) {
  std::vector<fs::path> folders;
  std::error_code error;
  const auto prefix = prefix_of_this_user();
  fs::directory_iterator entries(parent, error);
  for (; !error && entries != fs::directory_iterator(); entries.increment(error))
    if (entries->path().filename().string().starts_with(prefix)) folders.push_back(entries->path());
  return folders;
}

void sweep_run_folders(const fs::path& parent) {
  std::error_code error;
  for (const auto& path : run_folders_in(parent)) {
    const Descriptor folder(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (folder.is_open() && is_left_behind(path, folder.get())) fs::remove_all(path, error);
  }
}

}  // namespace vmt::machine
