#include "ast/resume.hpp"

#include <algorithm>
#include <string>

#include "ast/scan.hpp"
#include "grammar/words.hpp"

namespace vmt {
namespace {


// Behind the text that begins at `at`. One that is not closed ends with its line.
std::size_t behind_text(std::string_view text, std::size_t at) {
  if (text.substr(at, 3) == "\"\"\"") {
    const auto end = text.find("\"\"\"", at + 3);
    return end == text.npos ? text.size() : end + 3;
  }
  for (++at; at < text.size() && text[at] != '\n'; ++at) {
    if (text[at] == '"') return at + 1;
    if (text[at] == '\\' && at + 1 < text.size() && text[at + 1] != '\n') ++at;
  }
  return at;
}

// Does a map begin at this brace, and not a block?
bool begins_map(std::string_view text, std::size_t at) {
  const auto is_blank = [](char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; };
  for (++at; at < text.size() && is_blank(text[at]);) ++at;
  if (at == text.size()) return false;
  if (text[at] == '"')
    at = behind_text(text, at);
  else
    while (at < text.size() && is_word_byte(text[at])) ++at;
  while (at < text.size() && is_blank(text[at])) ++at;
  return at < text.size() && text[at] == ':';
}

// Does a statement with a word of its own begin on the line that starts at `at`?
bool line_begins_statement(std::string_view text, std::size_t at) {
  while (at < text.size() && (text[at] == ' ' || text[at] == '\t')) ++at;
  auto end = at;
  while (end < text.size() && is_word_byte(text[end])) ++end;
  return grammar::is_reserved(text.substr(at, end - at));
}

char closer_of(char open) { return open == '(' ? ')' : open == '[' ? ']' : '}'; }

enum class Stop { statement, bracket };
struct Stopped {
  std::size_t at = 0;
  bool behind_bracket = false;
};

// `open` holds the brackets that are waited for.
Stopped skip(std::string_view text, std::size_t at, std::string open, Stop until) {
  const auto start = at;
  if (!open.empty() && begins_line(text, at) && line_begins_statement(text, at)) return {at};
  while (at < text.size()) {
    const char c = text[at];
    const bool is_outside = open.empty();
    if (is_outside && (c == '\n' || c == ';' || c == '#' || c == '}')) return {at};
    if (c == '\n' && (at - start > farthest_bracket_bytes || line_begins_statement(text, at + 1)))
      return {at};
    if (c == '"') {
      at = behind_text(text, at);
      continue;
    }
    if (c == '#') {
      at = std::min(text.find('\n', at), text.size());
      continue;
    }
    if (c == '{' && is_outside && !begins_map(text, at)) return {at};
    if (c == '(' || c == '[' || c == '{') open += closer_of(c);
    if (!is_outside && c == open.back()) {
      open.pop_back();
      if (open.empty() && until == Stop::bracket) return {at + 1, true};
    } else if (c == '}') {
      return {at};
    }
    ++at;
  }
  return {at};
}

}  // namespace

std::size_t end_of_statement(std::string_view text, std::size_t at) {
  const auto end = skip(text, at, {}, Stop::statement).at;
  // The carriage return belongs to the line end.
  return end > at && end < text.size() && text[end] == '\n' && text[end - 1] == '\r' ? end - 1 : end;
}

std::optional<std::size_t> behind_bracket(std::string_view text, std::size_t at, char close) {
  const auto stopped = skip(text, at, std::string(1, close), Stop::bracket);
  if (!stopped.behind_bracket) return std::nullopt;
  return stopped.at;
}

bool begins_line(std::string_view text, std::size_t at) {
  while (at > 0 && (text[at - 1] == ' ' || text[at - 1] == '\t')) --at;
  return at == 0 || text[at - 1] == '\n';
}

}  // namespace vmt
