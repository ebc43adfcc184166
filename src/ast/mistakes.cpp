#include "ast/mistakes.hpp"

#include <algorithm>
#include <array>

#include "ast/scan.hpp"
#include "diagnostic/closest.hpp"
#include "grammar/words.hpp"

namespace vmt {

namespace {

// With which a statement may go on behind a value.
constexpr std::array<std::string_view, 6> words_that_go_on{"and", "contains", "in", "matches", "or", "within"};

}  // namespace

bool Mistakes::is_silent(Offset at, Offset statement) const {
  if (is_past_end_ || bad_bytes_.contains(at)) return true;
  if (!has_any_ || last_ < statement || last_ > at) return false;
  return text().substr(last_, at - last_).find('\n') == std::string_view::npos;
}

Span Mistakes::token(Offset at) const {
  const auto size = token_size(text(), at);
  if (size > 0) return span(at, at + size);
  const auto end = end_of_last_token(at);
  return span(end, end);
}

Mistakes::Offset Mistakes::end_of_last_token(Offset at) const {
  return behind_last_token(text(), at, trivia_);
}

std::string Mistakes::describe(Offset at) const {
  const auto rest = text().substr(at);
  if (rest.empty()) return "the end of the file";
  if (rest[0] == '\n' || rest[0] == '\r' || rest[0] == '#') return "the end of the line";
  if (rest[0] == '"') return "a text";
  const auto token = rest.substr(0, token_size(text(), at));
  if (is_digit(rest[0])) return fmt::format("the number `{}`", token);
  if (grammar::is_reserved(token)) return fmt::format("the reserved word `{}`", token);
  if (is_word_byte(rest[0])) return fmt::format("the name `{}`", token);
  if (static_cast<unsigned char>(rest[0]) < 0x20 || rest[0] == 0x7f)
    return fmt::format("the character U+{:04X}", static_cast<int>(rest[0]));
  return fmt::format("`{}`", token);
}

void Mistakes::expected(Offset at, std::string_view what, Offset statement) {
  if (what.starts_with("a block")) has_missing_brace_ = true;
  if (is_silent(at, statement)) return;
  if (explain_statement(at, statement, what) || explain_head(at, what) || explain_habit(at) ||
      explain_place(at, statement))
    return;

  // Where a line ends too early, what is wrong is its end, not the statement that follows.
  const auto end = end_of_last_token(at);
  const bool is_next_statement = text().substr(end, at - end).find('\n') != std::string_view::npos &&
                                 grammar::is_reserved(text().substr(at, token_size(text(), at)));
  if (is_next_statement) {
    report(span(end, end), problems::unexpected, what, "the end of the line")
        .label(fmt::format("expected {}", what));
    return;
  }

  const auto found = describe(at);
  const bool wants_name = what == "a name" || what.starts_with("the name of a machine");
  const auto word = text().substr(at, token_size(text(), at));
  if (wants_name && grammar::is_reserved(word)) {
    report(token(at), problems::reserved_name, word)
        .label("a name was expected here")
        .help("another name will do; the reserved words are those with a syntax of their own");
    return;
  }
  auto& diagnostic = report(token(at), problems::unexpected, what, found);
  diagnostic.label(fmt::format("expected {}", what));
  if (what == "the end of the statement")
    if (const auto near = closest(word, words_that_go_on))
      diagnostic.fix(fmt::format("there is a word `{}`", *near), token(at), *near);
  if (what.starts_with("a tag") && found == "a text") {
    const auto tag = word.substr(1, std::max<std::size_t>(word.size(), 2) - 2);
    if (token_size(tag, 0) == tag.size() && !tag.empty())
      diagnostic.fix("a tag stands without quotes", token(at), std::string(tag));
  }
  if (what.starts_with("a block") && found == "a text")
    diagnostic.help("a command in a condition takes parentheses: `web.fail(\"...\")`");
  if (what.starts_with("a block") && text().substr(statement, 4) == "for ")
    diagnostic.help("several values make a list: `for x in [1, 2, 3] { ... }`");
}

void Mistakes::expected_close(Offset at, std::string_view close, Offset open, Offset statement) {
  const auto end = end_of_last_token(at);
  if (is_silent(at, statement) || is_silent(end, statement)) return;
  const bool ends_here = text().substr(end, at - end).find('\n') != std::string_view::npos ||
                         describe(at).starts_with("the end");
  if (!ends_here && (explain_shell_test(statement) || explain_habit(at))) return;
  if (text()[open] == '#') ++open;
  const auto sign = text().substr(open, 1);
  const auto opened = span(open, open + 1);
  if (ends_here) {
    report(opened, problems::unclosed, sign)
        .label("opened here")
        .label(span(end, end), fmt::format("expected {} here", close));
    last_ = at;
    return;
  }
  if (explain_statement(at, statement, close) || explain_place(at, statement)) return;
  const auto items = text()[open] == '(' || text()[open] == '[' || (text()[open] == '{' && text()[open - (open > 0)] != '#');
  const auto what = items ? fmt::format("`,` or {}", close) : std::string(close);
  report(token(at), problems::unexpected, what, describe(at))
      .label(fmt::format("expected {}", what))
      .label(opened, "opened here");
}

void Mistakes::unclosed_text(Offset at, Offset open) {
  if (is_past_end_ || bad_bytes_.contains(open)) return;
  const bool is_block = text().substr(open, 3) == "\"\"\"";
  const auto quotes = is_block ? 3u : 1u;
  const auto sign = text().substr(open, quotes);
  report(span(open, open + quotes), problems::unclosed_text)
      .label("opened here")
      .label(span(at, at), fmt::format("expected `{}` here", sign));
  last_ = at;
  is_past_end_ = at == text().size();
}

void Mistakes::unclosed_block(Offset at, Offset open, Offset deeper) {
  if (is_past_end_) return;
  const auto end = end_of_last_token(at);
  auto& diagnostic = report(span(open, open + 1), problems::unclosed, "{")
                         .label("opened here")
                         .label(span(end, end), "expected `}` here");
  if (deeper != std::string_view::npos)
    diagnostic.label(span(deeper, deeper + 1),
                     "or here: the `}` that closes this one is indented differently");
  last_ = at;
  is_past_end_ = at == text().size();
}

void Mistakes::too_deep(Offset at, int limit) {
  if (is_past_end_) return;
  report(span(at, at + 1), problems::too_deep, limit)
      .note("nothing behind this place was read")
      .help("a part of it fits into a function");
}

void Mistakes::too_long(Offset begin, Offset end, int limit) {
  if (is_past_end_) return;
  const auto line = std::min(text().find('\n', begin), end);
  report(span(begin, std::max(begin, line)), problems::too_long, limit)
      .note("nothing behind this place was read")
      .help("bind a part of it with `let` first");
}

}  // namespace vmt
