// Commands for the cables of the machines.
#include "commands/commands.hpp"
#include "interpreter/call.hpp"

namespace vmt::commands {
namespace {

Value set_links(Call& call, bool is_up) {
  for (const auto index : call.machine_indices("machines"))
    call.lab().machine(index).set_link(is_up, call.patience());
  return {};
}

Value block(Call& call) { return set_links(call, false); }
Value unblock(Call& call) { return set_links(call, true); }

Value forwarded(Call& call) {
  const auto guest_port = call.port("port");
  if (const auto host_port = call.machine("machine").forwarded(guest_port))
    return static_cast<std::int64_t>(*host_port);
  auto failure = call.failure("nothing on the host leads to this port of the machine");
  failure.diagnostic.help("say `forward any to " + std::to_string(guest_port) + "` in the machine");
  throw failure;
}

constexpr auto rows = std::to_array<Form>({
    {.phrase = "block {machines:machines}",
     .doc = "Pulls the network cables of the machine. The guest sees the carrier go.",
     .example = "block web",
     .run = block},
    {.phrase = "unblock {machines:machines}",
     .doc = "Plugs the network cables of the machine in again.",
     .example = "unblock web",
     .run = unblock},
    {.phrase = "{machine:machine}.forwarded {port:port}",
     .result = Kind::integer,
     .doc = "The port on the host's 127.0.0.1 that leads to this port of the machine.",
     .example = "let port = web.forwarded(80)",
     .run = forwarded},
});

}  // namespace

std::span<const Form> network() { return rows; }

}  // namespace vmt::commands
