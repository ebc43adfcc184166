#include "agent/init.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <vector>

#include "agent/descriptor.hpp"
#include "agent/netlink.hpp"
#include "agent/user.hpp"

namespace vmt::agent {
namespace {

constexpr long grace_milliseconds = 2000;  // between SIGTERM and SIGKILL
constexpr long look_milliseconds = 10;

void mount_kernel_file_systems() {
  mount_at("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC);
  mount_at("sysfs", "/sys", "sysfs", MS_NOSUID | MS_NODEV | MS_NOEXEC);
  mount_at("devtmpfs", "/dev", "devtmpfs", MS_NOSUID, "mode=755");
  // An initramfs without /dev/console starts PID 1 with nothing open.
  if (::fcntl(2, F_GETFD) >= 0) return;
  for (int expected = ::open("/dev/console", O_RDWR); expected >= 0 && expected < 2;)
    expected = ::dup(expected);
}

void protect_from_oom_killer() {
  write_small_file("/proc/self/oom_score_adj", "-1000");
}

pid_t start_agent(const sigset_t& old_mask) {
  const pid_t agent = ::fork();
  if (agent < 0) give_up("start the agent", errno);
  if (agent > 0) return agent;
  ::setsid();
  ::sigprocmask(SIG_SETMASK, &old_mask, nullptr);
  protect_from_oom_killer();
  ::setenv(own_init_variable, "1", 1);
  // By what runs here: in the host's root there is no /init.
  ::execl("/proc/self/exe", "vmt-agent", "agent", nullptr);
  ::_exit(127);
}

// Processes of user space but PID 1 and the agent; kernel threads and zombies have no command line.
std::vector<pid_t> other_processes(pid_t agent) {
  std::vector<pid_t> processes;
  DIR* const folder = ::opendir("/proc");
  if (folder == nullptr) return processes;
  while (const auto* entry = ::readdir(folder)) {
    const std::string name = entry->d_name;
    pid_t process = 0;
    if (std::from_chars(name.data(), name.data() + name.size(), process).ec != std::errc()) continue;
    if (process == 1 || process == agent) continue;
    if (!read_small_file("/proc/" + name + "/cmdline").empty()) processes.push_back(process);
  }
  ::closedir(folder);
  return processes;
}

void reap() {
  while (::waitpid(-1, nullptr, WNOHANG) > 0) continue;
}

[[noreturn]] void shut_down(pid_t agent, const sigset_t& signals, int command) {
  // The end of the commands is the end of the machine: nothing more is told of them.
  ::kill(agent, SIGSTOP);
  for (const auto process : other_processes(agent)) ::kill(process, SIGTERM);
  const timespec look{.tv_sec = 0, .tv_nsec = look_milliseconds * 1'000'000};
  for (long waited = 0; waited < grace_milliseconds; waited += look_milliseconds) {
    reap();
    if (other_processes(agent).empty()) break;
    ::sigtimedwait(&signals, nullptr, &look);
  }
  for (const auto process : other_processes(agent)) ::kill(process, SIGKILL);
  ::sync();
  ::reboot(command);
  give_up("shut down", errno);
}

// PID 1 of a guest that lives in its initramfs.
[[noreturn]] void supervise() {
  sigset_t signals;
  sigset_t old_mask;
  sigemptyset(&signals);
  for (const int number : {SIGCHLD, SIGINT, power_off_signal, halt_signal, reboot_signal})
    sigaddset(&signals, number);
  ::sigprocmask(SIG_BLOCK, &signals, &old_mask);
  ::reboot(RB_DISABLE_CAD);  // Ctrl-Alt-Del is SIGINT from now on

  pid_t agent = start_agent(old_mask);
  set_up("lo");
  while (true) {
    const int number = ::sigwaitinfo(&signals, nullptr);
    if (number == power_off_signal || number == halt_signal) shut_down(agent, signals, RB_POWER_OFF);
    if (number == reboot_signal || number == SIGINT) shut_down(agent, signals, RB_AUTOBOOT);
    for (pid_t ended = 0; (ended = ::waitpid(-1, nullptr, WNOHANG)) > 0;)
      if (ended == agent) agent = start_agent(old_mask);
  }
}

}  // namespace

void give_up(const std::string& what, const std::string& why) {
  const auto line = "vmt-init: cannot " + what + ": " + why + "\n";
  [[maybe_unused]] const auto count = ::write(2, line.data(), line.size());
  ::_exit(1);
}

void give_up(const std::string& what, int error_number) {
  give_up(what, reason(error_number));
}

void mount_at(const std::string& source, const std::string& target, const char* type, unsigned long flags,
              const std::string& options) {
  if (!make_folders(target)) give_up("make the folder `" + target + "`", errno);
  if (::mount(source.c_str(), target.c_str(), type, flags, options.c_str()) != 0)
    give_up("mount " + source + " at `" + target + "`", errno);
}

std::string kernel_argument(const std::string& name) {
  auto line = read_small_file("/proc/cmdline");
  if (!line.empty() && line.back() == '\n') line.pop_back();
  for (const auto word : split(line, ' '))
    if (word.substr(0, name.size() + 1) == name + "=") return std::string(word.substr(name.size() + 1));
  return {};
}

void run_init() {
  mount_kernel_file_systems();
  load_drivers();
  const auto root = kernel_argument("vmt.root");
  if (!root.empty()) start_disk_system(root, kernel_argument("vmt.upper"));
  const auto host = kernel_argument("vmt.host");
  if (!host.empty()) enter_host_root(host);
  mount_at("devpts", "/dev/pts", "devpts", MS_NOSUID | MS_NOEXEC, "gid=5,mode=620,ptmxmode=666");
  mount_at("tmpfs", "/dev/shm", "tmpfs", MS_NOSUID | MS_NODEV, "mode=1777");
  mount_at("tmpfs", "/run", "tmpfs", MS_NOSUID | MS_NODEV, "mode=755");
  if (host.empty()) mount_at("tmpfs", "/tmp", "tmpfs", MS_NOSUID | MS_NODEV, "mode=1777");
  supervise();
}

}  // namespace vmt::agent
