// Here-documents: `<<EOF` on one line, its text on the following ones.
#include "check/shell_reader.hpp"

namespace vmt::checking {

namespace {

constexpr char value_mark = '\0';

// The delimiter without its quotes, as the shell compares it with a line.
std::string without_quotes(std::string_view word) {
  std::string bare;
  for (const char c : word)
    if (c != '\'' && c != '"' && c != '\\') bare += c;
  return bare;
}

}  // namespace

void ShellReader::read_document_operator() {
  const std::size_t begin = here_;
  here_ += 2;
  HereDocument document;
  document.strips_tabs = take("-");
  skip_blanks();
  const std::size_t values_before = reading_.values.size();
  const Word word = read_word();
  if (!word.is_there()) return fail(ShellFaultKind::missing_target, "<<", begin, begin + 2);
  const auto written = std::string_view(text_).substr(word.begin, word.end - word.begin);
  for (std::size_t i = values_before; i < reading_.values.size(); ++i)
    reading_.values[i].place = ShellPlace::delimiter;
  document.has_value = reading_.values.size() > values_before;
  document.delimiter = without_quotes(written);
  document.is_literal = document.delimiter.size() != written.size();
  document.begin = begin;
  document.end = word.end;
  pending_.push_back(document);
}

bool ShellReader::is_delimiter_line(const HereDocument& document) const {
  std::size_t line = here_;
  while (document.strips_tabs && line < text_.size() && text_[line] == '\t') ++line;
  if (text_.compare(line, document.delimiter.size(), document.delimiter) != 0) return false;
  const std::size_t behind = line + document.delimiter.size();
  return behind >= text_.size() || text_[behind] == '\n';
}

void ShellReader::read_document(const HereDocument& document) {
  const ShellPlace place =
      document.is_literal ? ShellPlace::here_document_literal : ShellPlace::here_document;
  bool is_line_start = true;
  while (!at_end()) {
    if (is_line_start && is_delimiter_line(document)) {
      while (!at_end() && peek() != '\n') ++here_;
      if (!at_end()) ++here_;
      return;
    }
    is_line_start = peek() == '\n';
    if (peek() == value_mark) {
      note_value(place);
      ++here_;
    } else if (document.is_literal) {
      ++here_;
    } else if (peek() == '$') {
      read_dollar(place);
    } else if (peek() == '`') {
      read_backquotes();
    } else if (peek() == '\\') {
      read_backslash();
    } else {
      ++here_;
    }
  }
  if (!document.has_value)  // that is reported as undecidable
    fail(ShellFaultKind::missing_delimiter_line, document.delimiter, document.begin, document.end);
}

}  // namespace vmt::checking
