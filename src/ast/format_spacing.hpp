// What stands between two tokens of one line: a blank or nothing.
#pragma once

#include "ast/format_tokens.hpp"

namespace vmt {

enum class Bracket : std::uint8_t { block, map, round, square };

// Whether there is a blank between `left` and `right`. `before` is the token before `left`, or null;
// `around` the bracket that `left` stands in or opens, `right` stands in or closes.
bool has_blank_between(const Token* before, const Token& left, const Token& right, Bracket around);

// Whether the `-` is that of a negative number. `before` is the token before it, or null.
bool is_negation(const Token* before, const Token& minus);

}  // namespace vmt
