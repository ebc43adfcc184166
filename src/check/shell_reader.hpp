// How read_shell reads: one pass, one position, no copies. Private to shell*.cpp.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "check/shell.hpp"

namespace vmt::checking {

// `plain` is the text of a word in which nothing is quoted or expanded, so that it can be a reserved
// word; otherwise it is empty.
struct ShellWord {
  std::string_view plain;
  std::size_t begin = 0, end = 0;
  bool is_there() const { return begin != end; }
};

// The symbol or word that a command is read behind: "`then` without a command".
struct ShellOpener {
  std::string_view what;
  std::size_t at = 0;
};

struct HereDocument {
  std::string delimiter;
  bool is_literal = false;         // <<'EOF': nothing is expanded
  bool has_value = false;          // in its delimiter
  bool strips_tabs = false;        // <<-
  std::size_t begin = 0, end = 0;  // of `<<EOF`
};

class ShellReader {
public:
  explicit ShellReader(const std::string& text) : text_(text) {}

  ShellReading read();

private:
  using Word = ShellWord;
  using Opener = ShellOpener;

  // ---- Position: shell_words.cpp
  bool at_end() const { return here_ >= text_.size(); }
  char peek(std::size_t ahead = 0) const {
    return here_ + ahead < text_.size() ? text_[here_ + ahead] : '\n';
  }
  bool at(std::string_view symbol) const { return text_.compare(here_, symbol.size(), symbol) == 0; }
  bool take(std::string_view symbol);
  void skip_blanks();    // also comments and continued lines, but no line ends
  void take_line_end();  // with the here-documents that begin behind it
  void skip_lines();     // blanks, comments and line ends
  // Notes the first fault and moves to the end, so that whoever is reading stops.
  void fail(ShellFaultKind kind, std::string_view what, std::size_t begin, std::size_t end,
            Opener opened_by = {});
  // False, with a fault, when brackets are nested deeper than anybody writes them.
  bool enter_nesting();

  // ---- Words: shell_words.cpp
  Word read_word();
  bool read_word_part();
  void note_value(ShellPlace place);
  void read_single_quotes();
  void read_dollar_quotes();
  void read_double_quotes();
  void read_backquotes();
  void read_dollar(ShellPlace place);
  void read_parameter(std::size_t begin);
  void read_backslash();
  // Between brackets that are no commands: `(( ))`, patterns, subscripts.
  void read_balanced(std::size_t begin, std::string_view closing, ShellPlace place);
  bool closes_as_arithmetic(std::size_t behind_opening) const;

  // ---- Here-documents: shell_documents.cpp
  void read_document_operator();
  void read_document(const HereDocument& document);
  bool is_delimiter_line(const HereDocument& document) const;

  // ---- Commands: shell_grammar.cpp
  void read_list(Opener opener, bool may_be_empty);
  bool at_list_end();
  void read_pipelines();
  void read_command(Opener opener);
  bool read_compound(const Word& word);
  void read_simple(const Word& first);
  void read_group(std::string_view closing, std::size_t begin);
  void read_if(std::size_t begin);
  void read_loop(std::string_view keyword, std::size_t begin);
  void read_for(std::string_view keyword, std::size_t begin);
  void read_case(std::size_t begin);
  void read_test(std::size_t begin);
  void read_function_body(Opener opener);
  bool read_redirection();
  Word peek_word();
  void expect_word(std::string_view word, Opener opener);

  const std::string& text_;
  std::size_t here_ = 0;
  std::size_t depth_ = 0;
  std::vector<HereDocument> pending_;
  ShellReading reading_;
};

}  // namespace vmt::checking
