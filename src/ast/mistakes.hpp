// Reports what is wrong with the shape of a script while it is parsed: says what was expected, knows
// the habits of other languages, and keeps quiet about what follows from a mistake already told.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "ast/ast.hpp"
#include "ast/problems.hpp"
#include "diagnostic/diagnostic.hpp"

namespace vmt {

class Mistakes {
public:
  using Offset = std::size_t;

  // `trivia` grows while the file is parsed.
  Mistakes(const Source& source, const std::vector<ast::Trivia>& trivia, Diagnostics& diagnostics)
      : source_(source), trivia_(trivia), diagnostics_(diagnostics) {}

  std::string_view text() const { return source_.text(); }
  Span span(Offset begin, Offset end) const { return source_.span(begin, end); }
  Diagnostics& diagnostics() { return diagnostics_; }

  // NUL and broken UTF-8, before anything is parsed. False when this is no text at all.
  bool check_encoding();

  // `what` was expected at `at`. Says nothing when the statement that began at `statement` was
  // complained about on this line already.
  void expected(Offset at, std::string_view what, Offset statement);
  // The same for the bracket that closes the one at `open`.
  void expected_close(Offset at, std::string_view close, Offset open, Offset statement);
  void unclosed_text(Offset at, Offset open);
  // `deeper` is a block inside of this one whose closing brace may belong to it, or npos.
  void unclosed_block(Offset at, Offset open, Offset deeper);
  void too_deep(Offset at, int limit);
  void too_long(Offset begin, Offset end, int limit);

  // What is understood, though it is written differently. [begin, end) is the wrong sign or word.
  void missing_comma(Offset begin, Offset end);
  void bare_command(Offset begin, Offset end);
  void stray_close(Offset begin, Offset end);
  void odd_blank(Offset begin, Offset end);
  void slash_comment(Offset begin, Offset end);
  void foreign_quotes(Offset begin, Offset end);
  void foreign_operator(Offset begin, Offset end);
  void foreign_equal(Offset begin, Offset end, Offset statement);
  void foreign_argument_sign(Offset begin, Offset end);
  void foreign_block_sign(Offset begin, Offset end);
  void brace_on_next_line(Offset begin, Offset end);
  void foreign_type(Offset begin, Offset end);
  void foreign_let(Offset begin, Offset end);
  void foreign_define(Offset begin, Offset end);
  void foreign_update(Offset begin, Offset end);
  void foreign_else_if(Offset begin, Offset end);
  void foreign_function(Offset begin, Offset end);
  void foreign_setting_sign(Offset begin, Offset end);
  void merge_begin(Offset begin, Offset end);
  void merge_rest(Offset begin, Offset end);

  bool has_missing_brace() const { return has_missing_brace_; }

private:
  template <typename... Args>
  Diagnostic& report(Span span, const Problem<Args...>& problem,
                     const std::type_identity_t<Args>&... args) {
    last_ = span.begin;
    has_any_ = true;
    return diagnostics_.report(span, problem, args...);
  }

  bool is_silent(Offset at, Offset statement) const;
  bool explain_statement(Offset at, Offset statement, std::string_view what);  // when it begins as elsewhere
  bool explain_shell_test(Offset statement);  // `if [ $x = 3 ]; then`
  bool explain_bare_command(Offset at, Offset statement);  // behind an operator: `not web.succeed "x"`
  bool explain_inner_quote(Offset at, Offset statement);
  bool explain_choice(Offset at, Offset statement, std::string_view what);  // an `if` as a value, or behind
  bool explain_name(Offset at, Offset statement, std::string_view what);  // with quotes too few or too many
  bool explain_macro(Offset at, Offset statement);  // `println!(...)`
  bool explain_address(Offset at, Offset statement, std::string_view what);  // without quotes
  bool explain_form(Offset at, Offset statement, std::string_view what);  // of a statement elsewhere
  bool explain_head(Offset at, std::string_view what);  // when `{` stands where a condition is wanted
  bool explain_habit(Offset at);         // when a habit of another language stands there
  bool explain_place(Offset at, Offset statement);  // when what is around it tells what was meant
  std::string describe(Offset at) const;  // "the name `web`"
  Span token(Offset at) const;
  Offset end_of_last_token(Offset at) const;

  const Source& source_;
  const std::vector<ast::Trivia>& trivia_;
  Diagnostics& diagnostics_;
  std::set<Offset> bad_bytes_;  // reported by check_encoding()
  Diagnostic* merge_ = nullptr;
  Offset last_ = 0;
  bool has_any_ = false;
  bool has_missing_brace_ = false;
  bool is_past_end_ = false;  // an unclosed text or block took all the rest
};

}  // namespace vmt
