// Commands for the cables of the machines.
#include <chrono>
#include <vector>

#include "commands/commands.hpp"
#include "commands/network_operands.hpp"
#include "machine/switch/networks.hpp"

namespace vmt::commands {
namespace {

using machine::network::PortId;

// Putting a cable back is asked of QEMU, which answers at once unless it is on its way out.
constexpr std::chrono::seconds patience_with_qemu{10};

std::vector<PortId> chosen_cards(Call& call) {
  std::vector<PortId> cards;
  for (const auto machine : call.machine_indices("machines")) {
    const auto its = call.lab().networks().cards_of(machine, chosen_network(call));
    cards.insert(cards.end(), its.begin(), its.end());
  }
  return cards;
}

void set_links(Call& call, const std::vector<PortId>& cards, bool is_up, const Patience& patience) {
  for (const auto card : cards) call.lab().machine(card.machine).set_link(card.interface, is_up, patience);
}

// The cables that were in before the block are in again after it, however it ends.
class Pulled {
public:
  Pulled(Call& call, std::vector<PortId> cards) : call_(call), cards_(std::move(cards)) {
    for (const auto card : call.lab().networks().blocked()) std::erase(cards_, card);
    set_links(call_, cards_, false, call_.patience());
  }
  // The lab may be another one by now, restored from a checkpoint; or gone, when that went wrong.
  ~Pulled() {
    if (!call_.has_lab()) return;
    try {
      set_links(call_, cards_, true, {Deadline::in(patience_with_qemu), {}});
    } catch (const machine::Trouble&) {
      // A machine that is lost says so to the next command that needs it.
    }
  }
  Pulled(const Pulled&) = delete;
  Pulled& operator=(const Pulled&) = delete;

private:
  Call& call_;
  std::vector<PortId> cards_;
};

Value block(Call& call) {
  if (!call.has_block()) {
    set_links(call, chosen_cards(call), false, call.patience());
    return {};
  }
  const Pulled until_the_end(call, chosen_cards(call));
  call.run_block();
  return {};
}

Value unblock(Call& call) {
  set_links(call, chosen_cards(call), true, call.patience());
  return {};
}

Value forwarded(Call& call) {
  const auto guest_port = call.port("port");
  if (const auto host_port = call.machine("machine").forwarded(guest_port))
    return static_cast<std::int64_t>(*host_port);
  auto failure = call.failure("nothing on the host leads to this port of the machine");
  failure.diagnostic.help("say `forward any to " + std::to_string(guest_port) + "` in the machine");
  throw failure;
}

constexpr auto rows = std::to_array<Form>({
    {.phrase = "block {machines:machines} [on {where:network}] [{body:block}]",
     .doc = "Pulls the network cables of the machine. The guest sees the carrier go.",
     .example = "block web",
     .run = block},
    {.phrase = "unblock {machines:machines} [on {where:network}]",
     .doc = "Plugs the network cables of the machine in again.",
     .example = "unblock web",
     .run = unblock},
    {.phrase = "{machine:machine}.forwarded {port:port}",
     .result = Kind::integer,
     .doc = "The port on the host's 127.0.0.1 that leads to this port of the machine.",
     .example = "let port = web.forwarded(80)",
     .run = forwarded,
     .power = PowerUse::none},
});

}  // namespace

std::span<const Form> network() {
  return rows;
}

}  // namespace vmt::commands
