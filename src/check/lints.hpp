// What is reported when everything else is known.
#pragma once

#include "check/context.hpp"

namespace vmt::checking {

// File-level bindings that act on a machine, though no machine runs yet when they get their values.
void check_globals(Context& context);

// File-level bindings that nobody reads.
void report_unused_globals(Context& context);

// `# vmt: allow(rule)` that silenced nothing. Call last.
void report_allowances(Context& context);

}  // namespace vmt::checking
