#include "tests/bench/guest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <thread>

namespace vmt::bench {
namespace {

using Clock = std::chrono::steady_clock;
using machine::Machine;

// For a wait to be under way in the guest before what it waits for happens.
constexpr std::chrono::milliseconds arming{50};

Seconds after(Clock::time_point happened, Clock::time_point noticed) {
  return std::max(0.0, std::chrono::duration<Seconds>(noticed - happened).count());
}

}  // namespace

Patience patience() {
  return {Deadline::in(std::chrono::minutes(5)), {}};
}

machine::CommandResult run(Machine& guest, const std::string& command) {
  auto result = guest.run({.command = command}, patience());
  if (result.succeeded()) return result;
  fmt::print(stderr, "`{}`: {}{}\n", command, result.output, result.errors);
  std::exit(1);
}

Seconds lateness(Machine& guest, const machine::GuestCondition& condition, const std::string& trigger) {
  Clock::time_point noticed;
  std::jthread waiter([&] {
    guest.wait(condition, patience());
    noticed = Clock::now();
  });
  std::this_thread::sleep_for(arming);
  run(guest, trigger);
  const auto happened = Clock::now();
  waiter.join();
  return after(happened, noticed);
}

Seconds time_from_file(Machine& guest, const std::string& file, const std::function<void()>& action) {
  Clock::time_point happened;
  std::jthread clock([&] {
    guest.wait({agent::Condition::file_exists, {file}}, patience());
    happened = Clock::now();
  });
  std::this_thread::sleep_for(arming);
  action();
  const auto over = Clock::now();
  clock.join();
  return after(happened, over);
}

}  // namespace vmt::bench
