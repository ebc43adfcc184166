#include "machine/switch/frame_fate.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "machine/switch/frame.hpp"

namespace vmt::machine::network {
namespace {

using std::chrono::nanoseconds;

std::uint64_t key_of(const Scope& scope) {
  std::uint64_t key = scope.network ? *scope.network + 1 : 0;
  for (const auto* machines : {&scope.machines, &scope.sources, &scope.targets}) {
    key = mixed({key, machines->size()});
    for (const auto machine : *machines) key = mixed({key, machine});
  }
  return mixed({key, scope.both_ways ? 1u : 0u});
}

// Of the standard normal distribution (Box and Muller, 1958).
double normal(Random& random) {
  const double radius = std::sqrt(-2 * std::log(1 - random.unit()));
  return radius * std::cos(2 * std::numbers::pi * random.unit());
}

nanoseconds draw(const Delay& delay, Random& random) {
  if (delay.jitter == nanoseconds::zero()) return delay.time;
  const double deviation =
      delay.distribution == Distribution::normal ? normal(random) : 2 * random.unit() - 1;
  const auto jitter = nanoseconds(std::llround(deviation * static_cast<double>(delay.jitter.count())));
  return std::max(nanoseconds::zero(), delay.time + jitter);
}

// What one kind of condition does to a frame.
struct Apply {
  std::string_view frame;
  PathCondition& path;
  Fate& fate;

  void operator()(const Cut&) const { fate.dropped = Cause::cut; }

  void operator()(const Drop& drop) const {
    if (!drop.filter.matches(frame)) return;
    auto& tally = *drop.tally;
    ++tally.matched;
    if (drop.first && tally.dropped >= *drop.first) return;
    if (tally.matched % drop.every != 0) return;
    ++tally.dropped;
    fate.dropped = Cause::rule;
  }

  void operator()(const Loss& loss) const {
    const bool changes = path.random.happens(path.is_in_bad_state ? loss.out_of_bad : loss.into_bad);
    if (changes) path.is_in_bad_state = !path.is_in_bad_state;
    if (path.random.happens(path.is_in_bad_state ? loss.in_bad : loss.in_good)) fate.dropped = Cause::loss;
  }

  void operator()(const Corrupt& corrupt) const {
    const bool happens = path.random.happens(corrupt.share);
    if (!happens || frame.size() <= Frame::smallest_bytes) return;
    const auto payload_bits = (frame.size() - Frame::smallest_bytes) * 8;
    fate.turned_bits.push_back(Frame::smallest_bytes * 8 + path.random.next() % payload_bits);
  }

  void operator()(const Duplicate& duplicate) const {
    if (path.random.happens(duplicate.share)) ++fate.copies;
  }

  void operator()(const Limit&) const {}

  void operator()(const Delay& delay) const { fate.delay += draw(delay, path.random); }

  void operator()(const Reorder& reorder) const {
    if (!path.random.happens(reorder.share)) return;
    fate.delay += reorder.time;
    fate.may_overtake = true;
  }
};

}  // namespace

PathCondition::PathCondition(ConditionPtr made, std::uint64_t seed, std::uint64_t path_key)
    : condition(std::move(made)),
      random(mixed({seed, path_key, condition->effect.index(), key_of(condition->scope), condition->turn})) {
  // As if the path had been there for long.
  if (const auto* loss = std::get_if<Loss>(&condition->effect))
    is_in_bad_state = random.happens(loss->share_of_time_in_bad());
}

Fate decide(std::string_view frame, std::span<PathCondition> conditions) {
  Fate fate;
  for (auto& path : conditions) {
    std::visit(Apply{frame, path, fate}, path.condition->effect);
    if (fate.dropped) break;
  }
  return fate;
}

}  // namespace vmt::machine::network
