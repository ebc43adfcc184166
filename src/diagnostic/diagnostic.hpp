// What is wrong with a script, as data. Drawing it is somebody else's job: the terminal, the language
// server, the JSON output and the tests all show the same Diagnostic.
//
// Style of the words: lower case, no final period, code in `backticks`. The message says what was
// seen; a help says what would be better; only a help proposes a change.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "source/source.hpp"

namespace vmt {

enum class Severity : std::uint8_t { error, warning };

// May a tool apply the fix without asking?
enum class Applicability : std::uint8_t {
  machine_applicable,  // it is what the author meant
  maybe_incorrect,     // it is a good guess
  has_placeholders,    // the author has to fill something in
};

// A replacement of one stretch of the source; an empty span inserts.
struct Edit {
  Span span;
  std::string replacement;
};

struct Fix {
  std::string title;  // "there is a machine named `web`"
  std::vector<Edit> edits;
  Applicability applicability = Applicability::maybe_incorrect;
};

struct Label {
  Span span;
  std::string text;  // may be empty: then the place is only underlined
};

struct Diagnostic {
  std::string_view code;  // stable, "V0203"; empty for failures at run time
  Severity severity = Severity::error;
  std::string_view name;  // of the rule, for `# vmt: allow(name)`; empty for errors
  std::string heading;  // the word before the message when it is not the severity: "failed"
  std::string message;
  Label primary;
  std::vector<Label> labels;       // other places that belong to the story
  std::vector<std::string> notes;  // facts
  std::vector<std::string> helps;  // advice that is no edit
  std::vector<Fix> fixes;          // advice that is one

  // Each returns the diagnostic, so that a report reads as a sentence.
  Diagnostic& label(std::string text);
  Diagnostic& label(Span span, std::string text);
  Diagnostic& note(std::string text);
  Diagnostic& help(std::string text);
  Diagnostic& fix(std::string title, Span span, std::string replacement,
                  Applicability applicability = Applicability::maybe_incorrect);
};

// One kind of problem: declared once, in the `problems.hpp` of the phase that finds it. The holes in
// `text` are checked against Args when the declaration is compiled.
template <typename... Args>
struct Problem {
  std::string_view code;
  Severity severity;
  fmt::format_string<Args...> text;
  std::string_view name;  // what `# vmt: allow(name)` silences; empty for errors
};

// Everything found so far, in the order found.
class Diagnostics {
public:
  template <typename... Args>
  Diagnostic& report(Span span, const Problem<Args...>& problem,
                     const std::type_identity_t<Args>&... args) {
    return add(problem.code, problem.severity, problem.name, span,
               fmt::vformat(fmt::string_view(problem.text), fmt::make_format_args(args...)));
  }

  const std::deque<Diagnostic>& all() const { return all_; }
  std::size_t count(Severity severity) const;
  bool has_errors() const { return count(Severity::error) > 0; }

  // Orders by file and offset, so that two runs print the same bytes, and drops what was found twice:
  // a file that two scripts use is looked at twice.
  void sort(const Sources& sources);

private:
  Diagnostic& add(std::string_view code, Severity severity, std::string_view name, Span span,
                  std::string message);

  std::deque<Diagnostic> all_;  // Not a vector: report() hands out references.
};

}  // namespace vmt
