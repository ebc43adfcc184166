#include "tools/by_hand/detach.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

#include "machine/trouble.hpp"
#include "tools/by_hand/signal_watch.hpp"
#include "tools/exit_status.hpp"

namespace vmt::tools {
namespace {

using machine::Descriptor;

int wait_for_background(const Descriptor& background, pid_t process, SignalWatch& signals) {
  while (true) {
    pollfd watched[] = {{background.get(), POLLIN, 0}, {signals.descriptor(), POLLIN, 0}};
    if (::poll(watched, 2, -1) < 0) continue;
    while (const auto signal = signals.next()) ::kill(process, *signal);
    if (watched[0].revents == 0) continue;
    unsigned char status = 0;
    if (::read(background.get(), &status, 1) == 1) return status;
    fmt::print(stderr, "vmt: the process that was to keep the network has ended without a word\n");
    return static_cast<int>(ExitStatus::internal);
  }
}

}  // namespace

Background::Background(Descriptor foreground, std::function<void()> abandoned)
    : foreground_(std::move(foreground)), watcher_([this, abandoned = std::move(abandoned)] {
        char nothing = 0;
        while (::read(foreground_.get(), &nothing, 1) < 0 && errno == EINTR) continue;
        if (!is_released_) abandoned();
      }) {}

Background::~Background() {
  is_released_ = true;
  ::shutdown(foreground_.get(), SHUT_RDWR);
}

void Background::release(int status) {
  if (is_released_.exchange(true)) return;
  const auto byte = static_cast<unsigned char>(status);
  // One that is gone needs no answer.
  [[maybe_unused]] const auto sent = ::send(foreground_.get(), &byte, 1, MSG_NOSIGNAL);
}

std::optional<Descriptor> detach(int& status) {
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
    throw machine::Trouble(machine::TroubleKind::infrastructure, "there is no socket left");
  Descriptor background(ends[0]);
  Descriptor foreground(ends[1]);
  std::fflush(nullptr);
  // Watched before the fork, so that no signal falls in between.
  SignalWatch signals{SIGINT, SIGTERM, SIGHUP};
  const pid_t process = ::fork();
  if (process < 0)
    throw machine::Trouble(machine::TroubleKind::infrastructure,
                           "no process can be started: " + machine::system_words(errno));
  if (process == 0) {
    ::setsid();
    return foreground;
  }
  foreground = Descriptor();
  status = wait_for_background(background, process, signals);
  return std::nullopt;
}

void leave_terminal(const std::string& log_file) {
  std::fflush(nullptr);
  const Descriptor null(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  const Descriptor log(::open(log_file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
  if (null.is_open()) ::dup2(null.get(), STDIN_FILENO);
  if (!log.is_open()) return;
  ::dup2(log.get(), STDOUT_FILENO);
  ::dup2(log.get(), STDERR_FILENO);
}

}  // namespace vmt::tools
