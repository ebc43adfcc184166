// Habits from elsewhere: how the NixOS test driver, Python and the shell say what vmt says differently.
#pragma once

#include <span>

#include "check/context.hpp"
#include "check/match.hpp"

namespace vmt::checking {

// Each returns false, and reports nothing, for a name that is not known from elsewhere.

// `web.wait_for_unit("x")`; `whole` is replaced when all operands are there.
bool report_foreign_method(Context& context, const ast::Name& method, Span receiver, Span whole,
                           std::span<const Given> given);
// `start_all()`
bool report_foreign_function(Context& context, const ast::Name& name, Span whole,
                             std::span<const Given> given);
// `assert x == 1`
bool report_foreign_word(Context& context, const ast::Name& word);

}  // namespace vmt::checking
