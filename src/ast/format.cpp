#include "ast/format.hpp"

#include <algorithm>

#include "ast/format_layout.hpp"
#include "ast/format_tokens.hpp"
#include "ast/parse.hpp"
#include "ast/to_text.hpp"

namespace vmt {
namespace {

std::string laid_out(const Source& source) {
  const auto tokens = format_tokens(source.text());
  std::set<std::size_t> opened_up;
  while (true) {
    auto layout = lay_out(tokens, opened_up);
    const auto size = opened_up.size();
    opened_up.insert(layout.too_wide.begin(), layout.too_wide.end());
    if (opened_up.size() == size) return std::move(layout.text);
  }
}

std::vector<std::string_view> comments_of(const ast::File& file) {
  std::vector<std::string_view> comments;
  for (const auto& trivia : file.trivia) {
    if (trivia.kind == ast::TriviaKind::blank_line) continue;
    const auto text = file.source->text(trivia.span);
    comments.push_back(text.substr(0, text.find_last_not_of(" \t\r") + 1));
  }
  return comments;
}

}  // namespace

tl::expected<std::string, FormatRefusal> format(const Source& source, Diagnostics& diagnostics) {
  const auto before = parse(source, diagnostics);
  if (diagnostics.has_errors()) return tl::unexpected(FormatRefusal::script_has_errors);

  auto text = laid_out(source);
  const Source formatted(source.name(), text);
  Diagnostics of_result;
  const auto after = parse(formatted, of_result);
  if (of_result.has_errors() || to_text(before) != to_text(after) ||
      comments_of(before) != comments_of(after))
    return tl::unexpected(FormatRefusal::meaning_would_change);
  return text;
}

}  // namespace vmt
