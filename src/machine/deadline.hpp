// The moment by which something must have happened. Passed down, never made up on the way: a nested
// limit can only be earlier than the one around it.
#pragma once

#include <chrono>
#include <stop_token>

namespace vmt {

class Deadline {
public:
  using Clock = std::chrono::steady_clock;

  static Deadline never() { return Deadline(Clock::time_point::max()); }
  static Deadline in(std::chrono::nanoseconds time) { return never().at_most(time); }

  // The earlier one of this deadline and `time` from now.
  Deadline at_most(std::chrono::nanoseconds time) const {
    const auto now = Clock::now();
    if (time >= moment_ - now) return *this;
    return Deadline(now + std::chrono::duration_cast<Clock::duration>(time));
  }

  Clock::time_point moment() const { return moment_; }
  bool is_never() const { return moment_ == Clock::time_point::max(); }
  bool has_passed() const { return Clock::now() >= moment_; }
  std::chrono::nanoseconds left() const { return moment_ - Clock::now(); }

private:
  explicit Deadline(Clock::time_point moment) : moment_(moment) {}

  Clock::time_point moment_;
};

// What every blocking call takes: until when, and a token that interrupts it (Ctrl-C, a parallel branch
// that failed, a `throughout` condition that stopped holding).
struct Patience {
  Deadline deadline = Deadline::never();
  std::stop_token stop;
};

}  // namespace vmt
