#include "commands/network_operands.hpp"

#include <fmt/format.h>

#include "interpreter/operators.hpp"
#include "machine/switch/networks.hpp"

namespace vmt::commands {

namespace net = machine::network;

namespace {

constexpr double whole_percent = 100;

bool is_given(Call& call, std::string_view hole) {
  return call.may_have(hole) && call.has(hole);
}

double share_of(Call& call) {
  const auto percent = call.value("share").as<PercentageValue>().percent;
  if (percent < 0 || percent > whole_percent)
    throw ValueError(fmt::format("a share of the frames is from 0% to 100%, and this is {:g}%", percent));
  return percent / whole_percent;
}

std::chrono::nanoseconds time_of(Call& call, std::string_view hole) {
  const auto time = call.value(hole).as<DurationValue>();
  if (time.nanoseconds < 0) throw ValueError("a frame can't arrive before it was sent: " + show(time));
  return std::chrono::nanoseconds(time.nanoseconds);
}

double number_of(const Value& value) {
  return value.is<double>() ? value.as<double>() : static_cast<double>(value.as<std::int64_t>());
}

// A condition that ends with this, also when its block fails.
class Held {
public:
  Held(Call& call, net::ConditionPtr condition) : call_(call), condition_(std::move(condition)) {}
  // The lab may be another one by now, restored from a checkpoint; or gone, when that went wrong.
  ~Held() {
    if (call_.has_lab()) call_.lab().networks().lift(condition_);
  }
  Held(const Held&) = delete;
  Held& operator=(const Held&) = delete;

private:
  Call& call_;
  net::ConditionPtr condition_;
};

template <std::size_t count>
net::Protocol chosen_protocol(
    Call& call, const std::array<std::pair<std::string_view, net::Protocol>, count>& protocols) {
  auto chosen = net::Protocol::any;
  for (const auto& [word, protocol] : protocols) {
    if (!call.has_word(word)) continue;
    if (chosen != net::Protocol::any)
      throw ValueError(fmt::format("a frame has one of these protocols only; `{}` is one too many", word));
    chosen = protocol;
  }
  return chosen;
}

}  // namespace

std::vector<std::size_t> some_machines(Call& call, std::string_view hole) {
  auto machines = call.machine_indices(hole);
  if (machines.empty()) throw ValueError("this list has no machine in it");
  return machines;
}

net::Scope scope_of(Call& call) {
  net::Scope scope;
  if (is_given(call, "where")) {
    if (call.value("where").is<NetworkValue>())
      scope.network = call.value("where").as<NetworkValue>().index;
    else
      scope.machines = some_machines(call, "where");
  }
  if (is_given(call, "among")) scope.sources = scope.targets = some_machines(call, "among");
  if (is_given(call, "from")) scope.sources = some_machines(call, "from");
  if (is_given(call, "to")) scope.targets = some_machines(call, "to");
  return scope;
}

net::Effect delay_of(Call& call) {
  net::Delay delay{.time = time_of(call, "delay")};
  if (call.has("jitter")) delay.jitter = time_of(call, "jitter");
  if (call.has_word("distribution")) delay.distribution = net::Distribution::normal;
  return delay;
}

net::Effect loss_of(Call& call) {
  const auto share = share_of(call);
  if (!call.has("frames")) return net::Loss::independent(share);
  const auto frames = number_of(call.value("frames"));
  if (const auto loss = net::Loss::bursts(share, frames)) return *loss;
  throw ValueError(fmt::format(
      "{:g}% of the frames can't be lost in bursts of {:g}: {}", share * whole_percent, frames,
      frames < 1 ? "a burst has at least one frame" : "there would be no frame between the bursts"));
}

net::Effect limit_of(Call& call) {
  net::Limit limit{.bits_per_second = call.value("rate").as<RateValue>().bits_per_second};
  if (limit.bits_per_second <= 0)
    throw ValueError("a rate of nothing lets no frame through; `cut` and `block` say that");
  limit.queue_bytes = call.has("size") ? call.value("size").as<SizeValue>().bytes
                                       : net::Limit::default_queue_bytes(limit.bits_per_second);
  if (limit.queue_bytes < 0) throw ValueError("a queue has a size of 0 or more");
  return limit;
}

net::Effect duplicate_of(Call& call) {
  return net::Duplicate{share_of(call)};
}
net::Effect corrupt_of(Call& call) {
  return net::Corrupt{share_of(call)};
}

net::Effect reorder_of(Call& call) {
  net::Reorder reorder{.share = share_of(call)};
  if (call.has("time")) reorder.time = time_of(call, "time");
  return reorder;
}

net::PacketFilter filter_of(Call& call) {
  net::PacketFilter filter{.network = chosen_protocol(call, net::network_protocols),
                           .transport = chosen_protocol(call, net::transport_protocols)};
  if (!call.has("port")) return filter;
  if (filter.network == net::Protocol::arp || filter.transport == net::Protocol::icmp)
    throw ValueError("only tcp and udp have ports");
  filter.port = call.port("port");
  return filter;
}

std::optional<std::size_t> chosen_network(Call& call) {
  if (!is_given(call, "where")) return std::nullopt;
  return call.value("where").as<NetworkValue>().index;
}

Value put(Call& call, net::Scope scope, net::Effect effect) {
  auto& networks = call.lab().networks();
  const auto keeper = call.has_block() ? net::Keeper::block : net::Keeper::command;
  auto condition = networks.set(std::move(scope), std::move(effect), keeper);
  if (!call.has_block()) return {};
  const Held until_the_end(call, std::move(condition));
  call.run_block();
  return {};
}

}  // namespace vmt::commands
