#include "machine/switch/networks.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "machine/switch/describe.hpp"
#include "machine/switch/saved_networks.hpp"
#include "machine/trouble.hpp"
#include "machine/waiting.hpp"

namespace vmt::machine::network {
namespace {

// Lists of machines mean sets: the order in which they are written makes no other scope.
void normalize(std::vector<std::size_t>& machines) {
  std::ranges::sort(machines);
  machines.erase(std::unique(machines.begin(), machines.end()), machines.end());
}

constexpr auto pulled_cable = "blocked";

// What a wait for traffic has seen, told by the I/O thread.
struct Watch {
  std::mutex mutex;
  std::condition_variable_any changed;
  bool has_come = false;
  std::uint64_t other_frames = 0;
};

}  // namespace

Networks::Networks(IoThread& io, const LabConfig& lab, std::uint64_t seed, Tell tell)
    : io_(io), lab_(lab), tell_(std::move(tell)) {
  for (std::size_t network = 0; network < lab.networks.size(); ++network)
    switches_.push_back(std::make_unique<Switch>(io, network, seed));
  for (std::size_t network = 0; network < lab.networks.size(); ++network)
    for (const auto& effect : lab.networks[network].effects)
      set({.network = network}, effect, Keeper::declaration);
}

Networks::~Networks() {
  io_.call([this] { switches_.clear(); });
}

void Networks::check(const Scope& scope) const {
  if (!scope.is_path()) return;
  const auto is_on = [&](std::size_t machine, std::size_t network) {
    return std::ranges::find(lab_.machines[machine].networks, network) !=
           lab_.machines[machine].networks.end();
  };
  for (std::size_t network = 0; network < lab_.networks.size(); ++network)
    for (std::size_t from = 0; from < lab_.machines.size(); ++from)
      for (std::size_t to = 0; to < lab_.machines.size(); ++to)
        if (from != to && is_on(from, network) && is_on(to, network) && scope.covers(network, from, to))
          return;
  throw Trouble(TroubleKind::refused,
                fmt::format("there is no path between these machines: {}", describe(scope, lab_)))
      .with_help(scope.network ? "name a network that two different machines of them are on"
                               : "name two different machines that are on the same network");
}

ConditionPtr Networks::set(Scope scope, Effect effect, Keeper keeper) {
  for (auto* machines : {&scope.machines, &scope.sources, &scope.targets}) normalize(*machines);
  check(scope);
  const Change made{describe(scope, lab_), describe(effect)};
  const auto condition = io_.call([&]() -> ConditionPtr {
    const auto turn = next_turn(scope, effect);
    if (const auto* drop = std::get_if<Drop>(&effect)) tallies_.emplace(drop->name, drop->tally);
    auto set = std::make_shared<const Condition>(Condition{++last_id_, scope, effect, turn});
    kept_.push_back({set, keeper, set});
    apply();
    return set;
  });
  tell_(made);
  return condition;
}

std::uint64_t Networks::next_turn(const Scope& scope, const Effect& effect) {
  for (auto& [earlier, count] : turns_)
    if (earlier.scope == scope && earlier.effect.index() == effect.index()) return ++count;
  turns_.emplace_back(Condition{.scope = scope, .effect = effect}, 0);
  return 0;
}

void Networks::apply() {
  Conditions all;
  for (const auto& kept : kept_) all.push_back(kept.condition);
  for (const auto& each : switches_) each->set_conditions(all);
}

Change Networks::change(const Condition& condition, bool is_over) const {
  return {describe(condition.scope, lab_), describe(condition.effect), is_over};
}

void Networks::lift(const ConditionPtr& made) {
  const auto lifted = io_.call([&]() -> ConditionPtr {
    const auto found = std::ranges::find(kept_, made, &Kept::made);
    if (found == kept_.end()) return nullptr;
    auto condition = found->condition;
    kept_.erase(found);
    apply();
    return condition;
  });
  if (lifted) tell_(change(*lifted, true));
}

void Networks::heal() {
  const auto lifted = io_.call([&] {
    Conditions gone;
    for (const auto& kept : kept_)
      if (kept.keeper == Keeper::command) gone.push_back(kept.condition);
    std::erase_if(kept_, [](const Kept& kept) { return kept.keeper == Keeper::command; });
    apply();
    return gone;
  });
  for (const auto& condition : lifted) tell_(change(*condition, true));
}

std::vector<PortId> Networks::cards_of(std::size_t machine, std::optional<std::size_t> network) const {
  const auto& networks = lab_.machines[machine].networks;
  std::vector<PortId> cards;
  for (std::size_t card = 0; card < networks.size(); ++card)
    if (!network || networks[card] == *network) cards.push_back({machine, card});
  if (!cards.empty()) return cards;
  throw Trouble(TroubleKind::refused,
                network ? fmt::format("`{}` is not on the network `{}`", lab_.machines[machine].name,
                                      lab_.networks[*network].name)
                        : fmt::format("`{}` is on no network", lab_.machines[machine].name));
}

void Networks::set_switch_link(PortId card, bool is_up) {
  switches_[lab_.machines[card.machine].networks[card.interface]]->set_link(card, is_up);
}

// "web", or "web on lan" when the machine has other cards.
std::string Networks::name_of(PortId card) const {
  const auto& machine = lab_.machines[card.machine];
  if (machine.networks.size() == 1) return machine.name;
  return fmt::format("{} on {}", machine.name, lab_.networks[machine.networks[card.interface]].name);
}

void Networks::set_link(PortId card, bool is_up) {
  const bool is_changed = io_.call([&] {
    set_switch_link(card, is_up);
    return is_up ? blocked_.erase(card) > 0 : blocked_.insert(card).second;
  });
  if (is_changed) tell_({name_of(card), pulled_cable, is_up});
}

std::set<PortId> Networks::blocked() {
  return io_.call([&] { return blocked_; });
}

std::shared_ptr<const Networks::Saved> Networks::save() {
  return io_.call([&] {
    auto saved = std::make_shared<Saved>(Saved{kept_, blocked_, turns_, {}, last_id_});
    for (const auto& [name, tally] : tallies_) saved->tallies.push_back({name, tally.get(), *tally});
    return saved;
  });
}

void Networks::restore(const Saved& saved) {
  io_.call([&] {
    std::map<const Tally*, std::shared_ptr<Tally>> copies;
    tallies_.clear();
    for (const auto& [name, original, tally] : saved.tallies)
      tallies_.emplace(name, copies[original] = std::make_shared<Tally>(tally));
    kept_ = saved.kept;
    for (auto& kept : kept_) {
      auto condition = *kept.condition;
      if (auto* drop = std::get_if<Drop>(&condition.effect)) drop->tally = copies.at(drop->tally.get());
      kept.condition = std::make_shared<const Condition>(std::move(condition));
    }
    blocked_ = saved.blocked;
    turns_ = saved.turns;
    last_id_ = saved.last_id;
    for (const auto card : blocked_) set_switch_link(card, false);
    apply();
  });
}

std::vector<std::string> Networks::faults() {
  return io_.call([&] {
    std::vector<std::string> words;
    for (const auto& kept : kept_)
      words.push_back(
          fmt::format("{}: {}", describe(kept.condition->scope, lab_), describe(kept.condition->effect)));
    for (const auto card : blocked_) words.push_back(fmt::format("{}: {}", name_of(card), pulled_cable));
    return words;
  });
}

Counters Networks::traffic(std::size_t machine, std::optional<std::size_t> network) {
  const auto cards = cards_of(machine, network);
  return io_.call([&] {
    Counters sum;
    for (const auto card : cards)
      sum += switches_[lab_.machines[machine].networks[card.interface]]->counters(card);
    return sum;
  });
}

std::optional<Tally> Networks::tally(const std::string& name) {
  return io_.call([&]() -> std::optional<Tally> {
    const auto [first, last] = tallies_.equal_range(name);
    if (first == last) return std::nullopt;
    Tally sum;
    for (auto entry = first; entry != last; ++entry) {
      sum.matched += entry->second->matched;
      sum.dropped += entry->second->dropped;
    }
    return sum;
  });
}

Networks::Taps Networks::add_taps(const Tap& tap) {
  Taps taps;
  for (const auto& each : switches_) taps.emplace_back(each.get(), each->add_tap(tap));
  return taps;
}

void Networks::remove(const Taps& taps) {
  for (const auto& [tapped, id] : taps) tapped->remove_tap(id);
}

CaptureId Networks::capture(Scope scope, const std::filesystem::path& file) {
  check(scope);
  const auto capture = std::make_shared<Capture>(file);
  Tap tap{.scope = std::move(scope), .arrivals = false, .see = nullptr};
  tap.arrivals = !tap.scope.machines.empty();
  tap.see = [this, capture, name = file.string()](const Frame& frame) {
    const bool was_complete = capture->is_complete();
    capture->add(frame.bytes(), std::chrono::system_clock::now());
    if (was_complete && !capture->is_complete())
      tell_({"capture", fmt::format("`{}` ends here: its file takes no more", name)});
  };
  const auto id = io_.call([&] {
    captures_.emplace(++last_id_, add_taps(tap));
    return last_id_;
  });
  tell_({describe(tap.scope, lab_), fmt::format("capture to `{}`", file.string())});
  return id;
}

void Networks::stop_capture(CaptureId id) {
  io_.call([&] {
    if (const auto found = captures_.find(id); found != captures_.end()) {
      remove(found->second);
      captures_.erase(found);
    }
  });
}

void Networks::capture_all(const std::filesystem::path& folder) {
  for (std::size_t network = 0; network < lab_.networks.size(); ++network)
    capture({.network = network}, folder / (lab_.networks[network].name + ".pcap"));
  for (std::size_t machine = 0; machine < lab_.machines.size(); ++machine)
    capture({.machines = {machine}}, folder / (lab_.machines[machine].name + ".pcap"));
}

void Networks::wait_traffic(const Scope& scope, const PacketFilter& filter, const Patience& patience) {
  check(scope);
  const auto watch = std::make_shared<Watch>();
  const Tap tap{.scope = scope, .arrivals = true, .see = [watch, filter](const Frame& frame) {
                  const std::lock_guard lock(watch->mutex);
                  if (filter.matches(frame.bytes()))
                    watch->has_come = true;
                  else
                    ++watch->other_frames;
                  if (watch->has_come) watch->changed.notify_all();
                }};
  const auto taps = io_.call([&] { return add_taps(tap); });
  std::unique_lock lock(watch->mutex);
  const auto waited = wait_until(lock, watch->changed, patience, [&] { return watch->has_come; });
  const auto others = watch->other_frames;
  lock.unlock();
  io_.call([&] { remove(taps); });
  if (waited == Waited::happened) return;
  if (waited == Waited::stopped) throw Trouble(TroubleKind::stopped, "the wait for traffic was stopped");
  throw Trouble(TroubleKind::timed_out,
                fmt::format("no such traffic arrived: {}, {}", describe(scope, lab_), show(filter)))
      .with_note(others == 0 ? "nothing else arrived there meanwhile"
                             : fmt::format("other frames that arrived there meanwhile: {}", others));
}

}  // namespace vmt::machine::network
