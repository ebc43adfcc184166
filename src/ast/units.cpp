#include "ast/units.hpp"

#include <algorithm>
#include <iterator>

#include "diagnostic/closest.hpp"

namespace vmt {
namespace {

struct Alias {
  std::string_view written;
  std::string_view unit;
};

// How else the units are written. Where letter case decides between two, the commoner is meant: `512M`
// of memory is 512 MiB.
constexpr Alias aliases[]{
    {"usec", "us"},         {"micros", "us"},      {"microseconds", "us"}, {"msec", "ms"},
    {"msecs", "ms"},        {"millis", "ms"},      {"millisecond", "ms"},  {"milliseconds", "ms"},
    {"S", "s"},             {"sec", "s"},          {"secs", "s"},          {"second", "s"},
    {"seconds", "s"},       {"min", "m"},          {"mins", "m"},          {"minute", "m"},
    {"minutes", "m"},       {"H", "h"},            {"hr", "h"},            {"hrs", "h"},
    {"hour", "h"},          {"hours", "h"},        {"day", "d"},           {"days", "d"},
    {"D", "d"},             {"b", "B"},            {"byte", "B"},          {"bytes", "B"},
    {"K", "KiB"},           {"k", "KiB"},          {"Ki", "KiB"},          {"KB", "kB"},
    {"kb", "kB"},           {"Kb", "kB"},          {"M", "MiB"},           {"Mi", "MiB"},
    {"mb", "MB"},           {"Mb", "MB"},          {"G", "GiB"},           {"g", "GiB"},
    {"Gi", "GiB"},          {"gb", "GB"},          {"Gb", "GB"},           {"T", "TiB"},
    {"t", "TiB"},           {"Ti", "TiB"},         {"tb", "TB"},           {"Tb", "TB"},
    {"bps", "bit"},         {"kbps", "kbit"},      {"Kbps", "kbit"},       {"mbps", "mbit"},
    {"Mbps", "mbit"},       {"gbps", "gbit"},      {"Gbps", "gbit"},       {"bits", "bit"},
};

}  // namespace

const Unit* unit_named(std::string_view name) {
  const auto* unit = std::find_if(units.begin(), units.end(),
                                  [name](const Unit& each) { return each.name == name; });
  return unit == units.end() ? nullptr : unit;
}

std::optional<std::string_view> likely_unit(std::string_view name) {
  const auto* alias = std::find_if(std::begin(aliases), std::end(aliases),
                                   [name](const Alias& each) { return each.written == name; });
  if (alias != std::end(aliases)) return alias->unit;

  std::array<std::string_view, units.size()> names;
  std::transform(units.begin(), units.end(), names.begin(),
                 [](const Unit& unit) { return unit.name; });
  const auto near = closest(name, names);
  if (!near) return std::nullopt;
  return unit_named(*near)->name;
}

}  // namespace vmt
