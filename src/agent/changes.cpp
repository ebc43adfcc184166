#include "agent/changes.hpp"

#include <dirent.h>
#include <sys/epoll.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <cstring>

namespace vmt::agent {
namespace {

// Pid files, lock files, and OpenRC's /run/openrc/started. Old systems have no /run. Where one is a link to another
// it is watched once.
constexpr const char* roots[] = {"/run", "/var/run", "/var/lock"};
constexpr int levels_below = 2;
// No init system has as many; what is mounted below /run may.
constexpr int most_folders = 250;

constexpr std::uint32_t mask =
    IN_CREATE | IN_DELETE | IN_MODIFY | IN_MOVED_FROM | IN_MOVED_TO | IN_EXCL_UNLINK | IN_ONLYDIR;

}  // namespace

Changes::Changes(Loop& loop)
    : folders_(::inotify_init1(IN_CLOEXEC | IN_NONBLOCK)),
      processes_(loop, [this](const auto& events) { take(events); }) {
  if (!folders_.is_open()) return;
  watch_folders();
  folders_watch_ = loop.watch(folders_.number(), EPOLLIN, [this](std::uint32_t) { read_folders(); });
}

std::shared_ptr<Changes> Changes::shared(Loop& loop) {
  static std::weak_ptr<Changes> one;
  auto changes = one.lock();
  if (!changes) one = changes = std::make_shared<Changes>(loop);
  return changes;
}

void Changes::question_begins(pid_t process) {
  ++under_way_;
  if (process > 0) questions_.insert(process);
}

void Changes::question_ends() {
  processes_.read();
  if (folders_.is_open()) read_folders();
  --under_way_;
}

// The kernel tells of a fork before the child can do anything, so a question's processes are all known.
void Changes::take(const std::vector<ProcessEvent>& events) {
  using Kind = ProcessEvent::Kind;
  bool is_change = false;
  for (const auto& event : events) {
    const bool is_question = questions_.contains(event.process);
    if (event.kind == Kind::lost) {
      // With an end that was lost, another process may get the number. Those that go on count as changes.
      questions_.clear();
      is_change = true;
    } else if (event.kind == Kind::forked) {
      if (questions_.contains(event.parent)) questions_.insert(event.process);
    } else if (event.kind == Kind::ended && is_question) {
      questions_.erase(event.process);
    } else if (!is_question) {
      is_change = true;
    }
  }
  if (is_change) tell(false);
}

void Changes::read_folders() {
  bool has_new_folder = false;
  bool is_change = false;
  alignas(inotify_event) char buffer[4096];
  while (true) {
    const auto count = ::read(folders_.number(), buffer, sizeof buffer);
    if (count <= 0) break;
    for (std::size_t at = 0; at + sizeof(inotify_event) <= static_cast<std::size_t>(count);) {
      inotify_event event{};
      std::memcpy(&event, buffer + at, sizeof event);
      at += sizeof event + event.len;
      if ((event.mask & IN_IGNORED) != 0) {
        --watched_folders_;
        continue;
      }
      is_change = true;
      if ((event.mask & IN_ISDIR) != 0 && (event.mask & (IN_CREATE | IN_MOVED_TO)) != 0)
        has_new_folder = true;
    }
  }
  if (has_new_folder) watch_folders();
  if (is_change) tell(under_way_ > 0);
}

// To watch what is watched already changes nothing.
void Changes::watch_folders() {
  watched_folders_ = 0;
  for (const auto* root : roots) watch_tree(root, levels_below);
}

void Changes::watch_tree(const std::string& path, int levels) {
  if (watched_folders_ >= most_folders) return;
  if (::inotify_add_watch(folders_.number(), path.c_str(), mask) < 0) return;
  ++watched_folders_;
  if (levels == 0) return;
  DIR* const folder = ::opendir(path.c_str());
  if (folder == nullptr) return;
  while (const auto* entry = ::readdir(folder)) {
    if (entry->d_type != DT_DIR || std::strcmp(entry->d_name, ".") == 0 || std::strcmp(entry->d_name, "..") == 0)
      continue;
    watch_tree(path + "/" + entry->d_name, levels - 1);
  }
  ::closedir(folder);
}

void Changes::tell(bool is_doubtful) {
  const auto listeners = listeners_;
  for (auto* const listener : listeners)
    if (listeners_.contains(listener)) listener->changed(is_doubtful);
}

}  // namespace vmt::agent
