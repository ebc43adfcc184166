#include "machine/tsc.hpp"

#include <cpuid.h>
#include <time.h>
#include <x86intrin.h>

#include <thread>

namespace vmt::machine {
namespace {

constexpr std::chrono::milliseconds shortest_measurement{10};
constexpr unsigned tsc_leaf = 0x15;               // Intel: SDM volume 2, CPUID
constexpr unsigned hypervisor_leaf = 0x40000000;  // the largest leaf of hypervisors
constexpr unsigned timing_leaf = 0x40000010;      // VMware, KVM: EAX is the TSC's frequency in kHz

std::chrono::nanoseconds raw_time() {
  timespec time{};
  ::clock_gettime(CLOCK_MONOTONIC_RAW, &time);
  return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

// 0 when the processor does not say.
std::int64_t khz_from_cpuid() {
  unsigned a = 0, b = 0, c = 0, d = 0;
  if (__get_cpuid(tsc_leaf, &a, &b, &c, &d) != 0 && a != 0 && b != 0 && c != 0)
    return static_cast<std::int64_t>(std::uint64_t{c} * b / a / 1000);
  __get_cpuid(1, &a, &b, &c, &d);
  const auto is_guest = (c >> 31 & 1) != 0;
  if (!is_guest) return 0;
  __cpuid(hypervisor_leaf, a, b, c, d);
  if (a < timing_leaf) return 0;
  __cpuid(timing_leaf, a, b, c, d);
  return a;
}

}  // namespace

TscClock::TscClock() : ticks_(__rdtsc()), time_(raw_time()) {}

std::int64_t TscClock::khz() const {
  if (const auto said = khz_from_cpuid(); said != 0) return said;
  const auto passed = raw_time() - time_;
  if (passed < shortest_measurement) std::this_thread::sleep_for(shortest_measurement - passed);
  const auto ticks = __rdtsc() - ticks_;
  const auto time = raw_time() - time_;
  return static_cast<std::int64_t>(static_cast<double>(ticks) * 1e6 / static_cast<double>(time.count()));
}

}  // namespace vmt::machine
