// The units that a number may have, for the parser and for whoever lists them.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace vmt {

enum class Measure : std::uint8_t { duration, size, rate };

struct Unit {
  std::string_view name;
  Measure measure;
  std::int64_t factor;  // nanoseconds, bytes, bits per second
};

inline constexpr auto units = std::to_array<Unit>({
    {"us", Measure::duration, 1'000},
    {"ms", Measure::duration, 1'000'000},
    {"s", Measure::duration, 1'000'000'000},
    {"m", Measure::duration, 60'000'000'000},
    {"h", Measure::duration, 3'600'000'000'000},
    {"d", Measure::duration, 86'400'000'000'000},
    {"B", Measure::size, 1},
    {"kB", Measure::size, 1'000},
    {"MB", Measure::size, 1'000'000},
    {"GB", Measure::size, 1'000'000'000},
    {"TB", Measure::size, 1'000'000'000'000},
    {"KiB", Measure::size, 1'024},
    {"MiB", Measure::size, 1'048'576},
    {"GiB", Measure::size, 1'073'741'824},
    {"TiB", Measure::size, 1'099'511'627'776},
    {"bit", Measure::rate, 1},
    {"kbit", Measure::rate, 1'000},
    {"mbit", Measure::rate, 1'000'000},
    {"gbit", Measure::rate, 1'000'000'000},
});

const Unit* unit_named(std::string_view name);

// What somebody who wrote this meant, as the name of a unit: `minutes` is `m`, `Mbps` is `mbit`.
std::optional<std::string_view> likely_unit(std::string_view name);

}  // namespace vmt
