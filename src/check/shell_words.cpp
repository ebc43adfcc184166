// The lower half of the shell reader: characters, quotes, expansions, words.
#include <algorithm>
#include <utility>

#include "check/shell_reader.hpp"

namespace vmt::checking {

namespace {

constexpr char value_mark = '\0';
// What ends a word, outside of quotes.
constexpr std::string_view metacharacters = " \t\n;&|<>()";

bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

// Deeper nesting than this is no command that anybody wrote.
constexpr std::size_t deepest_nesting = 200;

}  // namespace

ShellText::ShellText(const std::vector<ast::TextPart>& parts) {
  for (const ast::TextPart& part : parts) {
    if (part.value) {
      text += value_mark;
      offsets.push_back(part.span.begin);
    } else {
      text += part.literal;
      offsets.insert(offsets.end(), part.offsets.begin(), part.offsets.end());
      // A reader of shell text takes a NUL for a value; a real one was reported with the script.
      std::replace(text.end() - static_cast<std::ptrdiff_t>(part.literal.size()), text.end(), value_mark,
                   '?');
    }
  }
  offsets.resize(text.size(), offsets.empty() ? 0 : offsets.back());
}

bool ShellReader::take(std::string_view symbol) {
  if (!at(symbol)) return false;
  here_ += symbol.size();
  return true;
}

void ShellReader::fail(ShellFaultKind kind, std::string_view what, std::size_t begin, std::size_t end,
                       Opener opened_by) {
  if (!reading_.fault)
    reading_.fault =
        ShellFault{kind, std::string(what), begin, end, std::string(opened_by.what), opened_by.at};
  here_ = text_.size();
}

bool ShellReader::enter_nesting() {
  if (++depth_ <= deepest_nesting) return true;
  fail(ShellFaultKind::too_deep, "", here_, here_);
  return false;
}

void ShellReader::skip_blanks() {
  const std::size_t begin = here_;
  while (!at_end()) {
    if (is_blank(peek())) {
      ++here_;
    } else if (at("\\\n")) {
      here_ += 2;
    } else {
      break;
    }
  }
  const bool is_word_start =
      here_ != begin || here_ == 0 || metacharacters.find(text_[here_ - 1]) != metacharacters.npos;
  if (at_end() || peek() != '#' || !is_word_start) return;
  for (; !at_end() && peek() != '\n'; ++here_)
    if (peek() == value_mark) note_value(ShellPlace::comment);
}

void ShellReader::take_line_end() {
  ++here_;
  const std::vector<HereDocument> documents = std::exchange(pending_, {});
  for (const HereDocument& document : documents) read_document(document);
}

void ShellReader::skip_lines() {
  skip_blanks();
  while (!at_end() && peek() == '\n') {
    take_line_end();
    skip_blanks();
  }
}

void ShellReader::note_value(ShellPlace place) {
  reading_.values.push_back({place, false});
}

ShellReader::Word ShellReader::read_word() {
  Word word{{}, here_, here_};
  const std::size_t values_before = reading_.values.size();
  bool is_plain = true;
  while (!at_end() && metacharacters.find(peek()) == metacharacters.npos)
    is_plain = read_word_part() && is_plain;
  // A text that failed inside the word has no words any more.
  if (reading_.fault) return {};
  word.end = here_;
  if (is_plain) word.plain = std::string_view(text_).substr(word.begin, word.end - word.begin);
  if (word.end - word.begin == 1 && reading_.values.size() > values_before)
    reading_.values.back().is_whole_word = true;
  return word;
}

// True when what it read was an ordinary character.
bool ShellReader::read_word_part() {
  switch (peek()) {
    case value_mark:
      note_value(ShellPlace::unquoted);
      ++here_;
      return false;
    case '\'': read_single_quotes(); return false;
    case '"': read_double_quotes(); return false;
    case '`': read_backquotes(); return false;
    case '$': read_dollar(ShellPlace::unquoted); return false;
    case '\\': read_backslash(); return false;
    default: break;
  }
  ++here_;
  // An extended pattern, `@(a|b)`: its brackets belong to the word.
  constexpr std::string_view pattern_openers = "@?*+!";
  if (peek() == '(' && pattern_openers.find(text_[here_ - 1]) != pattern_openers.npos) {
    const std::size_t begin = here_++;
    read_balanced(begin, ")", ShellPlace::unquoted);
    return false;
  }
  return true;
}

void ShellReader::read_single_quotes() {
  const std::size_t begin = here_++;
  for (; !at_end(); ++here_) {
    if (take("'")) return;
    if (peek() == value_mark) note_value(ShellPlace::single_quoted);
  }
  fail(ShellFaultKind::unterminated, "'", begin, begin + 1);
}

void ShellReader::read_dollar_quotes() {
  const std::size_t begin = here_;
  here_ += 2;
  for (; !at_end(); ++here_) {
    if (take("'")) return;
    if (peek() == '\\') ++here_;
    if (!at_end() && peek() == value_mark) note_value(ShellPlace::dollar_quotes);
  }
  fail(ShellFaultKind::unterminated, "$'", begin, begin + 2);
}

void ShellReader::read_double_quotes() {
  const std::size_t begin = here_++;
  while (!at_end()) {
    if (take("\"")) return;
    switch (peek()) {
      case '`': read_backquotes(); break;
      case '$': read_dollar(ShellPlace::double_quoted); break;
      case '\\': read_backslash(); break;
      case value_mark: note_value(ShellPlace::double_quoted); [[fallthrough]];
      default: ++here_;
    }
  }
  fail(ShellFaultKind::unterminated, "\"", begin, begin + 1);
}

// What stands in backquotes is read twice, so no text can be quoted there for sure.
void ShellReader::read_backquotes() {
  const std::size_t begin = here_++;
  for (; !at_end(); ++here_) {
    if (take("`")) return;
    if (peek() == '\\') ++here_;
    if (!at_end() && peek() == value_mark) note_value(ShellPlace::backquotes);
  }
  fail(ShellFaultKind::unterminated, "`", begin, begin + 1);
}

void ShellReader::read_backslash() {
  ++here_;
  if (at_end()) return;
  if (peek() == value_mark) note_value(ShellPlace::behind_backslash);
  ++here_;
}

void ShellReader::read_dollar(ShellPlace place) {
  if (!enter_nesting()) return;
  const std::size_t begin = here_;
  if (at("$((") && closes_as_arithmetic(here_ + 3)) {
    here_ += 3;
    read_balanced(begin, "))", ShellPlace::arithmetic);
  } else if (take("$(")) {
    // The lines of a here-document begin behind the line that names it, not inside `$( ... )`.
    auto outer = std::exchange(pending_, {});
    read_list({"$(", begin}, true);
    if (!take(")")) fail(ShellFaultKind::unterminated, "$(", begin, begin + 2);
    pending_.insert(pending_.begin(), outer.begin(), outer.end());
  } else if (take("${")) {
    read_parameter(begin);
  } else if (place == ShellPlace::unquoted && at("$'")) {
    read_dollar_quotes();
  } else {
    ++here_;
    if (!at_end() && peek() == value_mark) {
      note_value(ShellPlace::behind_dollar);
      ++here_;
    }
  }
  --depth_;
}

void ShellReader::read_parameter(std::size_t begin) {
  while (!at_end()) {
    if (take("}")) return;
    switch (peek()) {
      case '"': read_double_quotes(); break;
      case '`': read_backquotes(); break;
      case '$': read_dollar(ShellPlace::parameter); break;
      case '\\': read_backslash(); break;
      case value_mark: note_value(ShellPlace::parameter); [[fallthrough]];
      default: ++here_;
    }
  }
  fail(ShellFaultKind::unterminated, "${", begin, begin + 2);
}

void ShellReader::read_balanced(std::size_t begin, std::string_view closing, ShellPlace place) {
  std::size_t open = 0;
  while (!at_end()) {
    if (open == 0 && take(closing)) return;
    switch (peek()) {
      case '\'': read_single_quotes(); break;
      case '"': read_double_quotes(); break;
      case '`': read_backquotes(); break;
      case '$': read_dollar(place); break;
      case '\\': read_backslash(); break;
      case '(':
        ++open;
        ++here_;
        break;
      case ')':
        if (open > 0) --open;
        ++here_;
        break;
      case value_mark: note_value(place); [[fallthrough]];
      default: ++here_;
    }
  }
  fail(ShellFaultKind::unterminated, std::string_view(text_).substr(begin, 1), begin, begin + 1);
}

// `((1 + 2))` is arithmetic, `((a; b) | c)` is a group in a group: what counts is whether the two
// brackets are closed together.
bool ShellReader::closes_as_arithmetic(std::size_t behind_opening) const {
  std::size_t open = 0;
  for (std::size_t at = behind_opening; at < text_.size(); ++at) {
    if (text_[at] == '(') ++open;
    if (text_[at] != ')') continue;
    if (open == 0) return at + 1 < text_.size() && text_[at + 1] == ')';
    --open;
  }
  return false;
}

}  // namespace vmt::checking
