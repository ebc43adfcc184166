#include "machine/switch/bridge.hpp"

#include <algorithm>

#include "machine/switch/bridge_parts.hpp"

namespace vmt::machine::network {
namespace {

// A copy of the frame's wire form with these bits turned.
std::string turned(const Frame& frame, const std::vector<std::size_t>& bits) {
  std::string wire(frame.wire());
  for (const auto bit : bits) {
    auto& byte = wire[Frame::length_bytes + bit / 8];
    byte = static_cast<char>(static_cast<unsigned char>(byte) ^ 0x80u >> bit % 8);
  }
  return wire;
}

}  // namespace

Counters& Counters::operator+=(const Counters& other) {
  sent_frames += other.sent_frames;
  sent_bytes += other.sent_bytes;
  received_frames += other.received_frames;
  received_bytes += other.received_bytes;
  for (std::size_t cause = 0; cause < cause_count; ++cause) dropped[cause] += other.dropped[cause];
  corrupted += other.corrupted;
  duplicated += other.duplicated;
  reordered += other.reordered;
  return *this;
}

Bridge::Bridge(std::size_t network, std::uint64_t seed) : network_(network), seed_(seed) {}

Bridge::~Bridge() = default;

Bridge::Station& Bridge::station(PortId id) {
  auto& place = stations_[id];
  if (!place) {
    place = std::make_unique<Station>(id, stations_.size() - 1);
    place->fit_cable(limit_of_cable(conditions_, network_, id.machine));
  }
  return *place;
}

Bridge::Station& Bridge::attach(PortId id, Send send) {
  auto& attached = station(id);
  attached.send = std::move(send);
  attached.is_link_up = true;
  return attached;
}

void Bridge::detach(PortId id) {
  auto& detached = station(id);
  detached.send = nullptr;
  std::erase_if(learned_, [&](const auto& learned) { return learned.second == &detached; });
}

void Bridge::set_link(PortId id, bool is_up) {
  station(id).is_link_up = is_up;
}

Counters Bridge::counters(PortId id) const {
  const auto found = stations_.find(id);
  return found == stations_.end() ? Counters{} : found->second->counters;
}

TapId Bridge::add_tap(Tap tap) {
  taps_.emplace(++last_tap_, std::move(tap));
  return last_tap_;
}

void Bridge::remove_tap(TapId id) {
  taps_.erase(id);
}

void Bridge::take(Station& from, const Frame& frame, Time now) {
  if (!waiting_.is_empty()) advance(now);  // what was due before comes before
  ++from.counters.sent_frames;
  from.counters.sent_bytes += frame.bytes().size();
  if (!from.is_link_up) return;
  const auto source = frame.source();
  if (!is_multicast(source) && (learned_.size() < most_addresses || learned_.contains(source)))
    learned_[source] = &from;
  for (const auto& [id, tap] : taps_)
    if (tap.scope.covers_cable(network_, from.id.machine)) tap.see(frame);
  if (!from.outgoing) return forward(from, frame, now);
  if (const auto leaves = from.outgoing->admit(now, frame.bytes().size()))
    hold(*leaves, {.stage = Stage::lookup, .from = &from}, frame);
  else
    ++from.counters.dropped_by(Cause::queue_full);
}

void Bridge::forward(Station& from, const Frame& frame, Time now) {
  const auto destination = frame.destination();
  if (!is_multicast(destination)) {
    const auto known = learned_.find(destination);
    if (known != learned_.end()) return deliver(from, *known->second, frame, now);
  }
  for (const auto& [id, to] : stations_) deliver(from, *to, frame, now);
}

void Bridge::deliver(Station& from, Station& to, const Frame& frame, Time now) {
  if (&from == &to) return;
  if (conditions_.empty()) return arrive(from, to, frame);
  auto& conditions = path(from, to).conditions;
  const auto fate = decide(frame.bytes(), conditions);
  if (fate.dropped) {
    ++to.counters.dropped_by(*fate.dropped);
    return;
  }
  to.counters.duplicated += fate.copies - 1;
  to.counters.reordered += fate.may_overtake ? 1 : 0;
  to.counters.corrupted += fate.turned_bits.empty() ? 0 : 1;
  const auto goes_on = fate.turned_bits.empty() ? frame : keep(turned(frame, fate.turned_bits));
  for (std::size_t copy = 0; copy < fate.copies; ++copy) pass_path(from, to, goes_on, fate, now);
}

void Bridge::pass_path(Station& from, Station& to, const Frame& frame, const Fate& fate, Time now) {
  Journey journey{.stage = Stage::receiver,
                  .from = &from,
                  .to = &to,
                  .delay = fate.delay,
                  .may_overtake = fate.may_overtake};
  auto& limit = path(from, to).limit;
  if (!limit) return pass_receiver(std::move(journey), frame, now);
  if (const auto leaves = limit->admit(now, frame.bytes().size()))
    hold(*leaves, std::move(journey), frame);
  else
    ++to.counters.dropped_by(Cause::queue_full);
}

void Bridge::pass_receiver(Journey journey, const Frame& frame, Time now) {
  auto arrives = now;
  if (auto& limit = journey.to->incoming) {
    const auto leaves = limit->admit(now, frame.bytes().size());
    if (!leaves) {
      ++journey.to->counters.dropped_by(Cause::queue_full);
      return;
    }
    arrives = *leaves;
  }
  arrives += journey.delay;
  if (!journey.may_overtake) {
    auto& latest = path(*journey.from, *journey.to).latest_arrival;
    arrives = latest = std::max(latest, arrives);
  }
  if (arrives <= now) return arrive(*journey.from, *journey.to, frame);
  journey.stage = Stage::arrival;
  hold(arrives, std::move(journey), frame);
}

void Bridge::arrive(Station& from, Station& to, const Frame& frame) {
  if (!to.send || !to.is_link_up) {
    ++to.counters.dropped_by(Cause::unplugged);
    return;
  }
  for (const auto& [id, tap] : taps_)
    if (tap.scope.is_path() ? tap.scope.covers(network_, from.id.machine, to.id.machine)
                            : tap.arrivals && tap.scope.covers_cable(network_, to.id.machine))
      tap.see(frame);
  if (to.send(frame)) {
    ++to.counters.received_frames;
    to.counters.received_bytes += frame.bytes().size();
  } else {
    ++to.counters.dropped_by(Cause::not_read);
  }
}

void Bridge::hold(Time until, Journey journey, const Frame& frame) {
  if (journey.number == 0) journey.number = ++journey_count_;
  if (journey.wire.empty()) journey.wire = frame.wire();
  waiting_.put(until, std::move(journey));
}

Frame Bridge::keep(std::string wire) {
  return Frame(kept_.emplace_back(std::move(wire)));
}

void Bridge::go_on(Journey journey, Time now) {
  const auto stage = journey.stage;
  const auto frame = keep(std::move(journey.wire));
  journey.wire.clear();
  switch (stage) {
    case Stage::lookup: return forward(*journey.from, frame, now);
    case Stage::receiver: return pass_receiver(std::move(journey), frame, now);
    case Stage::arrival: return arrive(*journey.from, *journey.to, frame);
  }
}

std::optional<Time> Bridge::next_due() const {
  return waiting_.next_due();
}

void Bridge::advance(Time now) {
  // Each goes on from the moment at which it was due, so that a late look at the clock is not added up.
  while (auto due = waiting_.take(now)) go_on(std::move(due->second), due->first);
}

}  // namespace vmt::machine::network
