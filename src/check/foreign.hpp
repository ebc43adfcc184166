// Habits from elsewhere: how the NixOS test driver, Python and the shell say what vmt says differently.
#pragma once

#include <span>

#include "check/body.hpp"
#include "check/match.hpp"

namespace vmt::checking {

// Each returns false, and reports nothing, for a name that is not known from elsewhere.

// `web.wait_for_unit("x")`; `whole` is replaced when all operands are there.
bool report_foreign_method(Context& context, const ast::Name& method, Span receiver, Span whole,
                           std::span<const Given> given);
// `start_all()`
bool report_foreign_function(Context& context, const ast::Name& name, Span whole,
                             std::span<const Given> given);
// `line.strip()`, `answer.stdout`: what values of the type have elsewhere.
bool report_foreign_member(Context& context, const ast::Name& member, Type type, Span receiver, Span whole,
                           std::span<const Given> given);
// `time.sleep(5)`, `json.loads(page)`: a function of a module, when no variable is called like the module.
bool report_foreign_module(Body& body, const ast::Member& member, Span whole, std::span<const Given> given);
// `assert x == 1`
bool report_foreign_word(Context& context, const ast::Name& word);

}  // namespace vmt::checking
