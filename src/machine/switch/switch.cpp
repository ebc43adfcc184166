#include "machine/switch/switch.hpp"

#include <algorithm>

namespace vmt::machine::network {

void Switch::attach(PortId id, Descriptor channel) {
  auto& place = ports_[id];
  Port::Events events;
  events.frame = [this, id](const Frame& frame) { take(*ports_.at(id), frame); };
  events.batch_ended = [this] { flush(); };
  events.closed = [this, id] { detach(id); };
  place = std::make_unique<Port>(io_, id, std::move(channel), std::move(events));
}

void Switch::detach(PortId id) {
  const auto found = ports_.find(id);
  if (found == ports_.end()) return;
  std::erase_if(learned_, [&](const auto& learned) { return learned.second == found->second.get(); });
  std::erase(touched_, found->second.get());
  ports_.erase(found);
}

void Switch::set_link(PortId id, bool is_up) {
  if (const auto found = ports_.find(id); found != ports_.end()) found->second->is_link_up = is_up;
}

Counters Switch::counters(PortId id) const {
  const auto found = ports_.find(id);
  return found == ports_.end() ? Counters{} : found->second->counters;
}

void Switch::take(Port& from, const Frame& frame) {
  if (!from.is_link_up) return;
  const auto source = frame.source();
  if (!is_multicast(source) && (learned_.size() < most_addresses || learned_.contains(source)))
    learned_[source] = &from;
  const auto destination = frame.destination();
  if (!is_multicast(destination)) {
    const auto known = learned_.find(destination);
    if (known != learned_.end()) return deliver(frame, from, *known->second);
  }
  for (const auto& [id, port] : ports_) deliver(frame, from, *port);
}

void Switch::deliver(const Frame& frame, Port& from, Port& to) {
  if (&from == &to || !to.is_link_up) return;
  if (std::ranges::find(touched_, &to) == touched_.end()) touched_.push_back(&to);
  to.send(frame);
}

void Switch::flush() {
  for (auto* port : touched_) port->flush();
  touched_.clear();
}

}  // namespace vmt::machine::network
