// The frequency of the host's time stamp counter.
#pragma once

#include <chrono>
#include <cstdint>

namespace vmt::machine {

// Begins to measure when it is made. A guest under TCG reads the host's counter, and is told its
// frequency on the kernel command line (tsc_early_khz) instead of having to find out.
class TscClock {
public:
  TscClock();

  // From the processor where it says (CPUID), else counted against CLOCK_MONOTONIC_RAW since the
  // object was made; waits until 10 ms have passed since then, so that the error is below 0.01 %.
  std::int64_t khz() const;

private:
  std::uint64_t ticks_;
  std::chrono::nanoseconds time_;
};

}  // namespace vmt::machine
