// Program -> LabConfig: the machines and networks that a script declares, with their settings evaluated.
#pragma once

#include "interpreter/interpreter.hpp"
#include "machine/config.hpp"

namespace vmt {

// The network of machines that name none.
inline constexpr std::string_view default_network = "default";

// Evaluates every setting. Throws Failure at the setting that cannot be.
machine::LabConfig declare(const program::Program& program, World& world, const std::vector<Value>& globals);

// Where a script says what a machine boots: its `image` setting, or the machine's name.
Span image_span(const program::Machine& machine);

}  // namespace vmt
