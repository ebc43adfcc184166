// The part of init that brings the agent into a system with an init of its own: systemd, or another one
// that reads /etc/inittab.
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

#include "agent/descriptor.hpp"
#include "agent/init.hpp"

namespace vmt::agent {
namespace {

constexpr auto inittab = "/etc/inittab";
constexpr timespec pause_before_restart{.tv_sec = 0, .tv_nsec = 100'000'000};

// Started before almost everything, so that the host can look into a boot that hangs. It has no
// conflict with shutdown.target: systemd ends it with the last processes, after it has answered.
constexpr std::string_view agent_unit = R"([Unit]
Description=vmt's agent: carries out what the test says
DefaultDependencies=no

[Service]
ExecStart=/run/vmt/agent agent
Restart=always
RestartSec=100ms
KillMode=process
OOMScoreAdjust=-1000
TasksMax=infinity
LimitNOFILE=1048576
)";

// What /sbin/init is in the end: "systemd", "busybox", or "init", which is sysvinit's own and that of a root
// whose init is a script that ends in systemd.
std::string init_name() {
  char* const path = ::realpath("/sbin/init", nullptr);
  const std::string name = path == nullptr ? "" : path;
  std::free(path);
  return name.substr(name.rfind('/') + 1);
}

void copy_agent(const Descriptor& program, const std::string& target) {
  const auto to = open_file(target, O_WRONLY | O_CREAT | O_TRUNC, 0755);
  struct stat status {};
  if (!program.is_open() || !to.is_open() || ::fstat(program.number(), &status) != 0)
    give_up("copy the agent to `" + target + "`", errno);
  for (auto left = status.st_size; left > 0;) {
    const auto count = ::sendfile(to.number(), program.number(), nullptr, static_cast<std::size_t>(left));
    if (count <= 0) give_up("copy the agent to `" + target + "`", errno);
    left -= count;
  }
}

void write_unit(const Descriptor& program) {
  const std::string units = "/run/systemd/system";
  const std::string wants = units + "/sysinit.target.wants";
  if (!make_folders(wants)) give_up("make folders in `/run`", errno);
  copy_agent(program, "/run/vmt/agent");
  if (!write_small_file(units + "/vmt-agent.service", agent_unit) ||
      ::symlink("../vmt-agent.service", (wants + "/vmt-agent.service").c_str()) != 0)
    give_up("write the agent's unit in `/run`", errno);
}

// A process beside the init to come, which starts the agent as often as it ends. By what runs here: /run
// may be mounted again as a place without programs.
void start_agent_for_good() {
  const pid_t keeper = ::fork();
  if (keeper < 0) give_up("start the agent", errno);
  if (keeper > 0) return;
  ::setsid();
  ::prctl(PR_SET_NAME, "vmt-agent");
  write_small_file("/proc/self/oom_score_adj", "-1000");
  while (true) {
    const pid_t agent = ::fork();
    if (agent == 0) {
      ::execl("/proc/self/exe", "vmt-agent", "agent", nullptr);
      ::_exit(127);
    }
    if (agent > 0) ::waitpid(agent, nullptr, 0);
    ::nanosleep(&pause_before_restart, nullptr);
  }
}

// Init reads the lines in their order, and waits for the scripts of the boot before it comes to this one.
void tell_end_of_boot() {
  const std::string line = "vmt:2345:once:/bin/rm -f " + std::string(boot_mark) + "\n";
  auto lines = read_small_file(inittab);
  if (!write_small_file(boot_mark, "")) give_up("write `" + std::string(boot_mark) + "`", errno);
  if (lines.find(line) != std::string::npos) return;  // of an earlier boot
  if (!lines.empty() && lines.back() != '\n') lines += '\n';
  if (!write_small_file(inittab, lines + line)) give_up("write `" + std::string(inittab) + "`", errno);
}

}  // namespace

void install_agent(const Descriptor& program) {
  if (!make_folders("/run/vmt")) give_up("make folders in `/run`", errno);
  const auto init = init_name();
  const bool has_inittab = ::access(inittab, F_OK) == 0;
  if (init == "systemd" || (init == "init" && !has_inittab)) return write_unit(program);
  // Busybox' init knows no run levels, and no end of the boot.
  if (has_inittab && init != "busybox") tell_end_of_boot();
  start_agent_for_good();
}

}  // namespace vmt::agent
