// A helper command whose output the agent itself reads: the condition of a wait, `getent`, `systemctl`.
#pragma once

#include <functional>
#include <string>

#include "agent/launch.hpp"
#include "agent/loop.hpp"

namespace vmt::agent {

struct Captured {
  int status = 0;       // as from waitpid(2); meaningless when `trouble` is not empty
  std::string output;   // standard output and error, the last 64 KiB
  std::string trouble;  // why it could not be started

  bool succeeded() const { return trouble.empty() && status == 0; }
};

// Runs from construction; its whole session is killed when it is destroyed before it has ended.
class Capture {
public:
  // `ended` is called from the loop, never from the constructor, and may destroy the Capture.
  Capture(Loop& loop, Launch launch, std::function<void(const Captured&)> ended);
  ~Capture();
  Capture(const Capture&) = delete;
  Capture& operator=(const Capture&) = delete;

  // -1: it could not be started, or has ended.
  pid_t process() const { return process_; }

private:
  void read_output();
  void finish(int status);

  Loop& loop_;
  std::function<void(const Captured&)> ended_;
  Captured captured_;
  pid_t process_ = -1;
  Descriptor pipe_;
  Registration output_;
  Registration exit_;
};

// "exit status 7", "killed by signal 9".
std::string show_status(int status);

// The last line that is not blank, without its line end.
std::string last_line(const std::string& output);

}  // namespace vmt::agent
