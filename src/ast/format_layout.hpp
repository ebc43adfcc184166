// Tokens -> lines: where lines end, and how far they are indented.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "ast/format_spacing.hpp"
#include "ast/format_tokens.hpp"

namespace vmt {

struct Layout {
  std::string text;
  // Braces (as places in `tokens`) of the outermost one-line blocks whose line became wider than allowed.
  std::vector<std::size_t> too_wide;
};

// `opened_up` has the braces of blocks that get lines of their own, however they were written.
Layout lay_out(const std::vector<Token>& tokens, const std::set<std::size_t>& opened_up);

// A `"""` text of a statement that is indented by `indent` blanks, with the same value as before. Its lines
// stand deeper than the statement: where they have no indentation of their own, the closing quotes do, too.
std::string moved_block_text(std::string_view text, std::size_t indent);

}  // namespace vmt
