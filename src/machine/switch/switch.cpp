#include "machine/switch/switch.hpp"

#include <algorithm>

namespace vmt::machine::network {

Switch::Switch(IoThread& io, std::size_t network, std::uint64_t seed)
    : io_(io), bridge_(network, seed), timer_(io.context()) {}

void Switch::attach(PortId id, Descriptor channel) {
  auto& port = ports_[id];
  auto& station = bridge_.attach(id, [this, &port](const Frame& frame) {
    if (std::ranges::find(touched_, port.get()) == touched_.end()) touched_.push_back(port.get());
    return port->send(frame);
  });
  Port::Events events;
  events.frame = [this, &station](const Frame& frame) {
    // One look at the clock is enough for all that came in one read.
    if (!std::exchange(is_batch_open_, true)) now_ = Time::clock::now();
    bridge_.take(station, frame, now_);
  };
  events.batch_ended = [this] { end_batch(); };
  events.closed = [this, id] {
    detach(id);
    end_batch();  // of what came before the end
  };
  port = std::make_unique<Port>(io_, std::move(channel), std::move(events));
}

void Switch::detach(PortId id) {
  bridge_.detach(id);
  const auto found = ports_.find(id);
  if (found == ports_.end()) return;
  std::erase(touched_, found->second.get());
  ports_.erase(found);
}

void Switch::set_conditions(const Conditions& all) {
  bridge_.set_conditions(all, Time::clock::now());
  end_batch();
}

void Switch::end_batch() {
  is_batch_open_ = false;
  for (auto* port : touched_) port->flush();
  touched_.clear();
  bridge_.flushed();
  set_timer();
}

void Switch::set_timer() {
  const auto due = bridge_.next_due();
  if (due == timer_due_) return;
  timer_due_ = due;
  if (!due) {
    timer_.cancel();
    return;
  }
  timer_.expires_at(*due);
  timer_.async_wait([this](boost::system::error_code error) {
    if (error) return;  // set anew, or the switch is gone
    timer_due_.reset();
    bridge_.advance(Time::clock::now());
    end_batch();
  });
}

}  // namespace vmt::machine::network
