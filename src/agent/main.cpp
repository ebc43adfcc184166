// vmt-agent: the guest's side of vmt. One static program in two roles:
//
//   init    PID 1 of vmt's initramfs
//   agent   serves the host's requests on the virtio port (with `--descriptor N` on that descriptor,
//           which is how the tests talk to it without a machine)
#include <fcntl.h>
#include <linux/close_range.h>
#include <malloc.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdlib>
#include <string_view>

#include "agent/init.hpp"
#include "agent/loop.hpp"
#include "agent/port.hpp"
#include "agent/session.hpp"

namespace vmt::agent {
namespace {

// Freed memory is kept: the next frame needs it, and giving it to the kernel and asking for it again costs
// more than all that is done with it.
constexpr int kept_bytes = 8 * 1024 * 1024;

int run_agent(Descriptor port, Link::Kind kind) {
  ::mallopt(M_TRIM_THRESHOLD, kept_bytes);
  Loop loop;
  Session session(loop, std::move(port), kind);
  loop.run();
  return 0;
}

// What the agent was started with must not reach the commands: ignored signals, open descriptors; and
// whatever is opened later must not get the numbers 0 to 2.
void start_clean() {
  for (int number = 1; number < NSIG; ++number) ::signal(number, SIG_DFL);
  ::signal(SIGPIPE, SIG_IGN);
  ::syscall(SYS_close_range, 3U, ~0U, CLOSE_RANGE_CLOEXEC);
  while (true) {
    const int number = ::open("/dev/null", O_RDWR | O_CLOEXEC);
    if (number < 0) return;
    if (number <= 2) continue;
    ::close(number);
    return;
  }
}

}  // namespace
}  // namespace vmt::agent

int main(int count, char** arguments) {
  using namespace vmt::agent;
  const std::string_view role = count > 1 ? arguments[1] : "";
  if (::getpid() == 1 || role == "init") run_init();
  start_clean();
  if (count == 4 && role == "agent" && arguments[2] == std::string_view("--descriptor")) {
    Descriptor stream(std::atoi(arguments[3]));
    return run_agent(std::move(stream), Link::Kind::stream);
  }
  if (count == 2 && role == "agent") {
    if (::chdir("/") != 0) return 1;
    return run_agent(open_port(), Link::Kind::virtio_port);
  }
  constexpr std::string_view usage = "usage: vmt-agent agent [--descriptor N] | vmt-agent init\n";
  [[maybe_unused]] const auto written = ::write(2, usage.data(), usage.size());
  return 2;
}
