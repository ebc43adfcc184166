#include "ast/format_tokens.hpp"

#include <algorithm>
#include <array>

#include "ast/scan.hpp"

namespace vmt {
namespace {

constexpr std::string_view three_quotes = "\"\"\"";

std::size_t end_of_line(std::string_view text, std::size_t at) {
  return std::min(text.find('\n', at), text.size());
}

// Each of these takes the place of its first byte and returns the one behind its last.
std::size_t behind_text(std::string_view text, std::size_t at);

std::size_t behind_interpolation(std::string_view text, std::size_t at) {
  int open = 0;
  for (at += 1; at < text.size();) {
    if (text[at] == '"') {
      at = behind_text(text, at);
      continue;
    }
    if (text[at] == '#') {
      at = end_of_line(text, at);
      continue;
    }
    open += text[at] == '{' ? 1 : text[at] == '}' ? -1 : 0;
    ++at;
    if (open == 0) break;
  }
  return at;
}

std::size_t behind_text(std::string_view text, std::size_t at) {
  const bool is_block = text.substr(at).starts_with(three_quotes);
  const auto quotes = is_block ? three_quotes : three_quotes.substr(0, 1);
  for (at += quotes.size(); at < text.size();) {
    const auto rest = text.substr(at);
    if (rest.starts_with(quotes)) return at + quotes.size();
    if (rest.starts_with("#{"))
      at = behind_interpolation(text, at);
    else if (rest[0] != '\\')
      ++at;
    else if (is_block)
      at += rest.starts_with("\\#{") ? 3 : rest.substr(1).starts_with(three_quotes) ? 4 : 1;
    else
      at += 2;
  }
  return text.size();
}

std::size_t behind_number(std::string_view text, std::size_t at) {
  const auto byte = [text](std::size_t place) { return place < text.size() ? text[place] : '\0'; };
  while (is_digit(byte(at)) || byte(at) == '_') ++at;
  if (byte(at) == '.' && is_digit(byte(at + 1)))
    for (++at; is_digit(byte(at)) || byte(at) == '_';) ++at;
  if (byte(at) == '%' && !is_word_byte(byte(at + 1)) && byte(at + 1) != '(') return at + 1;
  while (is_word_byte(byte(at))) ++at;
  return at;
}

struct Scanned {
  TokenKind kind;
  std::size_t end;
};

Scanned scan(std::string_view text, std::size_t at) {
  const auto rest = text.substr(at);
  if (rest[0] == '#') return {TokenKind::comment, end_of_line(text, at)};
  if (rest.starts_with(three_quotes)) return {TokenKind::block_text, behind_text(text, at)};
  if (rest[0] == '"') return {TokenKind::text, behind_text(text, at)};
  if (is_digit(rest[0])) return {TokenKind::number, behind_number(text, at)};
  if (is_word_byte(rest[0])) return {TokenKind::word, at + token_size(text, at)};
  // No sign of this language, but a minus of two values in front of one of the second.
  if (rest.starts_with("--")) return {TokenKind::sign, at + 1};
  return {TokenKind::sign, at + token_size(text, at)};
}

}  // namespace

std::vector<Token> format_tokens(std::string_view text) {
  std::vector<Token> tokens;
  std::size_t line_breaks = 0;
  bool is_glued = false;
  for (std::size_t at = text.starts_with("\xef\xbb\xbf") ? 3 : 0; at < text.size();) {
    if (text[at] == ' ' || text[at] == '\t' || text[at] == '\r' || text[at] == '\n') {
      if (text[at++] == '\n') ++line_breaks;
      is_glued = false;
      continue;
    }
    const auto [kind, end] = scan(text, at);
    auto token = text.substr(at, end - at);
    if (kind == TokenKind::comment) token = token.substr(0, token.find_last_not_of(" \t\r") + 1);
    if (is_glued) tokens.back().glues_next = true;
    tokens.push_back({kind, token, line_breaks, is_glued});
    at = end;
    line_breaks = 0;
    is_glued = true;
  }
  return tokens;
}

bool continues_statement(const Token& token, const Token* before) {
  constexpr auto signs = std::to_array<std::string_view>(
      {"+", "-", "*", "/", "%", "==", "!=", "<", "<=", ">", ">=", "..", "=", "=>", "->", ","});
  constexpr auto words = std::to_array<std::string_view>({"and", "or", "not", "in", "contains", "matches"});
  if (token.kind == TokenKind::sign) return std::ranges::find(signs, token.text) != signs.end();
  if (token.kind != TokenKind::word || (before && before->is("."))) return false;
  return std::ranges::find(words, token.text) != words.end();
}

}  // namespace vmt
