// The upper half of the shell reader: lists, pipelines, compound commands.
#include <algorithm>
#include <array>
#include <utility>

#include "check/shell_reader.hpp"

namespace vmt::checking {

namespace {

// Words that end a list of commands.
constexpr auto endings =
    std::to_array<std::string_view>({"then", "elif", "else", "fi", "do", "done", "esac", "}"});

// Words that may stand before any command.
constexpr auto prefixes = std::to_array<std::string_view>({"!", "time", "coproc"});

template <std::size_t count>
bool is_one_of(const std::array<std::string_view, count>& words, std::string_view word) {
  return std::ranges::find(words, word) != words.end();
}

// Characters that may stand in a reserved word.
bool is_plain(char c) {
  constexpr std::string_view special = " \t\n;&|<>()\\'\"`$";
  return c != '\0' && special.find(c) == special.npos;
}

bool ends_word(char c) {
  return std::string_view(" \t\n;&|<>()").find(c) != std::string_view::npos;
}

}  // namespace

ShellReading ShellReader::read() {
  read_list({}, true);
  if (!reading_.fault && !pending_.empty()) {
    const HereDocument& document = pending_.front();
    if (!document.has_value)
      fail(ShellFaultKind::missing_delimiter_line, document.delimiter, document.begin, document.end);
  }
  if (!at_end()) {
    const std::size_t begin = here_;
    const Word word = read_word();
    const std::size_t end = word.is_there() ? word.end : begin + (at(";;") ? 2 : 1);
    fail(ShellFaultKind::unexpected, std::string_view(text_).substr(begin, end - begin), begin, end);
  }
  return std::move(reading_);
}

ShellReader::Word ShellReader::peek_word() {
  std::size_t end = here_;
  while (end < text_.size() && is_plain(text_[end])) ++end;
  Word word{{}, here_, end};
  // A word that goes on with a quote or a value is none of the reserved ones.
  if (end == text_.size() || ends_word(text_[end]))
    word.plain = std::string_view(text_).substr(here_, end - here_);
  return word;
}

// At a `)`, a `;;` or a word such as `fi`, which somebody further out waits for.
bool ShellReader::at_list_end() {
  if (at_end() || peek() == ')' || at(";;") || at(";&")) return true;
  return is_one_of(endings, peek_word().plain);
}

void ShellReader::read_list(Opener opener, bool may_be_empty) {
  if (!enter_nesting()) return;
  skip_lines();
  if (at_list_end() && !may_be_empty && !reading_.fault)
    return fail(ShellFaultKind::missing_command, opener.what, opener.at, opener.at + opener.what.size());
  while (!at_list_end()) {
    read_pipelines();
    skip_blanks();
    if (at_end() || at(";;") || at(";&")) break;
    if (peek() == ';' || peek() == '&') {
      ++here_;
    } else if (peek() != '\n') {
      break;
    }
    skip_lines();
  }
  --depth_;
}

// Commands joined by `|`, `&&` and `||`.
void ShellReader::read_pipelines() {
  Opener behind;
  while (!reading_.fault) {
    read_command(behind);
    skip_blanks();
    const std::size_t begin = here_;
    if (!take("&&") && !take("||") && !take("|&") && !take("|")) return;
    behind = {std::string_view(text_).substr(begin, here_ - begin), begin};
    skip_lines();
  }
}

void ShellReader::read_command(Opener opener) {
  while (is_one_of(prefixes, peek_word().plain)) {
    here_ = peek_word().end;
    skip_blanks();
  }
  if (at("((") && closes_as_arithmetic(here_ + 2)) {
    const std::size_t begin = here_;
    here_ += 2;
    read_balanced(begin, "))", ShellPlace::arithmetic);
  } else if (peek() == '(' && !at_end()) {
    read_group(")", here_++);
  } else {
    const Word word = peek_word();
    if (!read_compound(word)) {
      // Nothing stands here: behind an operator, or before a `;` that ends nothing.
      if (at_list_end() || std::string_view(";&|\n").find(peek()) != std::string_view::npos) {
        if (at("&>")) return read_simple({});
        if (!opener.what.empty())
          return fail(ShellFaultKind::missing_command, opener.what, opener.at,
                      opener.at + opener.what.size());
        return fail(ShellFaultKind::unexpected, std::string_view(text_).substr(here_, 1), here_, here_ + 1);
      }
      return read_simple(word);
    }
  }
  for (skip_blanks(); read_redirection(); skip_blanks()) continue;
}

bool ShellReader::read_compound(const Word& word) {
  const std::string_view keyword = word.plain;
  const auto enter = [&] { here_ = word.end; };
  if (keyword == "{") {
    enter();
    read_group("}", word.begin);
  } else if (keyword == "if") {
    enter();
    read_if(word.begin);
  } else if (keyword == "while" || keyword == "until") {
    enter();
    read_list({keyword, word.begin}, false);
    read_loop(keyword, word.begin);
  } else if (keyword == "for" || keyword == "select") {
    enter();
    read_for(keyword, word.begin);
  } else if (keyword == "case") {
    enter();
    read_case(word.begin);
  } else if (keyword == "[[") {
    enter();
    read_test(word.begin);
  } else if (keyword == "function") {
    enter();
    skip_blanks();
    read_word();
    skip_blanks();
    if (take("(")) {
      skip_blanks();
      take(")");
    }
    read_function_body({keyword, word.begin});
  } else {
    return false;
  }
  return true;
}

// Words, assignments and redirections; or the head of a function, `name() { ... }`.
void ShellReader::read_simple(const Word& first) {
  std::size_t word_count = 0;
  while (!reading_.fault) {
    skip_blanks();
    if (read_redirection()) continue;
    if (peek() == '(' && !at_end()) {
      const std::size_t bracket = here_;
      ++here_;
      // `list=(a b)` of bash.
      if (bracket > 0 && text_[bracket - 1] == '=') {
        read_balanced(bracket, ")", ShellPlace::unquoted);
        continue;
      }
      skip_blanks();
      if (word_count != 1 || !first.is_there() || !take(")"))
        return fail(ShellFaultKind::unexpected, "(", bracket, bracket + 1);
      return read_function_body({")", here_ - 1});
    }
    if (!read_word().is_there()) return;
    ++word_count;
  }
}

void ShellReader::read_group(std::string_view closing, std::size_t begin) {
  const auto opening = std::string_view(text_).substr(begin, 1);
  read_list({opening, begin}, false);
  if (!reading_.fault && !take(closing)) {
    if (at_end()) return fail(ShellFaultKind::unterminated, opening, begin, begin + 1);
    const Word word = peek_word();
    const std::size_t end = std::max(word.end, here_ + 1);
    fail(ShellFaultKind::unexpected, std::string_view(text_).substr(here_, end - here_), here_, end);
  }
}

void ShellReader::expect_word(std::string_view expected, Opener opener) {
  skip_lines();
  const Word word = peek_word();
  if (reading_.fault) return;
  if (word.plain == expected) {
    here_ = word.end;
    return;
  }
  const std::size_t end = at_end() ? here_ : std::max(word.end, here_ + 1);
  fail(ShellFaultKind::missing_word, expected, here_, end, opener);
}

void ShellReader::read_if(std::size_t begin) {
  const Opener opener{"if", begin};
  read_list(opener, false);
  std::size_t at_word = here_;
  expect_word("then", opener);
  read_list({"then", at_word}, false);
  while (!reading_.fault) {
    at_word = here_;
    const std::string_view word = peek_word().plain;
    if (word == "elif") {
      here_ += word.size();
      read_list({"elif", at_word}, false);
      at_word = here_;
      expect_word("then", opener);
      read_list({"then", at_word}, false);
    } else if (word == "else") {
      here_ += word.size();
      read_list({"else", at_word}, false);
      return expect_word("fi", opener);
    } else {
      return expect_word("fi", opener);
    }
  }
}

void ShellReader::read_loop(std::string_view keyword, std::size_t begin) {
  const Opener opener{keyword, begin};
  skip_lines();
  const std::size_t at_do = here_;
  expect_word("do", opener);
  read_list({"do", at_do}, false);
  expect_word("done", opener);
}

void ShellReader::read_for(std::string_view keyword, std::size_t begin) {
  skip_blanks();
  if (at("((")) {
    const std::size_t bracket = here_;
    here_ += 2;
    read_balanced(bracket, "))", ShellPlace::arithmetic);
  } else {
    const Word name = read_word();
    if (!reading_.fault && !name.is_there())
      return fail(ShellFaultKind::missing_target, keyword, begin, begin + keyword.size());
    skip_lines();
    if (peek_word().plain == "in") {
      here_ = peek_word().end;
      for (skip_blanks(); read_word().is_there(); skip_blanks()) continue;
    }
  }
  skip_blanks();
  if (!at(";;")) take(";");
  read_loop(keyword, begin);
}

void ShellReader::read_case(std::size_t begin) {
  const Opener opener{"case", begin};
  skip_blanks();
  read_word();
  expect_word("in", opener);
  for (skip_lines(); !reading_.fault; skip_lines()) {
    if (peek_word().plain == "esac" || at_end()) return expect_word("esac", opener);
    take("(");
    for (skip_blanks(); read_word().is_there(); skip_blanks())
      if (skip_blanks(); !take("|")) break;
    skip_blanks();
    if (reading_.fault) return;
    if (!take(")")) {
      const std::size_t end = at_end() ? here_ : here_ + 1;
      return fail(ShellFaultKind::missing_word, ")", here_, end, opener);
    }
    read_list(opener, true);
    if (!take(";;&") && !take(";;") && !take(";&")) return expect_word("esac", opener);
  }
}

// `[[ ... ]]` of bash, in which `<`, `(` and `&&` are operators of the test.
void ShellReader::read_test(std::size_t begin) {
  while (!reading_.fault) {
    skip_lines();
    if (peek_word().plain == "]]") {
      here_ += 2;
      return;
    }
    if (at_end()) return fail(ShellFaultKind::unterminated, "[[", begin, begin + 2);
    if (!read_word().is_there() && !reading_.fault) ++here_;
  }
}

void ShellReader::read_function_body(Opener opener) {
  skip_lines();
  read_command(opener);
}

bool ShellReader::read_redirection() {
  const std::size_t begin = here_;
  if (reading_.fault) return false;
  // `2>&1`: a number right before the operator is a part of it.
  std::size_t sign = here_;
  while (sign < text_.size() && text_[sign] >= '0' && text_[sign] <= '9') ++sign;
  if (sign < text_.size() && (text_[sign] == '<' || text_[sign] == '>')) here_ = sign;
  if (at("<<") && !at("<<<")) {
    read_document_operator();
    return true;
  }
  if (at("<(") || at(">(")) {
    here_ += 2;
    read_list({"(", begin + 1}, true);
    if (!take(")")) fail(ShellFaultKind::unterminated, "(", begin + 1, begin + 2);
    return true;
  }
  constexpr auto operators =
      std::to_array<std::string_view>({"<<<", "&>>", "&>", ">>", ">&", ">|", "<>", "<&", ">", "<"});
  const auto taken = std::ranges::find_if(operators, [&](auto symbol) { return take(symbol); });
  if (taken == operators.end()) return false;
  skip_blanks();
  // `> >(tee log)`: the target is what another command reads.
  if (at("<(") || at(">(")) return read_redirection();
  if (!read_word().is_there() && !reading_.fault)
    fail(ShellFaultKind::missing_target, *taken, begin, begin + taken->size());
  return true;
}

ShellReading read_shell(const ShellText& text) {
  return ShellReader(text.text).read();
}

}  // namespace vmt::checking
