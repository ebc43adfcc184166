// How conditions come to the paths of a bridge, and go.
#include <algorithm>

#include "machine/switch/bridge_parts.hpp"

namespace vmt::machine::network {
namespace {

bool takes_time(const Effect& effect) {
  return std::holds_alternative<Limit>(effect) || std::holds_alternative<Delay>(effect) ||
         std::holds_alternative<Reorder>(effect);
}

// True when a limit was there, and is no longer, or is another one.
bool fit(std::optional<Shaper>& shaper, const std::optional<Limit>& limit) {
  if (shaper && limit && shaper->limit() == *limit) return false;
  const bool was_there = shaper.has_value();
  shaper.reset();
  if (limit) shaper.emplace(*limit);
  return was_there;
}

}  // namespace

bool Bridge::Station::fit_cable(const std::optional<Limit>& limit) {
  fit(incoming, limit);
  return fit(outgoing, limit);
}

Bridge::Path& Bridge::path(Station& from, Station& to) {
  if (from.paths.size() <= to.slot) from.paths.resize(to.slot + 1);
  auto& place = from.paths[to.slot];
  if (!place) {
    place = std::make_unique<Path>();
    refit(*place, from, to);
  }
  return *place;
}

// A condition that was on the path already goes on from where it is.
void Bridge::refit(Path& path, const Station& from, const Station& to) {
  const auto key = mixed({network_, from.id.machine, from.id.interface, to.id.machine, to.id.interface});
  const auto wanted = on_path(conditions_, network_, from.id.machine, to.id.machine);
  auto before = std::exchange(path.conditions, {});
  for (const auto& condition : wanted) {
    const auto same = std::ranges::find(before, condition, &PathCondition::condition);
    if (same != before.end())
      path.conditions.push_back(std::move(*same));
    else
      path.conditions.emplace_back(condition, seed_, key);
  }
  fit(path.limit, limit_of_path(wanted));
}

void Bridge::set_conditions(const Conditions& all, Time now) {
  advance(now);
  const auto before = std::exchange(conditions_, in_force(all, network_));
  const auto is_lifted = [this](const ConditionPtr& condition) {
    return takes_time(condition->effect) && std::ranges::find(conditions_, condition) == conditions_.end();
  };
  Conditions lifted;
  std::ranges::copy_if(before, std::back_inserter(lifted), is_lifted);

  std::vector<Station*> freed;  // whose cable has another limit now
  for (const auto& [id, from] : stations_) {
    if (from->fit_cable(limit_of_cable(conditions_, network_, id.machine))) freed.push_back(from.get());
    for (const auto& [other_id, to] : stations_)
      if (to->slot < from->paths.size() && from->paths[to->slot]) refit(*from->paths[to->slot], *from, *to);
  }
  const auto is_freed = [&](const Station* station) {
    return station && std::ranges::find(freed, station) != freed.end();
  };
  release(waiting_.take_if([&](const Journey& journey) {
    if (journey.stage == Stage::lookup) return is_freed(journey.from);
    if (is_freed(journey.to)) return true;
    return std::ranges::any_of(lifted, [&](const ConditionPtr& condition) {
      return condition->scope.covers(network_, journey.from->id.machine, journey.to->id.machine);
    });
  }),
          now);
}

void Bridge::release(std::vector<Journey> journeys, Time now) {
  std::ranges::sort(journeys, {}, &Journey::number);
  for (auto& journey : journeys) {
    if (journey.to) {
      path(*journey.from, *journey.to).latest_arrival = now;
      journey.stage = Stage::arrival;
    }
    go_on(std::move(journey), now);
  }
}

}  // namespace vmt::machine::network
