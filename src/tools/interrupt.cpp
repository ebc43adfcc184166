#include "tools/interrupt.hpp"

#include <pthread.h>
#include <signal.h>

#include <chrono>
#include <cstdio>
#include <utility>

#include "report/put.hpp"

namespace vmt::tools {
namespace {

// Signals that come so soon after the first are the same request.
constexpr std::chrono::milliseconds same_request{300};

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
    std::chrono::steady_clock::time_point first;
    for (int number = 0; sigwait(&signals, &number) == 0;) {
      if (number == SIGUSR1) return;  // the destructor's word
      if (number == SIGINT && divert()) continue;
      if (begin_stop(number)) {
        first = std::chrono::steady_clock::now();
        continue;
      }
      // A terminal that closes says so to the session and to the process group, timeout(1) to vmt and to
      // its group: only who repeats himself later means it.
      if (number == SIGHUP || std::chrono::steady_clock::now() - first < same_request) continue;
      // Machines die with us: each has asked the kernel for that.
      signal(number, SIG_DFL);
      sigset_t open = signals;
      pthread_sigmask(SIG_UNBLOCK, &open, nullptr);
      raise(number);
    }
  });
}

// True for the first.
bool Interrupt::begin_stop(int number) {
  if (signal_.exchange(number) != 0) return false;
  report::put(stderr, "\nvmt: stopping, machines are being ended; once more to end at once\n");
  stop_.request_stop();
  return true;
}

void Interrupt::stop_run() { begin_stop(SIGINT); }

bool Interrupt::divert() {
  const std::lock_guard lock(mutex_);
  if (!diverted_.stop_possible()) return false;
  diverted_.request_stop();
  return true;
}

Interrupt::Diversion::Diversion(Interrupt& interrupt, std::stop_source to) : interrupt_(interrupt) {
  const std::lock_guard lock(interrupt_.mutex_);
  outer_ = std::exchange(interrupt_.diverted_, std::move(to));
}

Interrupt::Diversion::~Diversion() {
  const std::lock_guard lock(interrupt_.mutex_);
  interrupt_.diverted_ = std::move(outer_);
}

Interrupt::~Interrupt() { pthread_kill(waiter_.native_handle(), SIGUSR1); }

}  // namespace vmt::tools
