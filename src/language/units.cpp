// Quantities as a script writes them: the shortest spelling that is exactly the value.
#include "language/value.hpp"

#include <fmt/format.h>

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace vmt {

namespace {

struct Unit {
  std::string_view word;
  std::uint64_t worth;
};

// In one length the earlier unit wins.
constexpr auto size_units = std::to_array<Unit>({
    {"TiB", 1ull << 40},
    {"GiB", 1ull << 30},
    {"MiB", 1ull << 20},
    {"KiB", 1ull << 10},
    {"TB", 1'000'000'000'000},
    {"GB", 1'000'000'000},
    {"MB", 1'000'000},
    {"KB", 1'000},
    {"B", 1},
});
constexpr auto rate_units = std::to_array<Unit>({
    {"gbit", 1'000'000'000},
    {"mbit", 1'000'000},
    {"kbit", 1'000},
    {"bit", 1},
});

// The value in this unit with as many decimals as it takes, at most three; empty when it takes
// more.
std::string exactly_in(std::uint64_t value, const Unit& unit) {
  std::uint64_t rest = value % unit.worth;
  std::string digits = fmt::format("{}", value / unit.worth);
  for (int place = 0; rest != 0; ++place) {
    if (place == 3) return {};
    if (place == 0) digits += '.';
    rest *= 10;
    digits += static_cast<char>('0' + rest / unit.worth);
    rest %= unit.worth;
  }
  return digits + std::string(unit.word);
}

// The value without its sign. Unlike negation it is defined for the smallest int64.
std::uint64_t magnitude(std::int64_t value) {
  return value < 0 ? 0 - static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(value);
}

template <std::size_t count>
std::string shortest(std::int64_t value, const std::array<Unit, count>& units) {
  std::string best;
  for (const Unit& unit : units) {
    // `0.001GiB` is shorter than `1073741.824KB`, but nobody would write it.
    if (magnitude(value) < unit.worth && unit.worth != 1) continue;
    const std::string candidate = exactly_in(magnitude(value), unit);
    if (!candidate.empty() && (best.empty() || candidate.size() < best.size())) best = candidate;
  }
  return (value < 0 ? "-" : "") + best;
}

// `1.5`, `250`: nanoseconds counted in `unit`, with as many decimals as the value has.
std::string decimal_in(std::uint64_t nanoseconds, std::uint64_t unit) {
  std::string digits = fmt::format("{}", nanoseconds / unit);
  std::uint64_t rest = nanoseconds % unit;
  if (rest == 0) return digits;
  digits += '.';
  for (; rest != 0; rest = rest * 10 % unit) digits += static_cast<char>('0' + rest * 10 / unit);
  return digits;
}

}  // namespace

std::string show(DurationValue value) {
  constexpr std::uint64_t millisecond = 1'000'000, second = 1000 * millisecond,
                          minute = 60 * second, hour = 60 * minute;
  const std::uint64_t total = magnitude(value.nanoseconds);
  const std::string sign = value.nanoseconds < 0 ? "-" : "";
  if (total == 0) return "0s";
  if (total < second) return sign + decimal_in(total, millisecond) + "ms";
  std::string shown = sign;
  if (total >= hour) shown += fmt::format("{}h", total / hour);
  if (total % hour >= minute) shown += fmt::format("{}m", total % hour / minute);
  if (total % minute != 0) shown += decimal_in(total % minute, second) + "s";
  return shown;
}

std::string show(SizeValue value) {
  return shortest(value.bytes, size_units);
}
std::string show(RateValue value) {
  return shortest(value.bits_per_second, rate_units);
}

}  // namespace vmt
