// The settings of networks: addresses, and the faults that a network has from its first frame on.
#include "commands/commands.hpp"
#include "commands/network_operands.hpp"

namespace vmt::commands {
namespace {

Value declare(Call& call, machine::network::Effect effect) {
  call.network_config().effects.push_back(std::move(effect));
  return {};
}

Value subnet(Call& call) {
  call.network_config().subnet = call.text("addresses");
  return {};
}

Value delay(Call& call) {
  return declare(call, delay_of(call));
}
Value loss(Call& call) {
  return declare(call, loss_of(call));
}
Value rate(Call& call) {
  return declare(call, limit_of(call));
}
Value duplicate(Call& call) {
  return declare(call, duplicate_of(call));
}
Value reorder(Call& call) {
  return declare(call, reorder_of(call));
}
Value corrupt(Call& call) {
  return declare(call, corrupt_of(call));
}

constexpr auto rows = std::to_array<Form>({
    {.phrase = "subnet {addresses:text}",
     .doc = "The IPv4 addresses of the network; unless said, 192.168.N.0/24 with the network's number.",
     .example = "subnet \"192.168.7.0/24\"",
     .run = subnet},
    {.phrase = "delay {delay:duration} [jitter {jitter:duration}] [distribution normal]",
     .doc = "How long each frame is under way; see `slow`.",
     .example = "delay 20ms jitter 2ms",
     .run = delay},
    {.phrase = "loss {share:percentage} [in bursts of {frames:number}]",
     .doc = "The share of frames that is lost; see `lose`.",
     .example = "loss 1%",
     .run = loss},
    {.phrase = "rate {rate:rate} [queue {size:size}]",
     .doc = "What each cable carries in each direction; see `limit`.",
     .example = "rate 10mbit queue 64KiB",
     .run = rate},
    {.phrase = "duplicate {share:percentage}",
     .doc = "The share of frames that arrives twice.",
     .example = "duplicate 1%",
     .run = duplicate},
    {.phrase = "reorder {share:percentage} [by {time:duration}]",
     .doc = "The share of frames that is held back, 10ms unless said.",
     .example = "reorder 1% by 5ms",
     .run = reorder},
    {.phrase = "corrupt {share:percentage}",
     .doc = "The share of frames in which one bit is turned.",
     .example = "corrupt 0.1%",
     .run = corrupt},
});

}  // namespace

std::span<const Form> network_settings() {
  return rows;
}

}  // namespace vmt::commands
