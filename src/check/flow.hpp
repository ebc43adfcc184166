// Questions about what happens in which order, asked of the finished program: is a machine used while it
// is off, can a wait ever come true.
#pragma once

#include "check/context.hpp"

namespace vmt::checking {

// Follows `shutdown`, `crash` and `start` through setup and tests, and reports a machine that is used
// while it is off on every path.
void check_power(Context& context);

// Reports a wait for a port of a machine that shares no network with the one that waits, and a fault of a network
// that is about a machine that is not on it.
void check_networks(Context& context);

}  // namespace vmt::checking
