// A file descriptor with an owner, and the reading helpers that most of the agent needs.
#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace vmt::agent {

// Closes what it holds. Everything the agent opens is close-on-exec.
class Descriptor {
public:
  Descriptor() = default;
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    if (this != &other) {
      close();
      number_ = std::exchange(other.number_, -1);
    }
    return *this;
  }
  ~Descriptor() { close(); }

  int number() const { return number_; }
  bool is_open() const { return number_ >= 0; }
  void close();

private:
  int number_ = -1;
};

// A pipe, both ends close-on-exec.
struct Pipe {
  Descriptor reader;
  Descriptor writer;
};
Pipe make_pipe();
Pipe make_output_pipe();  // its reader, the agent's end, does not block

void set_nonblocking(int descriptor);

// Opens with O_CLOEXEC; what comes back is closed (and errno set) when that fails.
Descriptor open_file(const std::string& path, int flags, unsigned mode = 0);

// The whole of a small file, such as one of /proc; empty when it can't be read.
std::string read_small_file(const std::string& path);

// Writes all of it, in place; false with errno set when that fails.
bool write_small_file(const std::string& path, std::string_view contents, unsigned mode = 0644);

// mkdir -p: false with errno set when some part can't be made.
bool make_folders(const std::string& path);

// "/a/b" -> "/a", "/a" -> "/", "a" -> "."
std::string parent_of(const std::string& path);

// The text of an errno value.
std::string reason(int error_number);

}  // namespace vmt::agent
