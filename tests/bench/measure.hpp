// What benchmarks share: time, medians, programs that run, and what the kernel says of them.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <string>
#include <vector>

namespace vmt::bench {

using Seconds = double;

template <typename Action>
Seconds time_of(Action action) {
  const auto begin = std::chrono::steady_clock::now();
  action();
  return std::chrono::duration<Seconds>(std::chrono::steady_clock::now() - begin).count();
}

Seconds median(std::vector<Seconds> times);

// From the start of a program to its end; ends the benchmark when it does not succeed. Its output is dropped.
Seconds time_of_program(const std::vector<std::string>& command);

// A program whose output is read, ended by SIGTERM with this object.
class Program {
public:
  explicit Program(const std::vector<std::string>& command);
  ~Program();
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  void wait_for_output(const std::string& text);  // ends the benchmark when the program ends before
  pid_t pid() const { return pid_; }

private:
  pid_t pid_ = 0;
  int output_ = -1;
};

std::vector<pid_t> children_of(pid_t process);
Seconds processor_time_of(pid_t process);  // of all its threads that live now (schedstat: nanoseconds)
double proportional_mib(pid_t process);    // its own memory and its share of what others use, too (proc(5), Pss)

}  // namespace vmt::bench
