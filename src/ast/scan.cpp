#include "ast/scan.hpp"

#include <utf8proc.h>

#include <algorithm>
#include <array>

namespace vmt {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_word_byte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '_';
}

std::size_t character_size(std::string_view text, std::size_t at) {
  const auto rest = text.substr(at, 4);
  utf8proc_int32_t code = 0;
  const auto bytes = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(rest.data()),
                                      static_cast<utf8proc_ssize_t>(rest.size()), &code);
  return bytes > 0 ? static_cast<std::size_t>(bytes) : 1;
}

std::size_t token_size(std::string_view text, std::size_t at) {
  constexpr std::array<std::string_view, 14> signs{"===", "!==", "==", "!=", "<=", ">=", "=>",
                                                   "->",  "&&",  "||", "..", "++", "--", "+="};
  if (at >= text.size()) return 0;
  const auto rest = text.substr(at);
  const char first = rest[0];
  if (first == '\n' || first == '\r' || first == '#') return 0;
  if (first == '"') {
    const auto end = rest.find_first_of("\"\r\n", 1);
    return end == rest.npos ? rest.size() : rest[end] == '"' ? end + 1 : end;
  }
  if (is_word_byte(first)) {
    std::size_t size = 1;
    while (size < rest.size() && (is_word_byte(rest[size]) ||
                                  (is_digit(first) && rest[size] == '.' && size + 1 < rest.size() &&
                                   is_digit(rest[size + 1]))))
      ++size;
    return size;
  }
  for (const auto sign : signs)
    if (rest.starts_with(sign)) return sign.size();
  return character_size(text, at);
}

std::size_t behind_last_token(std::string_view text, std::size_t at,
                              const std::vector<ast::Trivia>& trivia) {
  for (auto end = at;;) {
    while (end > 0 && std::string_view(" \t\r\n").find(text[end - 1]) != std::string_view::npos) --end;
    const auto behind = std::upper_bound(
        trivia.begin(), trivia.end(), end,
        [](std::size_t place, const ast::Trivia& each) { return place < each.span.end; });
    // Blank lines may lie between the comment and this place, but end behind it.
    const auto comment = std::find_if(std::make_reverse_iterator(behind), trivia.rend(), [](const auto& each) {
      return each.kind != ast::TriviaKind::blank_line;
    });
    if (comment == trivia.rend() || comment->span.end != end) return end;
    end = comment->span.begin;
  }
}

}  // namespace vmt
