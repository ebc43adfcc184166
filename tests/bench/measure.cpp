#include "tests/bench/measure.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>

extern char** environ;

namespace vmt::bench {
namespace {

// Standard output goes to `output`, or nowhere. What is said of the end, to standard error, is no figure.
pid_t start(const std::vector<std::string>& command, int output) {
  std::vector<char*> words;
  for (const auto& word : command) words.push_back(const_cast<char*>(word.c_str()));
  words.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  if (output >= 0)
    posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
  else
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  if (output >= 0) posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  pid_t child = 0;
  if (posix_spawnp(&child, words[0], &actions, nullptr, words.data(), environ) != 0) {
    fmt::print(stderr, "`{}` can't be started\n", command.front());
    std::exit(1);
  }
  posix_spawn_file_actions_destroy(&actions);
  return child;
}

// "/proc/PID/task/TID" of each thread.
std::vector<std::string> threads_of(pid_t process) {
  std::vector<std::string> threads;
  const auto folder = fmt::format("/proc/{}/task/", process);
  DIR* const tasks = ::opendir(folder.c_str());
  if (tasks == nullptr) return threads;
  while (const auto* task = ::readdir(tasks))
    if (task->d_name[0] != '.') threads.push_back(folder + task->d_name);
  ::closedir(tasks);
  return threads;
}

}  // namespace

Seconds median(std::vector<Seconds> times) {
  std::ranges::sort(times);
  return times[times.size() / 2];
}

Seconds time_of_program(const std::vector<std::string>& command) {
  return time_of([&] {
    int status = 0;
    const auto child = start(command, -1);
    if (waitpid(child, &status, 0) == child && status == 0) return;
    fmt::print(stderr, "`{}` did not succeed\n", fmt::join(command, " "));
    std::exit(1);
  });
}

Program::Program(const std::vector<std::string>& command) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) std::exit(1);
  output_ = ends[0];
  pid_ = start(command, ends[1]);
  ::close(ends[1]);
}

Program::~Program() {
  ::kill(pid_, SIGTERM);
  ::close(output_);
  ::waitpid(pid_, nullptr, 0);
}

void Program::wait_for_output(const std::string& text) {
  std::string seen;
  char buffer[4096];
  while (seen.find(text) == std::string::npos) {
    const auto size = ::read(output_, buffer, sizeof buffer);
    if (size <= 0) {
      fmt::print(stderr, "the program ended before it said `{}`:\n{}\n", text, seen);
      std::exit(1);
    }
    seen.append(buffer, static_cast<std::size_t>(size));
  }
}

std::vector<pid_t> children_of(pid_t process) {
  std::vector<pid_t> children;
  for (const auto& thread : threads_of(process)) {
    std::ifstream list(thread + "/children");
    for (pid_t child = 0; list >> child;) children.push_back(child);
  }
  return children;
}

Seconds processor_time_of(pid_t process) {
  std::uint64_t sum_ns = 0;
  for (const auto& thread : threads_of(process)) {
    std::uint64_t own_ns = 0;
    std::ifstream(thread + "/schedstat") >> own_ns;
    sum_ns += own_ns;
  }
  return static_cast<double>(sum_ns) / 1e9;
}

double proportional_mib(pid_t process) {
  std::ifstream rollup(fmt::format("/proc/{}/smaps_rollup", process));
  for (std::string line; std::getline(rollup, line);)
    if (line.starts_with("Pss:")) return std::stod(line.substr(4)) / 1024;
  return 0;
}

}  // namespace vmt::bench
