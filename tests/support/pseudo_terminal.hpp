// A program on a terminal of its own, and a person who types and reads there.
#pragma once

#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <string>
#include <vector>

namespace vmt::test {

class PseudoTerminal {
public:
  // `words`: the program's path, and its arguments.
  explicit PseudoTerminal(std::vector<std::string> words) {
    winsize size{.ws_row = 40, .ws_col = 120, .ws_xpixel = 0, .ws_ypixel = 0};
    process_ = ::forkpty(&terminal_, nullptr, nullptr, &size);
    if (process_ != 0) return;
    ::setenv("TERM", "xterm", 1);
    ::setenv("NO_COLOR", "1", 1);
    std::vector<char*> arguments;
    for (auto& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    ::execv(arguments[0], arguments.data());
    ::_exit(127);
  }
  ~PseudoTerminal() {
    if (process_ > 0) {
      ::kill(process_, SIGKILL);
      ::waitpid(process_, nullptr, 0);
    }
    ::close(terminal_);
  }
  PseudoTerminal(const PseudoTerminal&) = delete;
  PseudoTerminal& operator=(const PseudoTerminal&) = delete;

  void type(const std::string& keys) {
    [[maybe_unused]] const auto count = ::write(terminal_, keys.data(), keys.size());
  }

  // Reads on until the text has come, since the last call; what was read, which ends with it. Without it when
  // the program has ended or time is over.
  std::string read_until(const std::string& text, std::chrono::seconds limit = std::chrono::seconds(60)) {
    const auto end = std::chrono::steady_clock::now() + limit;
    for (;;) {
      if (const auto at = unread_.find(text); at != std::string::npos) {
        auto read = unread_.substr(0, at + text.size());
        unread_.erase(0, at + text.size());
        return read;
      }
      if (std::chrono::steady_clock::now() > end || !read_some()) return std::exchange(unread_, {});
    }
  }

  // Reads to the end; the exit status, 128 and the signal's number when one ended it.
  int wait(std::string& rest) {
    while (read_some()) {
    }
    rest = std::exchange(unread_, {});
    int status = 0;
    ::waitpid(std::exchange(process_, 0), &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }

private:
  bool read_some() {
    pollfd watched{terminal_, POLLIN, 0};
    if (::poll(&watched, 1, 120'000) <= 0) return false;
    char bytes[4096];
    const auto count = ::read(terminal_, bytes, sizeof bytes);
    if (count <= 0) return false;
    unread_.append(bytes, static_cast<std::size_t>(count));
    return true;
  }

  pid_t process_ = 0;
  int terminal_ = -1;
  std::string unread_;
};

}  // namespace vmt::test
