#include "tools/interrupt.hpp"

#include <pthread.h>
#include <signal.h>

#include <cstdio>

#include "report/put.hpp"

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
        report::put(stderr, "\nvmt: stopping, machines are being ended; once more to end at once\n");
        stop_.request_stop();
        continue;
      }
      // A terminal that closes may say so twice, to the session and to the process group; only a person
      // means it who repeats himself.
      if (number == SIGHUP) continue;
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
