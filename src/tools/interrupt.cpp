#include "tools/interrupt.hpp"

#include <fmt/format.h>
#include <pthread.h>
#include <signal.h>

#include <cstdio>

namespace vmt::tools {
namespace {

sigset_t watched_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGUSR1}) sigaddset(&signals, number);
  return signals;
}

}  // namespace

Interrupt::Interrupt() {
  const auto signals = watched_signals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  signal(SIGPIPE, SIG_IGN);
  waiter_ = std::jthread([this, signals] {
    for (int number = 0; sigwait(&signals, &number) == 0;) {
      if (number == SIGUSR1) return;  // the destructor's word
      if (signal_.exchange(number) == 0) {
        fmt::print(stderr, "\nvmt: stopping, machines are being ended; once more to end at once\n");
        stop_.request_stop();
        continue;
      }
      // Machines die with us: each has asked the kernel for that.
      signal(number, SIG_DFL);
      sigset_t open = signals;
      pthread_sigmask(SIG_UNBLOCK, &open, nullptr);
      raise(number);
    }
  });
}

Interrupt::~Interrupt() { pthread_kill(waiter_.native_handle(), SIGUSR1); }

}  // namespace vmt::tools
