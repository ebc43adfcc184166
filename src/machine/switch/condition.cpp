#include "machine/switch/condition.hpp"

#include <algorithm>

namespace vmt::machine::network {
namespace {

bool is_in(const std::vector<std::size_t>& machines, std::size_t machine) {
  return std::ranges::find(machines, machine) != machines.end();
}

bool is_in_or_any(const std::vector<std::size_t>& machines, std::size_t machine) {
  return machines.empty() || is_in(machines, machine);
}

// Where on a frame's way the scope is: at the sender, on the network, on the path, at the receiver.
int place_of(const Scope& scope, std::size_t from) {
  if (scope.is_path()) return 2;
  if (scope.machines.empty()) return 1;
  return is_in(scope.machines, from) ? 0 : 3;
}

bool replaces(const Condition& later, const Condition& earlier) {
  return later.id > earlier.id && later.effect.index() == earlier.effect.index() &&
         later.scope == earlier.scope && !std::holds_alternative<Drop>(later.effect);
}

void take_slower(std::optional<Limit>& slowest, const Condition& condition) {
  const auto* const limit = std::get_if<Limit>(&condition.effect);
  if (limit && (!slowest || limit->bits_per_second < slowest->bits_per_second)) slowest = *limit;
}

}  // namespace

bool Scope::covers(std::size_t on_network, std::size_t from, std::size_t to) const {
  if (network && *network != on_network) return false;
  if (!machines.empty() && !is_in(machines, from) && !is_in(machines, to)) return false;
  if (!is_path()) return true;
  return (is_in_or_any(sources, from) && is_in_or_any(targets, to)) ||
         (both_ways && is_in_or_any(targets, from) && is_in_or_any(sources, to));
}

bool Scope::covers_cable(std::size_t on_network, std::size_t machine) const {
  if (is_path() || (network && *network != on_network)) return false;
  return machines.empty() || is_in(machines, machine);
}

Loss Loss::independent(double share) {
  return {.into_bad = 0, .out_of_bad = 1, .in_good = share, .in_bad = 1};
}

std::optional<Loss> Loss::bursts(double share, double mean_frames) {
  // A run in the bad state has a geometric length, so its mean is 1 / out_of_bad; and of all frames
  // into_bad / (into_bad + out_of_bad) meet that state.
  if (mean_frames < 1 || share < 0 || share >= 1) return std::nullopt;
  const double out_of_bad = 1 / mean_frames;
  const double into_bad = out_of_bad * share / (1 - share);
  if (into_bad > 1) return std::nullopt;
  return Loss{.into_bad = into_bad, .out_of_bad = out_of_bad, .in_good = 0, .in_bad = 1};
}

double Loss::share_of_time_in_bad() const {
  return into_bad == 0 ? 0 : into_bad / (into_bad + out_of_bad);
}

double Loss::mean_share() const {
  const auto bad = share_of_time_in_bad();
  return bad * in_bad + (1 - bad) * in_good;
}

std::int64_t Limit::default_queue_bytes(std::int64_t bits_per_second) {
  constexpr std::int64_t bits_per_byte = 8, tenths_per_second = 10, ten_frames_bytes = 10 * 1514;
  return std::max(bits_per_second / bits_per_byte / tenths_per_second, ten_frames_bytes);
}

Conditions in_force(const Conditions& all, std::size_t on_network) {
  Conditions kept;
  for (const auto& condition : all) {
    if (condition->scope.network && *condition->scope.network != on_network) continue;
    const auto is_replaced =
        std::ranges::any_of(all, [&](const ConditionPtr& other) { return replaces(*other, *condition); });
    if (!is_replaced) kept.push_back(condition);
  }
  return kept;
}

Conditions on_path(const Conditions& in_force, std::size_t on_network, std::size_t from, std::size_t to) {
  Conditions path;
  for (const auto& condition : in_force) {
    if (!condition->scope.covers(on_network, from, to)) continue;
    if (std::holds_alternative<Limit>(condition->effect) && !condition->scope.is_path()) continue;
    path.push_back(condition);
  }
  const auto order = [from](const ConditionPtr& condition) {
    return std::pair(condition->effect.index(), place_of(condition->scope, from));
  };
  std::ranges::stable_sort(path, {}, order);
  return path;
}

std::optional<Limit> limit_of_cable(const Conditions& in_force, std::size_t on_network, std::size_t machine) {
  std::optional<Limit> slowest;
  for (const auto& condition : in_force)
    if (condition->scope.covers_cable(on_network, machine)) take_slower(slowest, *condition);
  return slowest;
}

std::optional<Limit> limit_of_path(const Conditions& on_path) {
  std::optional<Limit> slowest;
  for (const auto& condition : on_path) take_slower(slowest, *condition);
  return slowest;
}

}  // namespace vmt::machine::network
