// The request `get`: files and folders to the host.
#include <climits>

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <optional>

#include "agent/requests.hpp"

namespace vmt::agent {
namespace {

// Up to this size a file is read before its size is told: those of /proc and /sys say nothing about
// their size, and small ones change while they are read.
constexpr std::size_t read_first_bytes = 64 * 1024;

class Get final : public Channel {
public:
  using Channel::Channel;

  void start(Reader& request) override;
  void received(FrameType type, std::string_view payload) override;
  void pump() override;

private:
  void visit(const std::string& relative);
  void visit_folder(const std::string& relative, const std::string& path);
  void begin_file(const std::string& relative, const std::string& path, const struct stat& status);
  void send_entry(const std::string& relative, EntryKind kind, const struct stat& status, std::uint64_t size,
                  std::string_view target = {});
  bool read_whole_file();
  bool send_data();
  void fail_at(const std::string& path) {
    const int error_number = errno;
    fail(error_number, "cannot read `" + path + "`: " + reason(error_number));
  }

  std::string root_;
  std::vector<std::string> to_visit_;  // relative paths, the next one last
  std::string path_;                   // of the file that is being sent
  Descriptor file_;
  std::string buffered_;  // its beginning, when it has been read already
  std::uint64_t left_bytes_ = 0;
  bool is_sending_ = false;
};

void Get::start(Reader& request) {
  root_ = request.text();
  if (!request.ok() || root_.empty()) return fail(0, "the request `get` names no path");
  while (root_.size() > 1 && root_.back() == '/') root_.pop_back();
  to_visit_.emplace_back();
  pump();
}

void Get::received(FrameType type, std::string_view) {
  if (type == FrameType::cancel) fail(ECANCELED, "copying was cancelled");
}

void Get::pump() {
  // A visit can fail, and ends the request then. Entries need no credit, but must not pile up either.
  while (!is_finished() && send_data() && room() > 0) {
    if (to_visit_.empty()) return done();
    const auto next = std::move(to_visit_.back());
    to_visit_.pop_back();
    visit(next);
  }
}

void Get::visit(const std::string& relative) {
  const auto path = relative.empty() ? root_ : root_ + "/" + relative;
  struct stat status {};
  // The object itself may be a link that is followed, as `cp` does; links inside a folder stay links.
  const int result = relative.empty() ? ::stat(path.c_str(), &status) : ::lstat(path.c_str(), &status);
  if (result != 0) {
    if (errno == ENOENT && !relative.empty()) return;  // removed since its folder was read
    return fail_at(path);
  }
  if (S_ISDIR(status.st_mode)) {
    send_entry(relative, EntryKind::directory, status, 0);
    visit_folder(relative, path);
  } else if (S_ISLNK(status.st_mode)) {
    char target[PATH_MAX];
    const auto size = ::readlink(path.c_str(), target, sizeof target);
    if (size < 0) return fail_at(path);
    send_entry(relative, EntryKind::symbolic_link, status, 0, {target, static_cast<std::size_t>(size)});
  } else if (S_ISREG(status.st_mode)) {
    begin_file(relative, path, status);
  } else if (relative.empty()) {
    fail(0, "`" + path + "` is neither a file nor a folder");
  }
}

void Get::visit_folder(const std::string& relative, const std::string& path) {
  DIR* const folder = ::opendir(path.c_str());
  if (folder == nullptr) return fail_at(path);
  std::vector<std::string> children;
  while (const auto* entry = ::readdir(folder)) {
    const std::string name = entry->d_name;
    if (name == "." || name == "..") continue;
    children.push_back(relative.empty() ? name : relative + "/" + name);
  }
  ::closedir(folder);
  // By name, so that two copies of the same folder come in the same order.
  std::sort(children.begin(), children.end(), std::greater<>());
  to_visit_.insert(to_visit_.end(), children.begin(), children.end());
}

void Get::begin_file(const std::string& relative, const std::string& path, const struct stat& status) {
  path_ = path;
  file_ = open_file(path, O_RDONLY);
  if (!file_.is_open()) return fail_at(path);
  left_bytes_ = static_cast<std::uint64_t>(status.st_size);
  if (left_bytes_ <= read_first_bytes) {
    if (!read_whole_file()) return fail_at(path);
    left_bytes_ = buffered_.size();
    file_.close();
  }
  is_sending_ = true;
  send_entry(relative, EntryKind::file, status, left_bytes_);
}

bool Get::read_whole_file() {
  buffered_.clear();
  char buffer[4096];
  while (true) {
    const auto count = ::read(file_.number(), buffer, sizeof buffer);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return count == 0;
    buffered_.append(buffer, static_cast<std::size_t>(count));
  }
}

void Get::send_entry(const std::string& relative, EntryKind kind, const struct stat& status,
                     std::uint64_t size, std::string_view target) {
  constexpr std::int64_t second = 1'000'000'000;
  Writer payload;
  payload.text(relative).u8(static_cast<std::uint8_t>(kind)).u32(status.st_mode & 07777U);
  payload.u32(status.st_uid).u32(status.st_gid);
  payload.i64(status.st_mtim.tv_sec * second + status.st_mtim.tv_nsec).u64(size).text(target);
  send(FrameType::entry, payload.bytes());
}

// False when something of the file is left, because there was no room for it or reading failed.
bool Get::send_data() {
  while (is_sending_ && left_bytes_ > 0) {
    const auto size = std::min({left_bytes_, std::uint64_t{room()}, std::uint64_t{largest_payload}});
    if (size == 0) return false;
    StreamFrame frame;
    std::size_t count = 0;
    if (file_.is_open()) {
      const auto read_bytes = ::read(file_.number(), frame.payload(), size);
      if (read_bytes < 0 && errno == EINTR) continue;
      if (read_bytes < 0) {
        fail_at(path_);
        return false;
      }
      count = static_cast<std::size_t>(read_bytes);
    } else {
      count = buffered_.copy(frame.payload(), size);
      buffered_.erase(0, count);
    }
    if (count == 0) {
      fail(0, "`" + path_ + "` became shorter while it was read");
      return false;
    }
    left_bytes_ -= count;
    send_stream(std::move(frame), FrameType::data, count);
  }
  is_sending_ = false;
  file_.close();
  return true;
}

}  // namespace

std::unique_ptr<Channel> make_get(Session& session, std::uint32_t number) {
  return std::make_unique<Get>(session, number);
}

}  // namespace vmt::agent
