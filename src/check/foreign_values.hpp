// Values that a text names in the way of another language: `${name}`, `{name}`, `%{name}`, `$name`.
#pragma once

#include "check/body.hpp"

namespace vmt::checking {

// Who reads the text. A shell has a meaning of its own for `$name` and `${name}`.
enum class TextReader : std::uint8_t { nobody, shell };

// Warns where the text has the name of a visible variable in a form that would put its value in elsewhere,
// and proposes `#{name}`. The variable then counts as used: that it isn't would be the same mistake told
// twice.
void check_foreign_values(Body& body, const ast::Text& text, TextReader reader);

}  // namespace vmt::checking
