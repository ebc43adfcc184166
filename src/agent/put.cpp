// The request `put`: files and folders from the host. A file comes into being under a temporary name
// and is renamed when it is whole, so that nobody sees half of it and a running program can be replaced.
#include <climits>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>

#include "agent/requests.hpp"
#include "agent/user.hpp"

namespace vmt::agent {
namespace {

struct Attributes {
  std::uint32_t mode = 0;
  std::uint32_t uid = 0;
  std::uint32_t gid = 0;
  std::int64_t modified_nanoseconds = 0;

  timespec modified() const {
    constexpr std::int64_t second = 1'000'000'000;
    auto seconds = modified_nanoseconds / second;
    auto rest = modified_nanoseconds % second;
    if (rest < 0) {
      rest += second;
      --seconds;
    }
    return {.tv_sec = seconds, .tv_nsec = rest};
  }
};

class Put final : public Channel {
public:
  using Channel::Channel;

  ~Put() override { remove_part(); }

  void start(Reader& request) override;
  void received(FrameType type, std::string_view payload) override;

private:
  struct Folder {
    std::string path;
    Attributes attributes;
  };

  void begin_entry(std::string_view payload);
  void begin_file(const std::string& path);
  void write(std::string_view bytes);
  void finish_file();
  void make_folder(const std::string& path);
  void make_link(const std::string& path, const std::string& target);
  void finish();
  void remove_part() {
    if (!temporary_.empty()) ::unlink(temporary_.c_str());
    temporary_.clear();
  }
  // Who has the answer may look at once, so the part is gone before it.
  void fail(int error_number, std::string_view what) {
    remove_part();
    Channel::fail(error_number, what);
  }
  void fail_at(const std::string& path, const char* what) {
    const int error_number = errno;
    fail(error_number, std::string("cannot ") + what + " `" + path + "`: " + reason(error_number));
  }

  std::string root_;
  Descriptor file_;
  std::string path_;       // of the file that is being written
  std::string temporary_;  // its name until then; empty: written in place
  Attributes attributes_;
  std::uint64_t left_bytes_ = 0;
  // Set in the end, from the innermost out: until then they must be writable, and writing into a folder
  // changes its time.
  std::vector<Folder> folders_;
};

// A symbolic link that leads to a file is followed, as `cp` and a shell's `>` do.
std::string followed(const std::string& path) {
  struct stat status {};
  if (::lstat(path.c_str(), &status) != 0 || !S_ISLNK(status.st_mode)) return path;
  char* const real = ::realpath(path.c_str(), nullptr);
  if (real == nullptr) return path;
  std::string result = real;
  std::free(real);
  return result;
}

bool leads_out(std::string_view path) {
  const auto parts = split(path, '/');
  return path.substr(0, 1) == "/" || std::find(parts.begin(), parts.end(), "..") != parts.end();
}

void Put::start(Reader& request) {
  root_ = request.text();
  if (!request.ok() || root_.empty()) return fail(0, "the request `put` names no path");
}

void Put::received(FrameType type, std::string_view payload) {
  if (type == FrameType::entry) {
    begin_entry(payload);
  } else if (type == FrameType::data) {
    write(payload);
  } else if (type == FrameType::end) {
    finish();
  } else if (type == FrameType::cancel) {
    fail(ECANCELED, "copying was cancelled");
  }
}

void Put::begin_entry(std::string_view payload) {
  Reader entry(payload);
  const std::string relative(entry.text());
  const auto kind = static_cast<EntryKind>(entry.u8());
  attributes_ = {entry.u32() & 07777U, entry.u32(), entry.u32(), entry.i64()};
  left_bytes_ = entry.u64();
  const std::string target(entry.text());
  if (!entry.ok()) return fail(0, "an entry of `put` ends too early");
  if (leads_out(relative)) return fail(0, "`" + relative + "` leads out of `" + root_ + "`");
  if (file_.is_open()) return fail(0, "the data of `" + path_ + "` is incomplete");

  const auto path = relative.empty() ? root_ : root_ + "/" + relative;
  if (!make_folders(parent_of(path))) return fail_at(parent_of(path), "make the folder");
  switch (kind) {
    case EntryKind::file: return begin_file(followed(path));
    case EntryKind::directory: return make_folder(path);
    case EntryKind::symbolic_link: return make_link(path, target);
  }
  fail(0, "an entry of `put` has an unknown kind");
}

void Put::begin_file(const std::string& path) {
  path_ = path;
  struct stat status {};
  const bool is_there = ::stat(path.c_str(), &status) == 0;
  if (is_there && S_ISDIR(status.st_mode))
    return fail(EISDIR, "`" + path + "` is a folder; name the file in it");
  // What is no ordinary file, such as a device, is written to; it can't be replaced.
  if (!is_there || S_ISREG(status.st_mode)) {
    temporary_ = path + ".vmt-XXXXXX";
    file_ = Descriptor(::mkostemp(temporary_.data(), O_CLOEXEC));
    if (!file_.is_open()) temporary_.clear();
  }
  // /proc and /sys have files, but nobody can make one there.
  if (!file_.is_open() && is_there) file_ = open_file(path, O_WRONLY | O_TRUNC);
  if (!file_.is_open()) return fail_at(path, "write");
  if (left_bytes_ == 0) finish_file();
}

void Put::write(std::string_view bytes) {
  const auto size = bytes.size();
  if (!file_.is_open() || size > left_bytes_)
    return fail(0, "more data came than `" + path_ + "` was said to have");
  while (!bytes.empty()) {
    const auto count = ::write(file_.number(), bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return fail_at(path_, "write");
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  consumed(size);
  left_bytes_ -= size;
  if (left_bytes_ == 0) finish_file();
}

void Put::finish_file() {
  if (temporary_.empty()) return file_.close();
  // Only root can give a file away; for others it stays theirs. The mode comes after the owner, since
  // a change of owner clears the set-user-id bit.
  if (::fchown(file_.number(), attributes_.uid, attributes_.gid) != 0 && errno != EPERM)
    return fail_at(path_, "set the owner of");
  const timespec times[2] = {{.tv_sec = 0, .tv_nsec = UTIME_NOW}, attributes_.modified()};
  if (::fchmod(file_.number(), attributes_.mode) != 0) return fail_at(path_, "set the mode of");
  ::futimens(file_.number(), times);
  file_.close();
  if (::rename(temporary_.c_str(), path_.c_str()) == 0) return temporary_.clear();
  fail_at(path_, "write");
}

void Put::make_folder(const std::string& path) {
  if (::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) return fail_at(path, "make the folder");
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0 || !S_ISDIR(status.st_mode))
    return fail(ENOTDIR, "`" + path + "` is there already, and is no folder");
  folders_.push_back({path, attributes_});
}

void Put::make_link(const std::string& path, const std::string& target) {
  // A link can't be replaced in one step either way; a folder in its place is not removed.
  if (::unlink(path.c_str()) != 0 && errno != ENOENT) return fail_at(path, "replace");
  if (::symlink(target.c_str(), path.c_str()) != 0) return fail_at(path, "make the link");
  const timespec times[2] = {{.tv_sec = 0, .tv_nsec = UTIME_NOW}, attributes_.modified()};
  if (::lchown(path.c_str(), attributes_.uid, attributes_.gid) != 0 && errno != EPERM)
    return fail_at(path, "set the owner of");
  ::utimensat(AT_FDCWD, path.c_str(), times, AT_SYMLINK_NOFOLLOW);
}

void Put::finish() {
  if (file_.is_open()) return fail(0, "the data of `" + path_ + "` is incomplete");
  for (auto it = folders_.rbegin(); it != folders_.rend(); ++it) {
    const auto& [path, attributes] = *it;
    const timespec times[2] = {{.tv_sec = 0, .tv_nsec = UTIME_NOW}, attributes.modified()};
    if (::chown(path.c_str(), attributes.uid, attributes.gid) != 0 && errno != EPERM)
      return fail_at(path, "set the owner of");
    if (::chmod(path.c_str(), attributes.mode) != 0) return fail_at(path, "set the mode of");
    ::utimensat(AT_FDCWD, path.c_str(), times, 0);
  }
  done();
}

}  // namespace

std::unique_ptr<Channel> make_put(Session& session, std::uint32_t number) {
  return std::make_unique<Put>(session, number);
}

}  // namespace vmt::agent
