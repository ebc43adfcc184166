#include "machine/switch/describe.hpp"

#include <fmt/format.h>

#include <array>
#include <utility>

namespace vmt::machine::network {
namespace {

std::string names(const std::vector<std::size_t>& machines, const LabConfig& lab,
                  std::string_view between = ", ") {
  std::string joined;
  for (const auto machine : machines) {
    if (!joined.empty()) joined += between;
    joined += lab.machines[machine].name;
  }
  return joined;
}

std::string describe_paths(const Scope& scope, const LabConfig& lab) {
  if (scope.sources == scope.targets) return names(scope.sources, lab, " <-> ");
  if (scope.sources.empty()) return "to " + names(scope.targets, lab);
  if (scope.targets.empty()) return "from " + names(scope.sources, lab);
  return fmt::format("{} {} {}", names(scope.sources, lab), scope.both_ways ? "<->" : "->",
                     names(scope.targets, lab));
}

std::string show_time(std::chrono::nanoseconds time) {
  using Milliseconds = std::chrono::duration<double, std::milli>;
  return time < std::chrono::seconds(1) ? fmt::format("{:g}ms", Milliseconds(time).count())
                                        : fmt::format("{:g}s", std::chrono::duration<double>(time).count());
}

std::string show_share(double share) {
  constexpr double whole = 100;
  return fmt::format("{:.4g}%", share * whole);
}

using Unit = std::pair<std::int64_t, std::string_view>;
constexpr auto rate_units =
    std::to_array<Unit>({{1'000'000'000, "gbit"}, {1'000'000, "mbit"}, {1000, "kbit"}, {1, "bit"}});
constexpr auto size_units = std::to_array<Unit>({{1 << 20, "MiB"}, {1 << 10, "KiB"}, {1, "B"}});

// In the largest unit that it has at least one of.
template <std::size_t count>
std::string show_in(std::int64_t amount, const std::array<Unit, count>& units) {
  for (const auto& [worth, word] : units)
    if (amount >= worth)
      return fmt::format("{:g}{}", static_cast<double>(amount) / static_cast<double>(worth), word);
  return fmt::format("{}{}", amount, units.back().second);
}

struct Describe {
  std::string operator()(const Cut&) const { return "cut"; }
  std::string operator()(const Drop& drop) const {
    auto text = "drop " + show(drop.filter);
    if (drop.every > 1) text += fmt::format(", one in {}", drop.every);
    if (drop.first) text += fmt::format(", {} at most", *drop.first);
    return drop.name.empty() ? text : fmt::format("{} (`{}`)", text, drop.name);
  }
  std::string operator()(const Loss& loss) const {
    const auto text = "loss " + show_share(loss.mean_share());
    return loss.into_bad == 0 ? text : fmt::format("{} in bursts of {:.4g}", text, 1 / loss.out_of_bad);
  }
  std::string operator()(const Corrupt& corrupt) const { return "corrupt " + show_share(corrupt.share); }
  std::string operator()(const Duplicate& duplicate) const {
    return "duplicate " + show_share(duplicate.share);
  }
  std::string operator()(const Limit& limit) const {
    return fmt::format("limit {} queue {}", show_in(limit.bits_per_second, rate_units),
                       show_in(limit.queue_bytes, size_units));
  }
  std::string operator()(const Delay& delay) const {
    auto text = "delay " + show_time(delay.time);
    if (delay.jitter.count() != 0) text += " jitter " + show_time(delay.jitter);
    if (delay.distribution == Distribution::normal) text += " normal";
    return text;
  }
  std::string operator()(const Reorder& reorder) const {
    return fmt::format("reorder {} by {}", show_share(reorder.share), show_time(reorder.time));
  }
};

}  // namespace

std::string describe(const Scope& scope, const LabConfig& lab) {
  const std::string network = scope.network ? lab.networks[*scope.network].name : "";
  std::string text;
  if (scope.is_path()) text = describe_paths(scope, lab);
  if (!scope.machines.empty())
    text += text.empty() ? names(scope.machines, lab) : " at " + names(scope.machines, lab);
  if (text.empty()) return network.empty() ? "every network" : network;
  return network.empty() ? text : text + " on " + network;
}

std::string describe(const Effect& effect) {
  return std::visit(Describe{}, effect);
}

}  // namespace vmt::machine::network
