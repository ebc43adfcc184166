// The agent's event loop: one thread that sleeps until a descriptor, a timer or a child process has
// news. Nothing in the agent blocks anywhere else for long, so many requests go on at the same time.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <vector>

#include "agent/descriptor.hpp"

namespace vmt::agent {

using Clock = std::chrono::steady_clock;
using Duration = std::chrono::nanoseconds;

class Loop;

// A handler's stay in the loop; it ends with this object. The loop outlives all of them.
class Registration {
public:
  Registration() = default;
  Registration(Loop& loop, std::uint64_t id) : loop_(&loop), id_(id) {}
  Registration(Registration&& other) noexcept : loop_(std::exchange(other.loop_, nullptr)), id_(other.id_) {}
  Registration& operator=(Registration&& other) noexcept {
    if (this != &other) {
      end();
      loop_ = std::exchange(other.loop_, nullptr);
      id_ = other.id_;
    }
    return *this;
  }
  ~Registration() { end(); }

  void end();
  bool is_active() const { return loop_ != nullptr; }

private:
  Loop* loop_ = nullptr;
  std::uint64_t id_ = 0;
};

class Loop {
public:
  // Blocks SIGCHLD for the whole program: children are reaped here and nowhere else.
  Loop();
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  // Calls `handler` with epoll's event bits. Watches are edge-triggered: a handler goes on until
  // EAGAIN, or tries again by itself later. The descriptor must stay open while it is watched.
  [[nodiscard]] Registration watch(int descriptor, std::uint32_t events,
                                   std::function<void(std::uint32_t)> handler);

  // Calls `handler` once, when the time has passed.
  [[nodiscard]] Registration after(Duration time, std::function<void()> handler);

  // Calls `handler` once, with the wait status of the child.
  [[nodiscard]] Registration on_exit(pid_t child, std::function<void(int)> handler);

  // Calls `action` when the handlers of this round are through. Here objects are destroyed whose own
  // handlers are still on the stack.
  void later(std::function<void()> action) { later_.push_back(std::move(action)); }

  // Reads the descriptor dry and throws away what comes, until its writers are gone. So a program that
  // outlives the request that started it does not die of SIGPIPE. The descriptor does not block.
  void discard(Descriptor descriptor);

  void run();
  void stop() { is_stopped_ = true; }

private:
  friend class Registration;
  std::uint64_t add_watch(int descriptor, std::uint32_t events, std::function<void(std::uint32_t)> handler);
  void forget(std::uint64_t id);
  void run_timers();
  void run_later();
  void reap();
  int milliseconds_to_next_timer() const;

  struct Watch {
    int descriptor;
    std::function<void(std::uint32_t)> handler;
    Descriptor owned;  // of `discard`; ends with the watch
  };
  struct Timer {
    Clock::time_point moment;
    std::function<void()> handler;
  };
  struct Child {
    pid_t process;
    std::function<void(int)> handler;
  };

  Descriptor epoll_;
  Descriptor signals_;
  std::uint64_t last_id_ = 0;  // 0 stands for the signal descriptor
  std::map<std::uint64_t, std::shared_ptr<Watch>> watches_;
  std::map<std::uint64_t, Timer> timers_;
  std::map<std::uint64_t, Child> children_;
  std::vector<std::function<void()>> later_;
  bool is_stopped_ = false;
};

}  // namespace vmt::agent
