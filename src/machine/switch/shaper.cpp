#include "machine/switch/shaper.hpp"

#include <algorithm>

namespace vmt::machine::network {
namespace {

constexpr std::int64_t bits_per_byte = 8, nanoseconds_per_second = 1'000'000'000;
// The longest queue: all its bits in nanoseconds still fit into 64 bits at 1 bit per second.
constexpr std::int64_t most_queue_bytes = 1'000'000'000;

}  // namespace

Shaper::Shaper(const Limit& limit)
    : limit_(limit),
      longest_wait_(std::min(limit.queue_bytes, most_queue_bytes) * bits_per_byte * nanoseconds_per_second /
                    limit.bits_per_second) {}

std::optional<Time> Shaper::admit(Time now, std::size_t bytes) {
  const bool is_idle = idle_at_ <= now;
  if (is_idle) carried_ = 0;
  const auto work = static_cast<std::int64_t>(bytes) * bits_per_byte * nanoseconds_per_second + carried_;
  const std::chrono::nanoseconds takes(work / limit_.bits_per_second);
  if (!is_idle && idle_at_ - now + takes > longest_wait_) return std::nullopt;
  carried_ = work % limit_.bits_per_second;
  idle_at_ = std::max(idle_at_, now) + takes;
  return idle_at_;
}

}  // namespace vmt::machine::network
