#include "check/shell_report.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "check/problems.hpp"

namespace vmt::checking {

namespace {

// Bytes [begin, end) of the shell text, as a place in the script.
Span place_of(Span text_span, const ShellText& text, std::size_t begin, std::size_t end) {
  if (begin >= text.offsets.size()) {
    // Behind the last character: where the text ends.
    const std::uint32_t last = text.offsets.empty() ? text_span.begin : text.offsets.back() + 1;
    return {text_span.source, last, last};
  }
  const std::uint32_t first = text.offsets[begin];
  const std::uint32_t last = end > begin ? text.offsets[end - 1] + 1 : first;
  return {text_span.source, first, last};
}

// What an unexpected word would have to stand behind.
constexpr auto companions = std::to_array<std::pair<std::string_view, std::string_view>>({
    {"then", "if"},
    {"elif", "if"},
    {"else", "if"},
    {"fi", "if"},
    {"do", "for` or `while"},
    {"done", "do"},
    {"esac", "case"},
    {"}", "{"},
    {")", "("},
    {";;", "case"},
});

std::string_view companion_of(std::string_view word) {
  for (const auto& [closing, opening] : companions)
    if (closing == word) return opening;
  return {};
}

std::string_view place_words(ShellPlace place) {
  switch (place) {
    case ShellPlace::arithmetic: return "in arithmetic, where only a number has a meaning";
    case ShellPlace::backquotes: return "in backquotes, which the shell reads twice";
    case ShellPlace::comment: return "in a comment, which ends at the first line end of the value";
    case ShellPlace::parameter: return "in `${...}`, where quotes mean something else";
    case ShellPlace::dollar_quotes: return "in `$'...'`, which not every shell knows";
    case ShellPlace::behind_dollar: return "right behind a `$`";
    case ShellPlace::behind_backslash: return "right behind a `\\`";
    case ShellPlace::delimiter: return "as the end of a here-document";
    case ShellPlace::unquoted:
    case ShellPlace::single_quoted:
    case ShellPlace::double_quoted:
    case ShellPlace::here_document:
    case ShellPlace::here_document_literal: return "here";
  }
  return "here";
}

// Is there a line that is `word` but for blanks before it?
bool has_indented_line(std::string_view text, std::string_view word) {
  for (std::size_t begin = 0; begin < text.size();) {
    const auto end = std::min(text.find('\n', begin), text.size());
    const auto line = text.substr(begin, end - begin);
    const auto first = line.find_first_not_of(" \t");
    if (first != line.npos && first > 0 && line.substr(first) == word) return true;
    begin = end + 1;
  }
  return false;
}

}  // namespace

void report_shell_fault(Context& context, Span text_span, const ShellText& text, const ShellFault& fault) {
  const Span place = place_of(text_span, text, fault.begin, fault.end);
  switch (fault.kind) {
    case ShellFaultKind::unterminated:
      context.report(place, shell_unterminated, fault.what).label("opened here, never closed");
      return;
    case ShellFaultKind::unexpected: {
      Diagnostic& diagnostic = context.report(place, shell_unexpected, fault.what);
      const auto companion = companion_of(fault.what);
      diagnostic.label(companion.empty() ? "a shell could not read on from here"
                                         : fmt::format("there is no `{}` before it", companion));
      if (fault.what == "(") diagnostic.help("quote it when it is part of a word: `'('`");
      return;
    }
    case ShellFaultKind::missing_word:
      context.report(place, shell_missing_word, fault.what, fault.opened_by)
          .label(fmt::format("`{}` should have come by here", fault.what))
          .label(place_of(text_span, text, fault.opened_at, fault.opened_at + fault.opened_by.size()),
                 "belongs to this");
      return;
    case ShellFaultKind::missing_command:
      context.report(place, shell_missing_command, fault.what).label("no command follows");
      return;
    case ShellFaultKind::missing_target:
      context.report(place, shell_missing_target, fault.what).label(fault.what == "for" || fault.what == "select" ? "which variable?" : "to or from what?");
      return;
    case ShellFaultKind::missing_delimiter_line:
      context.report(place, shell_unended_document, fault.what)
          .label("begins a here-document")
          .help(has_indented_line(text.text, fault.what)
                    ? fmt::format("the line `{0}` is indented: begin it at the margin of the text, or write "
                                  "`<<-{0}`, which allows tabs before it",
                                  fault.what)
                    : fmt::format("a line that is `{}` and nothing else ends it", fault.what));
      return;
    case ShellFaultKind::too_deep:
      context.report(place, shell_too_deep).label("nested too deeply from here on");
      return;
  }
}

void report_undecidable(Context& context, Span value, ShellPlace place) {
  Diagnostic& diagnostic = context.report(value, shell_undecidable, place_words(place));
  diagnostic.label("no quotes would be right for every value");
  if (place == ShellPlace::backquotes) diagnostic.help("write `$(...)` instead of the backquotes");
  diagnostic.help("`#{raw(...)}` inserts a value as it is, when it is known to be harmless");
}

}  // namespace vmt::checking
