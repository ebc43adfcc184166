// Shell text inside a script: where each interpolated value stands, and whether a shell could read the
// rest at all.
//
// What is read: the shell command language of POSIX.1-2017 (XCU chapter 2), and what bash adds to its
// shapes: `[[ ]]`, `(( ))`, arrays, `<( )`, `<<<`, `&>`, `function`. Nothing is expanded; only the
// literal parts decide.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ast/ast.hpp"

namespace vmt::checking {

// Where a value stands.
enum class ShellPlace : std::uint8_t {
  unquoted,
  single_quoted,
  double_quoted,
  here_document,
  here_document_literal,
  arithmetic,     // $(( )): a number is fine, a text is not
  backquotes,     // the same: what is inside is read twice
  comment,        // from here on no quoting could be right
  parameter,      // ${x:-...}
  dollar_quotes,  // $'...'
  behind_dollar,  // $#{...}
  behind_backslash,
  delimiter,  // <<#{...}
};

struct ShellValue {
  ShellPlace place = ShellPlace::unquoted;
  bool is_whole_word = false;  // nothing else belongs to the word, so a list can become several
};

enum class ShellFaultKind : std::uint8_t {
  unterminated,            // `what` opens something that nothing closes
  unexpected,              // `what` cannot stand here
  missing_word,            // `what`, such as `then`, should have come by here
  missing_command,         // behind `what`
  missing_target,          // of the redirection `what`
  missing_delimiter_line,  // of the here-document that `what` ends
  too_deep,
};

struct ShellFault {
  ShellFaultKind kind;
  std::string what;
  std::size_t begin = 0, end = 0;  // in ShellText::text
  std::string opened_by;           // for missing words: `if`
  std::size_t opened_at = 0;
};

// The literal characters of a text in a row; each value is one NUL, which no script can hold.
struct ShellText {
  std::string text;
  std::vector<std::uint32_t> offsets;  // in the source, of each byte of `text`

  explicit ShellText(const std::vector<ast::TextPart>& parts);
};

struct ShellReading {
  std::vector<ShellValue> values;   // one for each value of the text, in order
  std::optional<ShellFault> fault;  // the first; behind it nothing was read
};

ShellReading read_shell(const ShellText& text);

}  // namespace vmt::checking
