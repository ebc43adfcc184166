// Faults of the network as phrases. Each takes hold at once, and stays until `heal` or, written as a
// block, until the block ends.
#include "commands/commands.hpp"
#include "commands/network_operands.hpp"
#include "machine/switch/networks.hpp"

namespace vmt::commands {
namespace {

namespace net = machine::network;

Value slow(Call& call) {
  return put(call, scope_of(call), delay_of(call));
}
Value lose(Call& call) {
  return put(call, scope_of(call), loss_of(call));
}
Value limit(Call& call) {
  return put(call, scope_of(call), limit_of(call));
}
Value duplicate(Call& call) {
  return put(call, scope_of(call), duplicate_of(call));
}
Value corrupt(Call& call) {
  return put(call, scope_of(call), corrupt_of(call));
}
Value reorder(Call& call) {
  return put(call, scope_of(call), reorder_of(call));
}

Value cut_one_way(Call& call) {
  return put(call, scope_of(call), net::Cut{});
}

Value cut(Call& call) {
  net::Scope scope = scope_of(call);
  scope.sources = some_machines(call, "machines");
  scope.targets = some_machines(call, "others");
  scope.both_ways = true;
  return put(call, std::move(scope), net::Cut{});
}

Value heal(Call& call) {
  auto& networks = call.lab().networks();
  networks.heal();
  for (const auto card : networks.blocked())
    call.lab().machine(card.machine).set_link(card.interface, true, call.patience());
  return {};
}

constexpr auto rows = std::to_array<Form>({
    {.phrase = "cut {machines:machines} from {others:machines} [on {where:network}] [{body:block}]",
     .doc = "No frame passes between the two any more, in either direction. Their links stay up, so only "
            "silence tells them.",
     .example = "cut web from db",
     .run = cut},
    {.phrase = "cut {from:machines} to {to:machines} [on {where:network}] [{body:block}]",
     .doc = "No frame from the first arrives at the second any more; those in the other direction do.",
     .example = "cut web to db",
     .run = cut_one_way},
    {.phrase = "partition {machines:machines} from {others:machines} [on {where:network}] [{body:block}]",
     .doc = "Splits the network: no frame passes between a machine of the one side and one of the other.",
     .example = "partition [web, client] from [db] { client.fail \"ping -c 1 -W 1 db\" }",
     .run = cut},
    {.phrase = "heal",
     .doc = "Lifts every fault that a command has set and plugs in every blocked machine. What a `network` "
            "declares stays, and so does what ends with its block.",
     .example = "heal",
     .run = heal},

    {.phrase = "slow {where:link} by {delay:duration} [jitter {jitter:duration}] [distribution normal] "
               "[{body:block}]",
     .doc = "Delays frames: of a machine all that it sends and gets, of a network all that passes. With "
            "`jitter` each takes more or less by up to so much, or with `distribution normal` by that "
            "standard deviation. Frames of one direction never overtake each other.",
     .example = "slow web by 100ms jitter 10ms",
     .run = slow},
    {.phrase = "slow between {among:machines} by {delay:duration} [jitter {jitter:duration}] "
               "[distribution normal] [on {where:link}] [{body:block}]",
     .doc = "Delays what passes between any two of the machines.",
     .example = "slow between [web, db] by 20ms",
     .run = slow},
    {.phrase =
         "slow [from {from:machines}] [to {to:machines}] by {delay:duration} [jitter {jitter:duration}] "
         "[distribution normal] [on {where:link}] [{body:block}]",
     .doc = "Delays frames of one direction: what a machine sends, what it gets, or what the one sends to "
            "the other.",
     .example = "slow from web to db by 20ms",
     .run = slow},

    {.phrase = "lose {share:percentage} [in bursts of {frames:number}] [on {where:link}] "
               "[from {from:machines}] [to {to:machines}] [{body:block}]",
     .doc = "Loses this share of the frames, by chance (see `--seed`). In bursts, as radio links do: as "
            "much on average, in runs of about so many frames (the model of Gilbert and Elliott).",
     .example = "lose 5% on web",
     .run = lose},
    {.phrase = "lose {share:percentage} between {among:machines} [in bursts of {frames:number}] "
               "[on {where:link}] [{body:block}]",
     .doc = "Loses this share of the frames between any two of the machines.",
     .example = "lose 20% between [web, db] in bursts of 8",
     .run = lose},

    {.phrase = "duplicate {share:percentage} [on {where:link}] [from {from:machines}] [to {to:machines}] "
               "[{body:block}]",
     .doc = "Lets this share of the frames arrive twice.",
     .example = "duplicate 10% on web",
     .run = duplicate},
    {.phrase = "duplicate {share:percentage} between {among:machines} [on {where:link}] [{body:block}]",
     .doc = "Lets this share of the frames between any two of the machines arrive twice.",
     .example = "duplicate 10% between [web, db]",
     .run = duplicate},

    {.phrase = "reorder {share:percentage} [by {time:duration}] [on {where:link}] [from {from:machines}] "
               "[to {to:machines}] [{body:block}]",
     .doc = "Holds this share of the frames back, 10ms unless said, so that those behind overtake them.",
     .example = "reorder 10% by 5ms on web",
     .run = reorder},
    {.phrase = "reorder {share:percentage} between {among:machines} [by {time:duration}] [on {where:link}] "
               "[{body:block}]",
     .doc = "Holds back this share of the frames between any two of the machines.",
     .example = "reorder 10% between [web, db]",
     .run = reorder},

    {.phrase = "corrupt {share:percentage} [on {where:link}] [from {from:machines}] [to {to:machines}] "
               "[{body:block}]",
     .doc = "Turns one bit in this share of the frames, somewhere behind the Ethernet header. Checksums "
            "find most of it: the guest drops such a frame.",
     .example = "corrupt 1% on web",
     .run = corrupt},
    {.phrase = "corrupt {share:percentage} between {among:machines} [on {where:link}] [{body:block}]",
     .doc = "Turns one bit in this share of the frames between any two of the machines.",
     .example = "corrupt 1% between [web, db]",
     .run = corrupt},

    {.phrase = "limit {where:link} to {rate:rate} [queue {size:size}] [{body:block}]",
     .doc = "A slow line: each cable, of the machine or of all machines of the network, carries no more "
            "than this in each direction. What comes too fast waits in a queue, 100 ms of the rate long "
            "unless said, and is dropped when that is full.",
     .example = "limit web to 10mbit queue 64KiB",
     .run = limit},
    {.phrase = "limit between {among:machines} to {rate:rate} [queue {size:size}] [on {where:link}] "
               "[{body:block}]",
     .doc = "A slow line between any two of the machines, in each direction.",
     .example = "limit between [web, db] to 1mbit",
     .run = limit},
    {.phrase = "limit from {from:machines} to {to:machines} to {rate:rate} [queue {size:size}] "
               "[on {where:link}] [{body:block}]",
     .doc = "A slow line for what the one sends to the other.",
     .example = "limit from web to db to 1mbit",
     .run = limit},
    {.phrase =
         "limit from {from:machines} to {rate:rate} [queue {size:size}] [on {where:link}] [{body:block}]",
     .doc = "A slow line from the machine to each of the others.",
     .example = "limit from web to 1mbit",
     .run = limit},
});

}  // namespace

std::span<const Form> network_faults() {
  return rows;
}

}  // namespace vmt::commands
