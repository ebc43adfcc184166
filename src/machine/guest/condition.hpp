// Waiting, in the guest, until something there becomes true.
#pragma once

#include <string>

#include "machine/guest/agent_link.hpp"
#include "machine/machine.hpp"

namespace vmt::machine::guest {

// Throws Trouble: timed_out with a note of what the guest saw last, cannot_hold with its reason,
// refused, machine_lost, stopped.
void await_condition(AgentLink& link, const GuestCondition& condition, const Patience& patience);

// "port 80", "file `/etc/passwd`": what is waited for, for people.
std::string show(const GuestCondition& condition);

}  // namespace vmt::machine::guest
