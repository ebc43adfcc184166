// A script as the formatter sees it: its tokens and comments in order, each knowing what stood before it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace vmt {

enum class TokenKind : std::uint8_t { word, number, text, block_text, sign, comment };

struct Token {
  TokenKind kind;
  std::string_view text;        // in the source; a comment has no blanks at its end
  std::size_t line_breaks = 0;  // before it, since the token before
  bool is_glued = false;        // nothing at all stands between it and the token before
  bool glues_next = false;      // nor between it and the next one

  bool is(std::string_view spelling) const { return kind == TokenKind::sign && text == spelling; }
  bool is_comment() const { return kind == TokenKind::comment; }
};

// The tokens of a script without mistakes. A byte order mark is none.
std::vector<Token> format_tokens(std::string_view text);

// Whether a statement goes on behind this token, on whatever line the next one is. `before` is the token
// before it, or null.
bool continues_statement(const Token& token, const Token* before);

}  // namespace vmt
