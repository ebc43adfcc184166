// Small questions to the text of a script, for messages.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "ast/ast.hpp"

namespace vmt {

bool is_digit(char c);
bool is_word_byte(char c);  // what a name is made of

// The bytes of the character at `at`; 1 for what is no UTF-8.
std::size_t character_size(std::string_view text, std::size_t at);

// The bytes of what a reader would call one thing: a word, a number with its unit, a text up to its end
// or that of the line, a sign. 0 at the end of a line.
std::size_t token_size(std::string_view text, std::size_t at);

// Behind the last thing before `at` that is no blank, no line end and no comment. `trivia` has the
// comments seen so far.
std::size_t behind_last_token(std::string_view text, std::size_t at,
                              const std::vector<ast::Trivia>& trivia);

}  // namespace vmt
