#include "agent/launch.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>

namespace vmt::agent {
namespace {

constexpr auto search_path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

enum class Step { none, become_user, enter_directory, execute };

// Everything the child needs, made before it exists: between vfork and exec it shares the parent's
// memory and may only make system calls.
struct Prepared {
  std::vector<char*> arguments;
  std::vector<char*> environment;
  std::vector<std::string> programs;  // candidates along PATH
  const User* user = nullptr;
  const char* directory = nullptr;
  bool changes_user = false;
  int input = -1;
  int output = -1;
  int errors = -1;
  int null_device = -1;
  bool has_terminal = false;
  // Written by the child, read by the parent: with vfork they are the same memory.
  volatile Step failed_step = Step::none;
  volatile int error_number = 0;
};

void set(std::vector<std::pair<std::string, std::string>>& variables, const std::string& name,
         const std::string& value) {
  for (auto& [existing, old] : variables)
    if (existing == name) {
      old = value;
      return;
    }
  variables.emplace_back(name, value);
}

std::vector<std::string> environment_of(const Launch& launch) {
  std::vector<std::pair<std::string, std::string>> variables = {
      {"PATH", search_path},         {"HOME", launch.user.home},   {"USER", launch.user.name},
      {"LOGNAME", launch.user.name}, {"SHELL", launch.user.shell}, {"TERM", "dumb"},
      {"LANG", "C.UTF-8"},
  };
  // Where user services are reached, when the user has a session manager running.
  const auto runtime_directory = "/run/user/" + std::to_string(launch.user.uid);
  if (::access(runtime_directory.c_str(), F_OK) == 0) set(variables, "XDG_RUNTIME_DIR", runtime_directory);
  for (const auto& [name, value] : launch.environment) set(variables, name, value);
  std::vector<std::string> lines;
  for (const auto& [name, value] : variables) lines.push_back(name + "=" + value);
  return lines;
}

std::vector<std::string> candidates(const std::string& program, const std::vector<std::string>& environment) {
  if (program.find('/') != std::string::npos) return {program};
  std::vector<std::string> programs;
  for (const auto& line : environment) {
    if (line.rfind("PATH=", 0) != 0) continue;
    for (const auto folder : split(std::string_view(line).substr(5), ':'))
      programs.push_back(std::string(folder.empty() ? "." : folder) + "/" + program);
  }
  return programs;
}

[[noreturn]] void run_child(Prepared& prepared) {
  const auto give_up = [&](Step step) {
    prepared.failed_step = step;
    prepared.error_number = errno;
    ::_exit(127);
  };
  ::setsid();
  ::dup2(prepared.input >= 0 ? prepared.input : prepared.null_device, 0);
  ::dup2(prepared.output >= 0 ? prepared.output : prepared.null_device, 1);
  ::dup2(prepared.errors >= 0 ? prepared.errors : prepared.null_device, 2);
  if (prepared.has_terminal) ::ioctl(0, TIOCSCTTY, 0);
  ::umask(022);
  sigset_t none;
  sigemptyset(&none);
  ::signal(SIGPIPE, SIG_DFL);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  const auto& user = *prepared.user;
  if (prepared.changes_user && (::setgroups(user.groups.size(), user.groups.data()) != 0 ||
                                ::setgid(user.gid) != 0 || ::setuid(user.uid) != 0))
    give_up(Step::become_user);
  if (::chdir(user.home.c_str()) != 0 && ::chdir("/") != 0) give_up(Step::enter_directory);
  if (*prepared.directory != '\0' && ::chdir(prepared.directory) != 0) give_up(Step::enter_directory);
  int error_number = ENOENT;
  for (const auto& program : prepared.programs) {
    ::execve(program.c_str(), prepared.arguments.data(), prepared.environment.data());
    if (errno != ENOENT && errno != ENOTDIR) error_number = errno;
  }
  errno = error_number;
  give_up(Step::execute);
  ::_exit(127);
}

// A missing /dev/null leaves a descriptor closed, which only a broken guest will notice.
int null_device() {
  static Descriptor null;
  if (!null.is_open()) null = open_file("/dev/null", O_RDWR);
  return null.number();
}

// The agent is protected from the OOM killer; what it starts must not be. A process begins with its parent's
// value, so the agent gives up its own for the moment of the start: the child would have to look up its
// folder in /proc, which takes longer than all else that is done before exec.
class OpenToOomKiller {
public:
  OpenToOomKiller() : own_value_(own_value()) { set("0"); }
  ~OpenToOomKiller() { set(own_value_); }
  OpenToOomKiller(const OpenToOomKiller&) = delete;
  OpenToOomKiller& operator=(const OpenToOomKiller&) = delete;

private:
  static void set(const std::string& value) {
    static const auto file = open_file("/proc/self/oom_score_adj", O_WRONLY);
    [[maybe_unused]] const auto count = ::write(file.number(), value.data(), value.size());
  }
  static const std::string& own_value() {
    static const auto value = read_small_file("/proc/self/oom_score_adj");
    return value;
  }

  const std::string& own_value_;
};

// Not inlined: the frame in which vfork is called must not be left by the child.
[[gnu::noinline]] pid_t start_child(Prepared& prepared) {
  const OpenToOomKiller unprotected;
  // vfork, since copying the agent's page tables costs more than all the rest of starting a shell.
  const pid_t process = ::vfork();
  if (process == 0) run_child(prepared);
  return process;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> result;
  for (auto& text : texts) result.push_back(text.data());
  result.push_back(nullptr);
  return result;
}

std::string describe(Step step, const Launch& launch) {
  if (step == Step::become_user) return "cannot become user `" + launch.user.name + "`";
  if (step == Step::enter_directory)
    return "cannot enter `" + (launch.directory.empty() ? "/" : launch.directory) + "`";
  return "cannot start `" + launch.arguments.front() + "`";
}

}  // namespace

Launched launch(const Launch& launch) {
  auto arguments = launch.arguments;
  auto environment = environment_of(launch);
  Prepared prepared;
  prepared.programs = candidates(arguments.front(), environment);
  prepared.arguments = pointers(arguments);
  prepared.environment = pointers(environment);
  prepared.user = &launch.user;
  prepared.changes_user = launch.user.uid != ::geteuid();
  prepared.directory = launch.directory.c_str();
  prepared.input = launch.input;
  prepared.output = launch.output;
  prepared.errors = launch.errors;
  prepared.null_device = null_device();
  prepared.has_terminal = launch.has_terminal;

  const pid_t process = start_child(prepared);
  if (process < 0) return {-1, errno, "cannot start a process"};
  // A child that failed before exec is a zombie now; the loop reaps it as nobody's.
  if (prepared.failed_step != Step::none)
    return {-1, prepared.error_number, describe(prepared.failed_step, launch)};
  return {process, 0, {}};
}

void signal_group(pid_t leader, int signal_number) {
  ::kill(-leader, signal_number);
}

void kill_session(pid_t leader) {
  ::kill(-leader, SIGKILL);
  DIR* const processes = ::opendir("/proc");
  if (processes == nullptr) return;
  while (const auto* entry = ::readdir(processes)) {
    pid_t process = 0;
    const std::string_view name = entry->d_name;
    if (std::from_chars(name.data(), name.data() + name.size(), process).ec != std::errc()) continue;
    if (::getsid(process) == leader) ::kill(process, SIGKILL);
  }
  ::closedir(processes);
}

}  // namespace vmt::agent
