// Commands whose pieces are all there, in an order that no phrase has.
#pragma once

#include <span>

#include "check/match.hpp"

namespace vmt::checking {

// Offers the order in which the pieces are a command, when one part has to move for that, perhaps with the
// `on` that its machine lacks. Returns whether it did.
bool propose_order(Diagnostic& diagnostic, std::span<const Shape* const> shapes,
                   std::span<const Given> given);

}  // namespace vmt::checking
