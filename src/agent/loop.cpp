#include "agent/loop.hpp"

#include <signal.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace vmt::agent {

void Registration::end() {
  if (loop_ != nullptr) std::exchange(loop_, nullptr)->forget(id_);
}

Loop::Loop() : epoll_(::epoll_create1(EPOLL_CLOEXEC)) {
  sigset_t children;
  sigemptyset(&children);
  sigaddset(&children, SIGCHLD);
  sigprocmask(SIG_BLOCK, &children, nullptr);
  signals_ = Descriptor(::signalfd(-1, &children, SFD_CLOEXEC | SFD_NONBLOCK));
  epoll_event event{};
  event.events = EPOLLIN;
  ::epoll_ctl(epoll_.number(), EPOLL_CTL_ADD, signals_.number(), &event);
}

Registration Loop::watch(int descriptor, std::uint32_t events, std::function<void(std::uint32_t)> handler) {
  return {*this, add_watch(descriptor, events, std::move(handler))};
}

std::uint64_t Loop::add_watch(int descriptor, std::uint32_t events,
                              std::function<void(std::uint32_t)> handler) {
  const auto id = ++last_id_;
  epoll_event event{};
  event.events = events | EPOLLET;
  event.data.u64 = id;
  ::epoll_ctl(epoll_.number(), EPOLL_CTL_ADD, descriptor, &event);
  watches_[id] = std::make_shared<Watch>(Watch{descriptor, std::move(handler), {}});
  return id;
}

Registration Loop::after(Duration time, std::function<void()> handler) {
  const auto id = ++last_id_;
  timers_[id] = {Clock::now() + time, std::move(handler)};
  return {*this, id};
}

Registration Loop::on_exit(pid_t child, std::function<void(int)> handler) {
  const auto id = ++last_id_;
  children_[id] = {child, std::move(handler)};
  return {*this, id};
}

void Loop::forget(std::uint64_t id) {
  if (const auto found = watches_.find(id); found != watches_.end()) {
    ::epoll_ctl(epoll_.number(), EPOLL_CTL_DEL, found->second->descriptor, nullptr);
    watches_.erase(found);
  }
  timers_.erase(id);
  children_.erase(id);
}

namespace {

// Throws away what is there. True when nothing can come any more.
bool drain(int descriptor) {
  char buffer[4096];
  while (true) {
    const auto count = ::read(descriptor, buffer, sizeof buffer);
    if (count > 0 || (count < 0 && errno == EINTR)) continue;
    return count == 0 || errno != EAGAIN;
  }
}

}  // namespace

void Loop::discard(Descriptor descriptor) {
  const auto number = descriptor.number();
  if (drain(number)) return;  // nearly always: nothing outlives the request
  const auto id = add_watch(number, EPOLLIN, [this, number, id = last_id_ + 1](std::uint32_t) {
    if (drain(number)) later([this, id] { forget(id); });
  });
  watches_[id]->owned = std::move(descriptor);
}

void Loop::run() {
  while (!std::exchange(is_stopped_, false)) {
    epoll_event events[32];
    const auto count =
        ::epoll_wait(epoll_.number(), events, 32, later_.empty() ? milliseconds_to_next_timer() : 0);
    for (int i = 0; i < count; ++i) {
      const auto& event = events[i];
      if (event.data.u64 == 0) {
        reap();
        continue;
      }
      // A handler may end its own watch or another's that also has news in this round.
      const auto found = watches_.find(event.data.u64);
      if (found == watches_.end()) continue;
      const auto watch_kept_alive = found->second;
      watch_kept_alive->handler(event.events);
    }
    run_timers();
    run_later();
  }
}

void Loop::run_timers() {
  const auto now = Clock::now();
  std::vector<std::uint64_t> due;
  for (const auto& [id, timer] : timers_)
    if (timer.moment <= now) due.push_back(id);
  for (const auto id : due) {
    const auto found = timers_.find(id);
    if (found == timers_.end()) continue;
    const auto handler = std::move(found->second.handler);
    timers_.erase(found);
    handler();
  }
}

void Loop::run_later() {
  while (!later_.empty()) {
    const auto actions = std::exchange(later_, {});
    for (const auto& action : actions) action();
  }
}

void Loop::reap() {
  // Signals of one number are merged: there is one at most.
  signalfd_siginfo information;
  [[maybe_unused]] const auto count = ::read(signals_.number(), &information, sizeof information);
  int status = 0;
  for (pid_t process = 0; (process = ::waitpid(-1, &status, WNOHANG)) > 0;) {
    const auto found = std::find_if(children_.begin(), children_.end(),
                                    [&](const auto& entry) { return entry.second.process == process; });
    if (found == children_.end()) continue;  // started by nobody who still cares
    const auto handler = std::move(found->second.handler);
    children_.erase(found);
    handler(status);
  }
}

int Loop::milliseconds_to_next_timer() const {
  auto next = Clock::time_point::max();
  for (const auto& [id, timer] : timers_) next = std::min(next, timer.moment);
  if (next == Clock::time_point::max()) return -1;
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(next - Clock::now()).count();
  return static_cast<int>(std::clamp<std::int64_t>(left, 0, 60'000));
}

}  // namespace vmt::agent
