#include "machine/switch/saved_networks.hpp"

#include <map>

namespace vmt::machine::network {
namespace {

using nlohmann::json;

// Rules of one name may count together: a tally is written by its number.
struct Tallies {
  std::map<const Tally*, std::size_t> numbers;
  std::vector<std::shared_ptr<Tally>> made;

  std::size_t number_of(const Tally* tally) {
    return numbers.try_emplace(tally, numbers.size()).first->second;
  }
  std::shared_ptr<Tally> at(std::size_t number) {
    while (made.size() <= number) made.push_back(std::make_shared<Tally>());
    return made[number];
  }
};

template <typename Number>
json optional_number(const std::optional<Number>& number) {
  return number ? json(*number) : json();
}
template <typename Number>
std::optional<Number> optional_number_of(const json& value) {
  return value.is_null() ? std::nullopt : std::optional(value.get<Number>());
}

json to_json(const Scope& scope) {
  return {{"network", optional_number(scope.network)},
          {"machines", scope.machines},
          {"sources", scope.sources},
          {"targets", scope.targets},
          {"both_ways", scope.both_ways}};
}

Scope scope_of(const json& value) {
  return {.network = optional_number_of<std::size_t>(value.at("network")),
          .machines = value.at("machines"),
          .sources = value.at("sources"),
          .targets = value.at("targets"),
          .both_ways = value.at("both_ways")};
}

// Each effect by its name and its numbers.
struct WriteEffect {
  Tallies& tallies;

  json operator()(const Cut&) const { return {"cut"}; }
  json operator()(const Drop& drop) const {
    return {"drop",
            drop.name,
            drop.filter.network,
            drop.filter.transport,
            optional_number(drop.filter.port),
            optional_number(drop.first),
            drop.every,
            tallies.number_of(drop.tally.get())};
  }
  json operator()(const Loss& loss) const {
    return {"loss", loss.into_bad, loss.out_of_bad, loss.in_good, loss.in_bad};
  }
  json operator()(const Corrupt& corrupt) const { return {"corrupt", corrupt.share}; }
  json operator()(const Duplicate& duplicate) const { return {"duplicate", duplicate.share}; }
  json operator()(const Limit& limit) const { return {"limit", limit.bits_per_second, limit.queue_bytes}; }
  json operator()(const Delay& delay) const {
    return {"delay", delay.time.count(), delay.jitter.count(), delay.distribution};
  }
  json operator()(const Reorder& reorder) const { return {"reorder", reorder.share, reorder.time.count()}; }
};

Effect effect_of(const json& value, Tallies& tallies) {
  const auto kind = value.at(0).get<std::string>();
  const auto time = [&](std::size_t at) {
    return std::chrono::nanoseconds(value.at(at).get<std::int64_t>());
  };
  const auto share = [&](std::size_t at) { return value.at(at).get<double>(); };
  if (kind == "drop")
    return Drop{.name = value.at(1),
                .filter = {value.at(2), value.at(3), optional_number_of<std::uint16_t>(value.at(4))},
                .first = optional_number_of<std::uint64_t>(value.at(5)),
                .every = value.at(6),
                .tally = tallies.at(value.at(7))};
  if (kind == "loss") return Loss{share(1), share(2), share(3), share(4)};
  if (kind == "corrupt") return Corrupt{share(1)};
  if (kind == "duplicate") return Duplicate{share(1)};
  if (kind == "limit") return Limit{value.at(1), value.at(2)};
  if (kind == "delay") return Delay{time(1), time(2), value.at(3)};
  if (kind == "reorder") return Reorder{share(1), time(2)};
  return Cut{};
}

json to_json(const Condition& condition, Tallies& tallies) {
  return {{"id", condition.id},
          {"scope", to_json(condition.scope)},
          {"effect", std::visit(WriteEffect{tallies}, condition.effect)},
          {"turn", condition.turn}};
}

Condition condition_of(const json& value, Tallies& tallies) {
  return {value.at("id"), scope_of(value.at("scope")), effect_of(value.at("effect"), tallies),
          value.at("turn")};
}

}  // namespace

json to_json(const Networks::Saved& saved) {
  Tallies tallies;
  json object = {{"last_id", saved.last_id}};
  auto& blocked = object["blocked"] = json::array();
  for (const auto card : saved.blocked) blocked.push_back({card.machine, card.interface});
  auto& kept = object["kept"] = json::array();
  for (const auto& one : saved.kept)
    kept.push_back({{"condition", to_json(*one.condition, tallies)}, {"keeper", one.keeper}});
  auto& turns = object["turns"] = json::array();
  for (const auto& [condition, count] : saved.turns)
    turns.push_back({{"condition", to_json(condition, tallies)}, {"count", count}});
  auto& counted = object["tallies"] = json::array();
  for (const auto& [name, original, tally] : saved.tallies)
    counted.push_back({{"name", name},
                       {"number", tallies.number_of(original)},
                       {"matched", tally.matched},
                       {"dropped", tally.dropped}});
  return object;
}

std::shared_ptr<const Networks::Saved> saved_networks(const json& object) {
  Tallies tallies;
  auto saved = std::make_shared<Networks::Saved>();
  for (const auto& card : object.at("blocked")) saved->blocked.insert({card.at(0), card.at(1)});
  saved->last_id = object.at("last_id");
  for (const auto& one : object.at("kept")) {
    const auto condition = std::make_shared<const Condition>(condition_of(one.at("condition"), tallies));
    saved->kept.push_back({condition, one.at("keeper").get<Keeper>(), condition});
  }
  for (const auto& one : object.at("turns"))
    saved->turns.emplace_back(condition_of(one.at("condition"), tallies), one.at("count"));
  for (const auto& one : object.at("tallies"))
    saved->tallies.push_back({one.at("name"), tallies.at(one.at("number")).get(),
                              Tally{.matched = one.at("matched"), .dropped = one.at("dropped")}});
  return saved;
}

}  // namespace vmt::machine::network
