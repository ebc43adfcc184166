// Literals against what their place allows: ports, durations, percentages, patterns, paths. Only what a
// script says literally can be checked before the run.
#pragma once

#include "check/body.hpp"

namespace vmt::checking {

// Ranges of ports, durations and the like, and texts of roles that are narrower than text.
void check_literal(Context& context, const ast::Expression& written, const program::Expression& checked,
                   Role role);

// A literal text must be a regular expression that RE2 reads.
void check_pattern(Context& context, const ast::Expression& written, const program::Expression& checked);

// `30` where a duration is wanted: proposes `30s`.
void propose_unit(Diagnostic& diagnostic, const ast::Expression& written, Type wanted);

// Where byte `index` of a literal text was written; the whole text when it has interpolations.
Span place_in(const ast::Expression& written, std::size_t index);

}  // namespace vmt::checking
