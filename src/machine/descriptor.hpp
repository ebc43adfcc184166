// File descriptors that close themselves. All of them are close-on-exec: what a child process shall
// have is named when it is started (child.hpp).
#pragma once

#include <cstddef>
#include <string>
#include <utility>

namespace vmt::machine {

// Owns one descriptor, or none.
class Descriptor {
public:
  Descriptor() = default;
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~Descriptor();

  int get() const { return number_; }
  bool is_open() const { return number_ >= 0; }
  int release() { return std::exchange(number_, -1); }

private:
  int number_ = -1;
};

// Two ends of one byte stream in both directions (socketpair(2)). `ours` never blocks; `theirs` is
// for a child. Nobody else can join such a channel: it has no name. Throws Trouble (infrastructure)
// when the process has no descriptors left.
struct Channel {
  Descriptor ours;
  Descriptor theirs;
};
Channel make_channel();

// The reading (`ours`, never blocks) and the writing end (`theirs`) of a pipe.
Channel make_pipe();

// "No such file or directory": the system's words for an error number.
std::string system_words(int error_number);

}  // namespace vmt::machine
