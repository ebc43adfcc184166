// Waits for files and unix sockets: inotify on the nearest folder that is there, and a slow look for
// file systems that tell nothing.
#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/inotify.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "agent/descriptor.hpp"
#include "agent/observation.hpp"
#include "agent/user.hpp"

namespace vmt::agent {
namespace {

constexpr auto slow_pause = std::chrono::milliseconds(200);
// A socket is bound before it listens, and no event tells when it does.
constexpr auto socket_pause = std::chrono::milliseconds(10);

std::string nearest_folder(std::string path) {
  struct stat status {};
  do path = parent_of(path);
  while (path != "/" && path != "." && (::stat(path.c_str(), &status) != 0 || !S_ISDIR(status.st_mode)));
  return path;
}

// Looks again whenever something changes in the nearest folder above `path`.
class PathObservation final : public Observation {
public:
  using Look = std::function<Finding(const std::string& path, bool& asks_for_soon)>;

  PathObservation(Loop& loop, std::string path, Look look, Report report)
      : loop_(loop), path_(std::move(path)), look_(std::move(look)), report_(std::move(report)) {
    notices_ = Descriptor(::inotify_init1(IN_CLOEXEC | IN_NONBLOCK));
    events_ = loop_.watch(notices_.number(), EPOLLIN, [this](std::uint32_t) {
      char buffer[4096];
      while (::read(notices_.number(), buffer, sizeof buffer) > 0) continue;
      look_again();
    });
    look_again();
  }

private:
  void look_again() {
    follow_folder();  // before the look, so that nothing happens in between unseen
    bool is_soon = false;
    const auto finding = look_(path_, is_soon);
    if (finding.state == Finding::State::not_yet)
      timer_ = loop_.after(is_soon ? socket_pause : slow_pause, [this] { look_again(); });
    report_(finding);
  }

  void follow_folder() {
    std::string folder;
    do {
      folder = nearest_folder(path_);
      // Watching what is watched already changes nothing, and gives the same number. A folder that was
      // removed and made again is another one.
      const int watch = ::inotify_add_watch(
          notices_.number(), folder.c_str(),
          IN_CREATE | IN_DELETE | IN_MODIFY | IN_MOVED_FROM | IN_MOVED_TO | IN_DELETE_SELF | IN_MOVE_SELF);
      if (watch_ >= 0 && watch != watch_) ::inotify_rm_watch(notices_.number(), watch_);
      watch_ = watch;
      // The next folder may have been made while its parent was not watched yet.
    } while (nearest_folder(path_) != folder);
  }

  Loop& loop_;
  std::string path_;
  Look look_;
  Report report_;
  Descriptor notices_;
  Registration events_;
  Registration timer_;
  int watch_ = -1;
};

std::string describe_absence(const std::string& path) {
  const auto folder = nearest_folder(path);
  if (folder != parent_of(path))
    return "`" + path + "` is not there, nor its folder; the nearest one is `" + folder + "`";
  struct stat link {};
  if (::lstat(path.c_str(), &link) == 0)
    return "`" + path + "` is a symbolic link to something that is not there";
  return "`" + path + "` is not there; its folder `" + folder + "` is";
}

Finding look_for_file(const std::string& path, bool wants_present) {
  struct stat status {};
  const bool is_present = ::stat(path.c_str(), &status) == 0;
  if (is_present == wants_present)
    return {Finding::State::holds, "`" + path + (is_present ? "` is there" : "` is gone")};
  if (is_present) return {Finding::State::not_yet, "`" + path + "` is still there"};
  return {Finding::State::not_yet, describe_absence(path)};
}

// The last line that is not empty, for people.
std::string last_line_of(std::string_view contents) {
  while (!contents.empty() && contents.back() == '\n') contents.remove_suffix(1);
  constexpr std::size_t shown_bytes = 200;
  const auto line = contents.substr(contents.rfind('\n') + 1);
  return std::string(line.substr(0, shown_bytes));
}

// Reads in pieces and keeps no more than the text needs, so a log of any size may be looked at.
Finding look_for_contents(const std::string& path, const std::string& text) {
  const auto file = open_file(path, O_RDONLY | O_NONBLOCK);
  if (!file.is_open()) {
    if (errno == ENOENT || errno == ENOTDIR) return {Finding::State::not_yet, describe_absence(path)};
    return {Finding::State::not_yet, "`" + path + "` can't be read: " + reason(errno)};
  }
  std::string window;
  std::string piece(64 * 1024, '\0');
  while (true) {
    const auto count = ::read(file.number(), piece.data(), piece.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return {Finding::State::not_yet, "`" + path + "` can't be read: " + reason(errno)};
    if (count == 0) break;
    window.append(piece, 0, static_cast<std::size_t>(count));
    if (window.find(text) != std::string::npos)
      return {Finding::State::holds, "`" + path + "` contains the text"};
    const auto kept = std::max<std::size_t>(text.size(), 256);
    if (window.size() > kept) window.erase(0, window.size() - kept);
  }
  if (window.empty()) return {Finding::State::not_yet, "`" + path + "` is empty"};
  return {Finding::State::not_yet, "the last line of `" + path + "` is: " + last_line_of(window)};
}

// Lines of /proc/net/unix: "0000000000000000: 00000002 00000000 00010000 0001 01 24563 /run/x".
bool is_listed_as_bound(const std::string& path) {
  const auto contents = read_small_file("/proc/net/unix");
  for (const auto line : split(contents, '\n')) {
    const auto fields = split(line.substr(0, line.find('/')), ' ');
    const auto slash = line.find('/');
    if (slash == std::string_view::npos || line.substr(slash) != path || fields.size() < 5) continue;
    constexpr std::string_view accepts = "00010000";  // __SO_ACCEPTCON
    constexpr std::string_view datagram = "0002";
    if (fields[3] == accepts || fields[4] == datagram) return true;
  }
  return false;
}

// For a socket bound under another name, through a symbolic link or relative to a folder.
bool accepts_connection(const std::string& path) {
  sockaddr_un address{};
  if (path.size() >= sizeof address.sun_path) return false;
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, path.data(), path.size());
  const Descriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  // reinterpret_cast: the sockets interface takes every family by its common head.
  if (::connect(socket.number(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0)
    return true;
  return errno == EAGAIN || errno == EPROTOTYPE;  // its queue is full; it is of another type
}

Finding look_for_socket(const std::string& path, bool& asks_for_soon) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return {Finding::State::not_yet, describe_absence(path)};
  if (!S_ISSOCK(status.st_mode))
    return {Finding::State::not_yet, "`" + path + "` is there, but is no socket"};
  if (is_listed_as_bound(path) || accepts_connection(path))
    return {Finding::State::holds, "`" + path + "` is there"};
  asks_for_soon = true;
  return {Finding::State::not_yet, "the socket `" + path + "` is there, but nothing listens on it"};
}

}  // namespace

std::unique_ptr<Observation> observe_file(Loop& loop, const Operands& operands, bool wants_present,
                                          Report report) {
  const auto look = [wants_present](const std::string& path, bool&) {
    return look_for_file(path, wants_present);
  };
  return std::make_unique<PathObservation>(loop, operands[0], look, std::move(report));
}

std::unique_ptr<Observation> observe_contents(Loop& loop, const Operands& operands, Report report) {
  const auto look = [text = operands[1]](const std::string& path, bool&) {
    return look_for_contents(path, text);
  };
  return std::make_unique<PathObservation>(loop, operands[0], look, std::move(report));
}

std::unique_ptr<Observation> observe_socket(Loop& loop, const Operands& operands, Report report) {
  return std::make_unique<PathObservation>(loop, operands[0], look_for_socket, std::move(report));
}

}  // namespace vmt::agent
