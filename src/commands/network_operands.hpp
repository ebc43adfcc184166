// What the commands of the network have in common: where, and what.
#pragma once

#include <optional>

#include "interpreter/call.hpp"
#include "machine/switch/condition.hpp"

namespace vmt::commands {

// The part of the network that the command's holes name: `where`, `among`, `from`, `to`, as far as its
// phrase has them and the script fills them. Throws ValueError for a list without a machine.
machine::network::Scope scope_of(Call& call);

// The network of the hole `where`, as an index; nothing when the script names none.
std::optional<std::size_t> chosen_network(Call& call);

// The machines of a hole; throws ValueError when there are none.
std::vector<std::size_t> some_machines(Call& call, std::string_view hole);

// The effect that the command's holes describe. They throw ValueError for what no network can do.
machine::network::Effect delay_of(Call& call);      // `delay`, `jitter`, the group `distribution normal`
machine::network::Effect loss_of(Call& call);       // `share`, `frames`
machine::network::Effect limit_of(Call& call);      // `rate`, `size`
machine::network::Effect duplicate_of(Call& call);  // `share`
machine::network::Effect corrupt_of(Call& call);    // `share`
machine::network::Effect reorder_of(Call& call);    // `share`, `time`

// The frames that the groups of words `arp` to `udp` and the hole `port` choose.
machine::network::PacketFilter filter_of(Call& call);

// Puts the effect on the scope: until the end of the command's block, or without one until `heal`.
Value put(Call& call, machine::network::Scope scope, machine::network::Effect effect);

}  // namespace vmt::commands
