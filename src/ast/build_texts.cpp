#include <utf8proc.h>

#include <algorithm>
#include <optional>

#include "ast/builder.hpp"
#include "ast/scan.hpp"

namespace vmt {
namespace {

void append(ast::TextPart& part, std::string_view bytes, std::size_t offset) {
  part.literal += bytes;
  part.offsets.insert(part.offsets.end(), bytes.size(), static_cast<std::uint32_t>(offset));
}

std::optional<char> escaped(char letter) {
  switch (letter) {
    case 'n': return '\n';
    case 't': return '\t';
    case 'r': return '\r';
    case '"': return '"';
    case '\\': return '\\';
    case '#': return '#';
    default: return std::nullopt;
  }
}

// What other languages escape, and what means nothing in a text. The signs that a regular expression would
// want a backslash for, or a shell (`\.`, `\;`), are not among them.
constexpr std::string_view needless_escapes = "$`'!{}()@%~=:,/";

// The character of `{1F600}`; nothing when there is none.
std::optional<std::string> character_of(std::string_view braces) {
  if (braces.size() < 3 || braces.size() > 8 || braces.front() != '{' || braces.back() != '}')
    return std::nullopt;
  utf8proc_int32_t code = 0;
  for (const char c : braces.substr(1, braces.size() - 2)) {
    const int digit = is_digit(c)             ? c - '0'
                      : c >= 'a' && c <= 'f' ? c - 'a' + 10
                      : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                             : -1;
    if (digit < 0) return std::nullopt;
    code = code * 16 + digit;
  }
  if (!utf8proc_codepoint_valid(code)) return std::nullopt;
  utf8proc_uint8_t bytes[4];
  const auto size = utf8proc_encode_char(code, bytes);
  return std::string(bytes, bytes + size);
}

}  // namespace

// What is proposed first is the likely wish: `\(name)` is how Swift puts a value in, `\$` is a habit of shells
// and of JavaScript, and the backslash of `\d` is meant for a regular expression.
void Builder::report_unknown_escape(Span escape, std::uint32_t end) const {
  const auto text = source_.text();
  const char letter = text[escape.begin + 1];
  auto& diagnostic = diagnostics_.report(escape, problems::unknown_escape, source_.text(escape));
  const auto inside = text.substr(0, end).substr(escape.end);
  const auto size = letter == '(' ? token_size(inside, 0) : 0;
  if (size > 0 && is_word_byte(inside[0]) && !is_digit(inside[0]) && inside.substr(size).starts_with(')')) {
    const auto name = inside.substr(0, size);
    diagnostic.fix(fmt::format("a value is put into a text as `#{{{}}}`", name),
                   source_.span(escape.begin, escape.end + size + 1), fmt::format("#{{{}}}", name));
  } else if (letter == 'e') {
    diagnostic.fix("the character of the escape key has the code 1B", escape, "\\u{1B}");
  } else if (needless_escapes.find(letter) != needless_escapes.npos) {
    diagnostic.fix(fmt::format("`{}` is itself in a text", letter), escape, std::string(1, letter));
  }
  diagnostic.fix("a backslash is written twice", source_.span(escape.begin, escape.begin + 1), "\\\\")
      .note("the escapes are `\\n` `\\t` `\\r` `\\\"` `\\\\` `\\#` and `\\u{1F600}`");
}

// The bytes [begin, end) are literal characters and escapes.
void Builder::read_escapes(std::uint32_t begin, std::uint32_t end, ast::TextPart& part) const {
  const auto text = source_.text();
  for (auto at = begin; at < end;) {
    if (text[at] != '\\') {
      part.literal += text[at];
      part.offsets.push_back(at++);
      continue;
    }
    const char letter = text[at + 1];
    if (const auto character = escaped(letter)) {
      append(part, {&*character, 1}, at);
      at += 2;
      continue;
    }
    if (letter == 'u') {
      const auto close = text.substr(0, end).find('}', at);
      const auto behind = close == text.npos || close - at > 9 ? at + 2 : close + 1;
      const auto escape = source_.span(at, behind);
      const auto character = character_of(text.substr(at + 2, behind - at - 2));
      if (!character)
        diagnostics_.report(escape, problems::unicode_escape, source_.text(escape))
            .help("a character is written with its code in hexadecimal digits: `\\u{1F600}`");
      else if (*character == std::string_view("\0", 1))
        diagnostics_.report(escape, problems::nul_escape).label("no command of a guest could be given it");
      else
        append(part, *character, at);
      at = static_cast<std::uint32_t>(behind);
      continue;
    }
    const auto size = 1 + character_size(text, at + 1);
    const auto escape = source_.span(at, at + size);
    if (letter == '0')
      diagnostics_.report(escape, problems::nul_escape).label("no command of a guest could be given it");
    else
      report_unknown_escape(escape, end);
    append(part, source_.text(escape), at);
    at += static_cast<std::uint32_t>(size);
  }
}

ast::TextPart Builder::interpolation(Index index) const {
  return {span(index), {}, expression(tree_.children(index)[0]), {}};
}

ast::Text Builder::line_text(Index index) const {
  ast::Text text;
  for (const Index child : tree_.children(index)) {
    if (shape(child) == Shape::interpolation) {
      text.parts.push_back(interpolation(child));
      continue;
    }
    ast::TextPart part;
    part.span = span(child);
    if (shape(child) == Shape::line_chunk) {
      read_escapes(tree_[child].begin, tree_[child].end, part);
    } else {
      for (auto at = tree_[child].begin; at < tree_[child].end; ++at)
        append(part, source_.text().substr(at, 1), at);
    }
    text.parts.push_back(std::move(part));
  }
  return text;
}

std::string Builder::unquoted(Index index) const {
  ast::TextPart part;
  read_escapes(tree_[index].begin + 1, tree_[index].end - 1, part);
  return part.literal;
}

// Takes the indentation of the closing quotes from each line. Lines end with '\n', whatever the file
// has, because the text is meant for the guest.
ast::Text Builder::block_text(Index index) const {
  const auto all = source_.text();
  const auto open = tree_[index].begin, close = tree_[index].end - 3;
  ast::Text text;
  text.is_block = true;

  const auto first_break = all.find('\n', open);
  const auto first_line = all.substr(open + 3, std::min<std::size_t>(first_break, close) - open - 3);
  if (first_line.find_first_not_of(" \t\r") != first_line.npos || first_break >= close)
    diagnostics_.report(source_.span(open, open + 3), problems::block_text_start)
        .help("write a text of one line in simple quotes");
  const auto last_break = all.rfind('\n', close);
  const auto last_line = last_break == all.npos || last_break < open ? open + 3 : last_break + 1;
  const auto indent = all.substr(last_line, close - last_line);
  const bool is_alone = indent.find_first_not_of(" \t") == indent.npos;
  if (!is_alone && first_break < close)
    diagnostics_.report(source_.span(close, close + 3), problems::block_text_end)
        .help("how far it is indented says how far the text is");
  const auto margin = is_alone ? indent : std::string_view{};

  bool at_line_start = false;  // the rest of the line with the opening quotes is no text
  bool in_first_line = true;
  for (const Index child : tree_.children(index)) {
    if (shape(child) == Shape::interpolation) {
      if (at_line_start && !margin.empty())
        diagnostics_.report(span(child), problems::block_text_indent);
      at_line_start = false;
      in_first_line = false;
      text.parts.push_back(interpolation(child));
      continue;
    }
    ast::TextPart part;
    part.span = span(child);
    for (auto at = tree_[child].begin; at < tree_[child].end;) {
      const auto rest = all.substr(at, tree_[child].end - at);
      if (at_line_start) {
        at_line_start = false;
        const auto blanks = std::min(rest.find_first_not_of(" \t"), rest.size());
        const bool is_empty = blanks < rest.size() && (rest[blanks] == '\n' || rest[blanks] == '\r');
        const bool is_last = at + blanks == close;
        if (rest.starts_with(margin) && !is_last) {
          at += static_cast<std::uint32_t>(margin.size());
        } else if (is_empty || is_last) {
          at += static_cast<std::uint32_t>(blanks);
        } else {
          diagnostics_.report(source_.span(at, at + std::max<std::size_t>(blanks, 1)),
                              problems::block_text_indent)
              .label("less than below")
              .label(source_.span(last_line, close + 3), "the text begins below this");
          at += static_cast<std::uint32_t>(blanks);
        }
        continue;
      }
      if (rest.starts_with("\r\n")) {
        ++at;
        continue;
      }
      const bool is_break = rest[0] == '\n';
      const bool is_escape = rest.starts_with("\\#{") || rest.starts_with("\\\"\"\"");
      if (is_escape) ++at;
      if (!in_first_line || (!is_break && first_line.find_first_not_of(" \t\r") != first_line.npos))
        append(part, all.substr(at, is_escape ? (rest[1] == '#' ? 2 : 3) : 1), at);
      at += is_escape ? (rest[1] == '#' ? 2 : 3) : 1;
      if (is_break) {
        at_line_start = true;
        in_first_line = false;
      }
    }
    if (!part.literal.empty()) text.parts.push_back(std::move(part));
  }
  return text;
}

}  // namespace vmt
