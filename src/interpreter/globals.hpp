// The values that exist before any machine does: parameters, secrets and the script's own `let` and `var`.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "interpreter/interpreter.hpp"

namespace vmt {

// One for each global slot of the program. `parameters` are those that the command line sets, by name; the
// others have their defaults. Secrets come from the environment. Throws Failure (infrastructure) when a value
// is missing, and what the script's own expressions throw.
std::vector<Value> evaluate_globals(World& world, const std::map<std::string, Value>& parameters);

}  // namespace vmt
