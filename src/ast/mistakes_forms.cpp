// The part of `Mistakes` that knows how commands and names are written elsewhere: without parentheses, with
// quotes too few or too many.
#include <algorithm>

#include "ast/mistakes.hpp"
#include "ast/scan.hpp"

namespace vmt {

void Mistakes::bare_command(Offset begin, Offset end) {
  const auto command = text().substr(begin, end - begin);
  auto& diagnostic = report(span(begin, end), problems::bare_command);
  diagnostic.label("a command, which ends where its line does");
  diagnostic.fixes.push_back({fmt::format("parentheses make a value of it: `({})`", command),
                              {{span(begin, begin), "("}, {span(end, end), ")"}},
                              Applicability::machine_applicable});
}

bool Mistakes::explain_shell_test(Offset, Offset statement) {
  const auto word = text().substr(statement, token_size(text(), statement));
  if ((word != "if" && word != "while") || !text().substr(statement + word.size()).starts_with(" [ "))
    return false;
  report(span(statement, statement + word.size()), problems::foreign_statement,
         text().substr(statement, word.size() + 2))
      .label("a condition is no command of a shell")
      .help("ask the guest: `if web.execute(\"test -f /etc/motd\").ok { ... }`");
  return true;
}

// A text stands behind `web.succeed`, which is the right side of an operator, or the condition of a block.
bool Mistakes::explain_bare_command(Offset at, Offset statement) {
  const auto all = text();
  if (all[at] != '"' || at == 0 || all[at - 1] != ' ') return false;
  auto begin = at - 1;
  while (begin > statement && (is_word_byte(all[begin - 1]) || all[begin - 1] == '.')) --begin;
  const auto method = all.substr(begin, at - 1 - begin);
  const auto size = token_size(all, at);
  if (method.find('.') == method.npos || method.starts_with('.') || method.ends_with('.') ||
      is_digit(method[0]))
    return false;
  const auto end = at + size;
  bare_command(begin, end);
  return true;
}

// `"printf "%d" x"`: a text ends in the middle of what was meant to be one.
bool Mistakes::explain_inner_quote(Offset at, Offset statement) {
  const auto all = text();
  if (all[at] != '"') return false;
  for (auto quote = all.find('"', statement); quote < at; quote = all.find('"', quote)) {
    const auto end = quote + token_size(all, quote);
    constexpr std::string_view glued = "%$/\\-+*<>=!&|'^~@:";
    if (end < at && all[end - 1] == '"' && glued.find(all[end]) != glued.npos) {
      report(span(end, end + token_size(all, end)), problems::text_goes_on)
          .label("follows without a blank")
          .help("a quote inside of a text is written `\\\"`");
      return true;
    }
    quote = end;
  }
  return false;
}

// `let x = if c then a else b`, `a if c else b` and `web.succeed "x" if c`.
bool Mistakes::explain_choice(Offset at, Offset statement, std::string_view what) {
  const auto all = text();
  if (all.substr(at, token_size(all, at)) != "if" || at == statement) return false;
  const auto word = all.substr(statement, token_size(all, statement));
  auto& diagnostic = report(token(at), problems::unexpected, what, describe(at));
  if (word != "let" && word != "var") {
    diagnostic.label("a condition comes before what it is for")
        .help("write `if CONDITION { ... }` around it");
    return true;
  }
  const auto begin = all.find_first_not_of(' ', statement + word.size());
  const auto name = all.substr(begin, token_size(all, begin));
  diagnostic.label("`if` is a statement, and has no value")
      .help(fmt::format("begin with one of the values, and change it: `var {0} = ...`, then "
                        "`if CONDITION {{ {0} = ... }}`",
                        name));
  return true;
}

// `test nginx { ... }` and `machine "web"`.
bool Mistakes::explain_name(Offset at, Offset statement, std::string_view what) {
  const auto all = text();
  const auto word = all.substr(statement, token_size(all, statement));
  const auto found = all.substr(at, token_size(all, at));
  if (found.empty()) return false;
  if (what.starts_with("a name in quotes") && is_word_byte(found[0])) {
    const auto end = std::min(all.find_first_of("{\n", at), all.size());
    const auto last = all.find_last_not_of(" \t\r:", end - 1) + 1;
    const auto title = all.substr(at, last - at);
    // Testo's `test second: first`: it begins where the first one ended.
    const auto colon = title.find(": ");
    const auto quoted =
        colon == title.npos || word != "test"
            ? fmt::format("\"{}\"", title)
            : fmt::format("\"{}\" after \"{}\"", title.substr(0, colon), title.substr(colon + 2));
    report(span(at, last), problems::unexpected, what, describe(at))
        .label("a name is a text")
        .fix("write it in quotes", span(at, last), quoted);
    return true;
  }
  if ((word == "test" || word == "step") && found[0] == '(') {
    report(span(at, at + 1), problems::unexpected, what, "`(`")
        .label(fmt::format("`{}` is no function", word))
        .help(fmt::format("its name and its block stand behind it: `{} \"a name\" {{ ... }}`", word));
    return true;
  }
  const bool is_declared = word == "machine" || word == "network";
  const auto inside =
      found.size() > 2 && found[0] == '"' ? found.substr(1, found.size() - 2) : std::string_view();
  if (is_declared && !inside.empty() && std::ranges::all_of(inside, is_word_byte) && !is_digit(inside[0])) {
    report(span(at, at + found.size()), problems::unexpected, what, "a text")
        .label("a name that the script uses stands without quotes")
        .fix("leave the quotes out", span(at, at + found.size()), std::string(inside),
             Applicability::machine_applicable);
    return true;
  }
  return false;
}

}  // namespace vmt
