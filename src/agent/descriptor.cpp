#include "agent/descriptor.hpp"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

namespace vmt::agent {

void Descriptor::close() {
  if (number_ >= 0) ::close(std::exchange(number_, -1));
}

Pipe make_pipe() {
  int ends[2] = {-1, -1};
  if (::pipe2(ends, O_CLOEXEC) != 0) return {};
  return {Descriptor(ends[0]), Descriptor(ends[1])};
}

Pipe make_output_pipe() {
  auto pipe = make_pipe();
  if (pipe.reader.is_open()) ::fcntl(pipe.reader.number(), F_SETFL, O_NONBLOCK);
  return pipe;
}

void set_nonblocking(int descriptor) {
  ::fcntl(descriptor, F_SETFL, ::fcntl(descriptor, F_GETFL) | O_NONBLOCK);
}

Descriptor open_file(const std::string& path, int flags, unsigned mode) {
  return Descriptor(::open(path.c_str(), flags | O_CLOEXEC, mode));
}

std::string read_small_file(const std::string& path) {
  std::string contents;
  const auto file = open_file(path, O_RDONLY);
  if (!file.is_open()) return contents;
  char buffer[4096];
  while (true) {
    const auto count = ::read(file.number(), buffer, sizeof buffer);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return contents;
    contents.append(buffer, static_cast<std::size_t>(count));
  }
}

bool write_small_file(const std::string& path, std::string_view contents, unsigned mode) {
  const auto file = open_file(path, O_WRONLY | O_CREAT | O_TRUNC, mode);
  if (!file.is_open()) return false;
  while (!contents.empty()) {
    const auto count = ::write(file.number(), contents.data(), contents.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return false;
    contents.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

bool make_folders(const std::string& path) {
  if (::mkdir(path.c_str(), 0755) == 0) return true;
  struct stat status {};
  if (errno == EEXIST) {
    if (::stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode)) return true;
    errno = ENOTDIR;
    return false;
  }
  if (errno != ENOENT || path == "/" || path == ".") return false;
  return make_folders(parent_of(path)) && (::mkdir(path.c_str(), 0755) == 0 || errno == EEXIST);
}

std::string parent_of(const std::string& path) {
  const auto last = path.find_last_not_of('/');
  if (last == std::string::npos) return path.empty() ? "." : "/";
  const auto slash = path.find_last_of('/', last);
  if (slash == std::string::npos) return ".";
  const auto end = path.find_last_not_of('/', slash);
  return end == std::string::npos ? "/" : path.substr(0, end + 1);
}

std::string reason(int error_number) {
  // strerror needs no locale here; the agent never calls setlocale.
  return ::strerror(error_number);
}

}  // namespace vmt::agent
