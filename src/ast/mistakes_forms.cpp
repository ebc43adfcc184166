// The part of `Mistakes` that knows how commands, names, choices and texts are written elsewhere: without
// parentheses, with quotes too few or too many.
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

bool Mistakes::explain_shell_test(Offset statement) {
  const auto word = text().substr(statement, token_size(text(), statement));
  if ((word != "if" && word != "while") || !text().substr(statement + word.size()).starts_with(" [ "))
    return false;
  report(span(statement, statement + word.size()), problems::foreign_statement,
         text().substr(statement, word.size() + 2))
      .label("a condition is no command of a shell")
      .help("ask the guest: `if web.execute(\"test -f /etc/motd\").ok { ... }`");
  return true;
}

namespace {

bool is_end_of_condition(std::string_view text, std::size_t at) {
  const auto next = text.find_first_not_of(" \t", at);
  return next == text.npos || std::string_view("{\r\n#;)").find(text[next]) != std::string_view::npos;
}

}  // namespace

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
  const auto dot = method.rfind('.');
  const auto name = method.substr(dot + 1);
  const auto before = all.substr(statement, begin - statement);
  const bool is_condition = (before.ends_with("not ") || before.ends_with("if ") || before.ends_with("while ")) &&
                            is_end_of_condition(all, end);
  if (is_condition && (name == "succeed" || name == "execute")) {
    // Parentheses alone would make a text of it, which is neither true nor false.
    const auto asked = fmt::format("{}.execute({}).ok", method.substr(0, dot), all.substr(at, size));
    report(span(begin, end), problems::bare_command)
        .label("a command, which ends where its line does")
        .fix(fmt::format("whether it succeeds is `{}`", asked), span(begin, end), asked);
    return true;
  }
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

namespace {

struct Form {
  std::string_view word;   // that begins the statement; empty: any
  std::string_view found;  // what stands where something else was expected
  std::string_view what;   // how that begins; empty: anything
  std::string_view help;
};

constexpr Form forms[]{
    {"for", "(", "", "the loop over a list is `for x in list { ... }`, without parentheses; `1..3` counts"},
    {"for", ",", "", "a loop has one name: `for key in map.keys() { ... }`, and then `map[key]`"},
    {"log", ",", "the end of the statement", "several values make one text: `log \"#{first} and #{second}\"`"},
    {"", ",", "the end of the statement", "what is set several times has several lines, or `;` between them"},
    {"let", "if", "", "a choice is a statement: `var x = 2`, then `if condition { x = 1 }`"},
    {"return", "if", "", "a choice is a statement: `if condition { return 1 }`, then `return 2`"},
    {"expect", "is", "", "two values are compared with `==`"},
    {"expect", "equals", "", "two values are compared with `==`"},
};

constexpr std::string_view macros[][2]{{"println", "log \"it is #{value}\""},
                                       {"print", "log \"it is #{value}\""},
                                       {"eprintln", "log \"it is #{value}\""},
                                       {"format", "\"it is #{value}\""},
                                       {"assert", "expect value == 1"},
                                       {"assert_eq", "expect value == 1"},
                                       {"assert_ne", "expect value != 1"},
                                       {"panic", "fail \"why\""},
                                       {"vec", "[1, 2, 3]"}};

}  // namespace

bool Mistakes::explain_macro(Offset at, Offset statement) {
  const auto all = text();
  if (all[at] != '!') return false;
  auto begin = at;
  while (begin > statement && is_word_byte(all[begin - 1])) --begin;
  const auto macro = std::ranges::find(macros, all.substr(begin, at - begin), [](const auto& each) { return each[0]; });
  if (macro == std::end(macros)) return false;
  report(span(begin, at + 1), problems::foreign_statement, all.substr(begin, at + 1 - begin))
      .label("there are no macros")
      .help(fmt::format("vmt says `{}`", (*macro)[1]));
  return true;
}

// `10.0.0.0/24` is read as the number 10.0, and a member that can't be.
bool Mistakes::explain_address(Offset at, Offset statement, std::string_view what) {
  const auto all = text();
  if (what != "the name of a member" || !is_digit(all[at])) return false;
  const auto before = all.find_last_not_of("0123456789.", at);
  const auto begin = before == all.npos || before < statement ? statement : before + 1;
  const auto end = std::min(all.find_first_not_of("0123456789./", at), all.size());
  const auto address = all.substr(begin, end - begin);
  if (!is_digit(address[0])) return false;
  report(span(begin, end), problems::unexpected, "a text", fmt::format("`{}`", address))
      .label("an address is a text")
      .fix("write it in quotes", span(begin, end), fmt::format("\"{}\"", address), Applicability::machine_applicable);
  return true;
}

bool Mistakes::explain_form(Offset at, Offset statement, std::string_view what) {
  const auto all = text();
  const auto word = all.substr(statement, token_size(all, statement));
  const auto found = all.substr(at, std::max<std::size_t>(token_size(all, at), 1));
  if (explain_macro(at, statement) || explain_address(at, statement, what)) return true;
  if (word == "let" && what == "`=`" && all.substr(statement, at - statement).ends_with(" mut ")) {
    const auto end = at;
    report(span(statement, at - 1), problems::foreign_statement, "let mut")
        .label("not known here")
        .fix("a variable that changes is bound with `var`", span(statement, end), "var ", Applicability::machine_applicable);
    return true;
  }
  if (word == "for" && found == "=" && what == "`in`") {
    report(span(at, at + 1), problems::unexpected, what, "`=`")
        .label("expected `in`")
        .fix("write `in`", span(at, at + 1), "in", Applicability::machine_applicable);
    return true;
  }
  if (const auto end = end_of_last_token(at); what == "`times`" && word == "retry" && is_digit(all[end - 1])) {
    report(span(end, end), problems::unexpected, what, describe(at))
        .label("expected `times`")
        .fix("say how often", span(end, end), " times", Applicability::machine_applicable);
    return true;
  }
  if (found == "for" && all.rfind('[', at) != all.npos && all.rfind('[', at) > statement) {
    report(token(at), problems::unexpected, what, describe(at))
        .label(fmt::format("expected {}", what))
        .help("a list is made of another one by `list.map(x => x + 1)` and `list.filter(x => x > 1)`");
    return true;
  }
  for (const Form& form : forms) {
    if ((!form.word.empty() && form.word != word) || form.found != found || !what.starts_with(form.what)) continue;
    report(token(at), problems::unexpected, what, describe(at))
        .label(fmt::format("expected {}", what))
        .help(std::string(form.help));
    return true;
  }
  return false;
}

}  // namespace vmt
