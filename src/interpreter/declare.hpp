// Program -> LabConfig: the machines and networks that a script declares, with their settings evaluated.
#pragma once

#include <string_view>

#include "interpreter/interpreter.hpp"
#include "machine/config.hpp"

namespace vmt {

// The network of machines that name none.
inline constexpr std::string_view default_network = "default";

// Evaluates every setting. Throws Failure at the setting that cannot be.
machine::LabConfig declare(const program::Program& program, World& world, const std::vector<Value>& globals);

// Where a script says it: the machine's setting that begins with the word, without one the machine's name.
Span setting_span(const program::Machine& machine, std::string_view word);

}  // namespace vmt
