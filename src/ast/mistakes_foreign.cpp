// The half of `Mistakes` that knows other languages.
#include <algorithm>

#include "ast/habits.hpp"
#include "ast/mistakes.hpp"
#include "ast/resume.hpp"
#include "ast/scan.hpp"

namespace vmt {

using enum Applicability;

bool Mistakes::explain_habit(Offset at) {
  const auto habit = habit_at(text().substr(at));
  if (!habit) return false;
  const auto place = span(at, at + habit->sign.size());
  if (habit->sign == "/*") {
    report(place, problems::foreign_comment).help(std::string(habit->advice));
  } else if (habit->is_look_alike) {
    report(place, problems::look_alike, habit->sign, habit->replacement)
        .fix(fmt::format("write `{}`", habit->replacement), place, std::string(habit->replacement));
  } else if (!habit->replacement.empty()) {
    report(place, problems::foreign_operator, habit->sign, habit->replacement)
        .fix(fmt::format("write `{}`", habit->replacement), place, std::string(habit->replacement));
  } else {
    auto& diagnostic = report(place, problems::foreign_sign, habit->sign);
    const char next = at + 1 < text().size() ? text()[at + 1] : ' ';
    if (habit->sign == "$" && (is_word_byte(next) || next == '('))
      diagnostic.fix(next == '(' ? "parentheses alone make a value of a command" : "a value is named without `$`",
                     place, "");
    else
      diagnostic.help(std::string(habit->advice));
  }
  return true;
}

namespace {

// `  - name: web`, `machines:`. `end` is where the colon stands.
bool is_yaml_key(std::string_view before_colon) {
  if (before_colon.starts_with("- ")) before_colon.remove_prefix(2);
  return !before_colon.empty() && std::ranges::all_of(before_colon, is_word_byte);
}

// A path without quotes, behind a blank: where it begins, or npos.
std::size_t unquoted_path(std::string_view text, std::size_t from, std::size_t to) {
  for (auto at = text.find(" /", from); at < to; at = text.find(" /", at + 1)) {
    const char next = at + 2 < text.size() ? text[at + 2] : ' ';
    if (is_word_byte(next) || next == '.') return at + 1;
  }
  return text.npos;
}

}  // namespace

bool Mistakes::explain_statement(Offset at, Offset statement, std::string_view what) {
  const auto all = text();
  const auto line_end = std::min(all.find('\n', statement), all.size());
  const auto word = all.substr(statement, token_size(all, statement));
  const auto place = span(statement, statement + word.size());
  if (const auto advice = statement_advice(word); !advice.empty()) {
    report(place, problems::foreign_statement, word).label("not known here").help(std::string(advice));
    return true;
  }
  if (at >= line_end) return false;
  const auto written = all.substr(statement, at - statement);
  if (all[at] == ':' && what != "`=`" && is_yaml_key(written)) {
    report(span(statement, at + 1), problems::foreign_statement, all.substr(statement, at + 1 - statement))
        .label("this is no YAML")
        .help(
            "a machine is declared with `machine web { memory 512MiB }`, and a test with `test \"name\" { "
            "... }`");
    return true;
  }
  const bool is_binding = word == "let" || word == "var";
  const auto targets = is_binding ? written.substr(std::min(word.size() + 1, written.size())) : written;
  const bool is_list_of_targets = all[at] == ',' && (what == "the end of the statement" || is_binding) &&
                                  std::ranges::all_of(targets, is_word_byte);
  if ((is_list_of_targets || (is_binding && all[at] == '(')) &&
      all.substr(at, line_end - at).find('=') != all.npos) {
    report(span(statement, at + 1), problems::several_targets)
        .label("expected one name")
        .help(
            "a result has members: `let answer = web.execute(\"...\")`, then `answer.status` and "
            "`answer.output`");
    return true;
  }
  if (explain_shell_test(statement) || explain_inner_quote(at, statement) ||
      explain_choice(at, statement, what) || explain_bare_command(at, statement) ||
      explain_name(at, statement, what) || explain_form(at, statement, what))
    return true;
  if (all[at] == ':' && all.substr(at, 2) == ":=" && what == "`=`") {
    report(span(at, at + 2), problems::foreign_update, ":=")
        .fix("write `=`", span(at, at + 2), "=", machine_applicable);
    return true;
  }
  if (all.substr(statement, 2) == "--") {
    report(span(statement, statement + 2), problems::foreign_comment)
        .fix("write `#`", span(statement, statement + 2), "#");
    return true;
  }
  auto path = unquoted_path(all, statement, at);
  if (path == all.npos && word == "use" && all[at] == '/')
    path = all.find_first_not_of(' ', statement + word.size());
  if (path != all.npos && what == "the end of the statement") {
    const auto end = std::min(all.find_first_of(" \t\r\n;,)]}", path), all.size());
    report(span(path, end), problems::unquoted_path)
        .fix("write it in quotes", span(path, end), fmt::format("\"{}\"", all.substr(path, end - path)));
    return true;
  }
  return false;
}

// `if { ... }`: the block was read as a map, which has no `:`.
bool Mistakes::explain_head(Offset at, std::string_view what) {
  if (what != "`:`" || at == 0) return false;
  const auto brace = text().rfind('{', at - 1);
  if (brace == std::string_view::npos || brace == 0) return false;
  const auto end = text().find_last_not_of(" \t", brace - 1) + 1;
  auto begin = end;
  while (begin > 0 && is_word_byte(text()[begin - 1])) --begin;
  const auto word = text().substr(begin, end - begin);
  const std::string_view wanted = word == "if" || word == "while" || word == "throughout"
                                      ? "a condition such as `count > 3`"
                                  : word == "within" ? "a duration such as `30s`"
                                  : word == "in"     ? "a list or a range such as `1..3`"
                                                     : "";
  if (wanted.empty()) return false;
  report(span(brace, brace + 1), problems::unexpected, wanted, "`{`")
      .label(fmt::format("expected {}", wanted));
  last_ = at;
  return true;
}

bool Mistakes::explain_place(Offset at, Offset statement) {
  const auto all = text();
  const auto rest = all.substr(at);
  if (rest.empty()) return false;
  const char before = at > 0 ? all[at - 1] : '\n';
  if (rest[0] == '/' && rest.size() > 1 && (is_word_byte(rest[1]) || rest[1] == '.') &&
      (before == ' ' || before == '\t')) {
    const auto end = std::min(rest.find_first_of(" \t\r\n;,)]}"), rest.size());
    report(span(at, at + end), problems::unquoted_path)
        .fix("write it in quotes", span(at, at + end), fmt::format("\"{}\"", rest.substr(0, end)));
    return true;
  }
  if (rest[0] == '.' && begins_line(all, at)) {
    report(token(at), problems::unexpected, "a statement", "`.`")
        .label("expected a statement")
        .help(
            "a statement ends with its line: write the call behind the line before, or bind "
            "what is there with `let`");
    return true;
  }
  constexpr std::string_view prefixes = "bfruBFRU";
  const bool is_prefixed = rest[0] == '"' && at > 0 && prefixes.find(before) != prefixes.npos &&
                           (at == 1 || !is_word_byte(all[at - 2]));
  if (is_prefixed) {
    report(span(at - 1, at), problems::foreign_sign, all.substr(at - 1, 1))
        .label("a text has no prefix")
        .help("a value stands in a text as `#{name}`")
        .fix("leave it out", span(at - 1, at), "");
    return true;
  }
  if (before == '"' && (is_word_byte(rest[0]) || rest[0] == '"') && at > statement) {
    report(token(at), problems::text_goes_on)
        .label("follows without a blank")
        .help("a quote inside of a text is written `\\\"`");
    return true;
  }
  if (static_cast<unsigned char>(rest[0]) >= 0x80 && is_word_byte(before)) {
    const auto size = character_size(all, at);
    report(span(at, at + size), problems::foreign_sign, rest.substr(0, size))
        .help("a name is made of the letters `a` to `z`, digits and `_`");
    return true;
  }
  return false;
}

void Mistakes::missing_comma(Offset begin, Offset) {
  report(span(begin, begin), problems::missing_comma)
      .label("here")
      .fix("put a comma in", span(begin, begin), ",", machine_applicable);
}

void Mistakes::stray_close(Offset begin, Offset end) {
  if (is_past_end_ || has_missing_brace_) return;
  report(span(begin, end), problems::stray_close, text().substr(begin, end - begin))
      .label("there is no `{` that it could close");
}

void Mistakes::odd_blank(Offset begin, Offset end) {
  const auto bytes = text().substr(begin, end - begin);
  const auto name = bytes == "\u00a0"   ? "a no-break space"
                    : bytes == "\u202f" ? "a narrow no-break space"
                    : bytes == "\u3000" ? "an ideographic space"
                    : bytes == "\u200b" ? "a zero-width space"
                                        : "a byte order mark in the middle of a file";
  report(span(begin, end), problems::odd_blank, name)
      .fix("write a blank", span(begin, end), " ", machine_applicable);
}

void Mistakes::slash_comment(Offset begin, Offset) {
  report(span(begin, begin + 2), problems::foreign_comment)
      .fix("write `#`", span(begin, begin + 2), "#", machine_applicable);
}

void Mistakes::foreign_quotes(Offset begin, Offset end) {
  const auto open = character_size(text(), begin);
  const auto quoted = text().substr(begin, end - begin);
  // “ and ” have three bytes each, and ' has one: the closing quote is as long as the opening one.
  const auto inside = quoted.substr(open, quoted.size() - 2 * open);
  auto& diagnostic = report(span(begin, end), problems::foreign_quotes);
  if (text().substr(begin, 3) == "'''") {
    diagnostic.help(
        "a text of many lines stands between two lines of `\"\"\"`, and one of a single line in `\"`");
    return;
  }
  std::string replacement = "\"";
  for (const char c : inside) {
    if (c == '"') replacement += '\\';
    replacement += c;
  }
  diagnostic.fix("write `\"`", span(begin, end), replacement + "\"",
                 inside.find('\\') == inside.npos ? machine_applicable : maybe_incorrect);
}

void Mistakes::foreign_operator(Offset begin, Offset end) {
  const auto sign = text().substr(begin, end - begin);
  const std::string_view meant = sign == "&&"    ? "and"
                                 : sign == "||"  ? "or"
                                 : sign == "!"   ? "not"
                                 : sign == "===" ? "=="
                                                 : "!=";
  const bool needs_blank = is_word_byte(meant[0]);
  auto replacement = std::string(meant);
  if (needs_blank && begin > 0 && is_word_byte(text()[begin - 1])) replacement = " " + replacement;
  if (needs_blank && end < text().size() && text()[end] != ' ') replacement += " ";
  report(span(begin, end), problems::foreign_operator, sign, meant)
      .fix(fmt::format("write `{}`", meant), span(begin, end), replacement,
           sign == "!" ? maybe_incorrect : machine_applicable);
}

void Mistakes::foreign_equal(Offset begin, Offset end, Offset statement) {
  const auto first = text().substr(statement, token_size(text(), statement));
  const bool assigns = first != "if" && first != "while" && first != "expect" && first != "wait" &&
                       first != "throughout" && first != "let" && first != "var" && first != "return" &&
                       first != "else" && first != "log";
  if (assigns) {
    report(span(begin, end), problems::only_variables)
        .help("`name = value` assigns a variable that was declared with `var`")
        .help("two values are compared with `==`");
    return;
  }
  report(span(begin, end), problems::equals_in_condition)
      .fix("compare with `==`", span(begin, end), "==", machine_applicable);
}

void Mistakes::foreign_argument_sign(Offset begin, Offset end) {
  report(span(begin, end), problems::argument_sign)
      .fix("write `:`", span(begin, end), ":", machine_applicable);
}

void Mistakes::foreign_block_sign(Offset begin, Offset end) {
  has_missing_brace_ = true;
  const auto next = text().substr(end).find_first_not_of(" \t");
  const bool has_brace = next != std::string_view::npos && text()[end + next] == '{';
  auto& diagnostic = report(span(begin, end), problems::block_sign, text().substr(begin, end - begin));
  if (has_brace)
    diagnostic.fix("leave it out", span(begin, end), "", machine_applicable);
  else
    diagnostic.fix("open a block, and close it with `}` behind its last line", span(begin, end),
                   text()[begin] == ':' ? " {" : "{", has_placeholders);
}

void Mistakes::brace_on_next_line(Offset begin, Offset end) {
  report(span(end, end + 1), problems::brace_on_next_line)
      .fix("move it up", span(begin, end), " ",
           text().substr(begin, end - begin).find('#') == std::string_view::npos ? machine_applicable
                                                                                 : has_placeholders);
}

void Mistakes::foreign_type(Offset begin, Offset end) {
  report(span(begin, end), problems::typed_binding)
      .fix("leave it out", span(begin, end), "", machine_applicable);
}

void Mistakes::foreign_let(Offset begin, Offset end) {
  report(span(begin, end), problems::foreign_binding, text().substr(begin, end - begin))
      .fix("write `let`", span(begin, end), "let");
}

void Mistakes::foreign_define(Offset begin, Offset end) {
  const auto sign = text().find(":=", begin);
  report(span(sign, sign + 2), problems::foreign_update, ":=")
      .help("`let name = value` declares a name, and `name = value` assigns a variable");
  static_cast<void>(end);
}

void Mistakes::foreign_update(Offset begin, Offset end) {
  // `x += 1` or `x++`.
  const auto all = text();
  auto sign = begin;
  while (is_word_byte(all[sign])) ++sign;
  const auto name = all.substr(begin, sign - begin);
  while (all[sign] == ' ' || all[sign] == '\t') ++sign;
  const auto operation = all.substr(sign, 2);
  const bool steps = operation[1] != '=';
  const auto place = span(sign, sign + 2);
  report(place, problems::foreign_update, operation)
      .fix("write it out", place,
           fmt::format("{}= {} {}{}", sign == begin + name.size() ? " " : "", name, operation[0],
                       steps ? " 1" : ""),
           machine_applicable);
  static_cast<void>(end);
}

void Mistakes::foreign_else_if(Offset begin, Offset end) {
  report(span(begin, end), problems::foreign_operator, text().substr(begin, end - begin), "else if")
      .fix("write `else if`", span(begin, end), "else if", machine_applicable);
}

void Mistakes::foreign_function(Offset begin, Offset end) {
  report(span(begin, end), problems::foreign_function, text().substr(begin, end - begin))
      .fix("write `function`", span(begin, end), "function", machine_applicable);
}

void Mistakes::foreign_setting_sign(Offset begin, Offset end) {
  const auto blank_before = begin > 0 && text()[begin - 1] == ' ';
  const auto blank_behind = end < text().size() && text()[end] == ' ';
  report(span(begin, end), problems::setting_sign, text().substr(begin, end - begin))
      .fix("leave it out", span(begin, blank_before && blank_behind ? end + 1 : end),
           blank_before || blank_behind ? "" : " ", machine_applicable);
}

void Mistakes::merge_begin(Offset begin, Offset end) {
  auto& diagnostic = report(span(begin, end), problems::merge_conflict);
  diagnostic.label("one side begins here")
      .help("keep what is right of the two sides, and remove the lines with the signs");
  merge_ = &diagnostic;
}

void Mistakes::merge_rest(Offset begin, Offset end) {
  if (!merge_) {
    merge_begin(begin, end);
    return;
  }
  const bool is_last = text()[begin] == '>';
  merge_->label(span(begin, end), is_last ? "the other side ends here" : "the next part");
  if (is_last) merge_ = nullptr;
}

}  // namespace vmt
