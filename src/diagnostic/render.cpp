#include "diagnostic/render.hpp"

#include "diagnostic/line_picture.hpp"
#include "diagnostic/painter.hpp"
#include "diagnostic/snippet.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace vmt {
namespace {

std::string_view word_of(Severity severity) {
  return severity == Severity::error ? "error" : "warning";
}

Ink ink_of(const Diagnostic& diagnostic) {
  return diagnostic.severity == Severity::error ? Ink::error : Ink::warning;
}

std::string heading_of(const Diagnostic& diagnostic) {
  std::string heading(diagnostic.heading.empty() ? word_of(diagnostic.severity)
                                                 : printable(diagnostic.heading));
  if (!diagnostic.code.empty()) heading += fmt::format("[{}]", diagnostic.code);
  return heading;
}

std::string place_of(Span span) {
  const auto position = span.source->position(span.begin);
  return fmt::format("{}:{}:{}", printable(span.source->name()), position.line, position.column);
}

// The labels of one file, the primary one in front.
struct FileLabels {
  const Source* source;
  std::vector<SnippetLabel> labels;
};

std::vector<FileLabels> labels_by_file(const Diagnostic& diagnostic) {
  std::vector<FileLabels> files;
  const auto add = [&files](const Label& label, bool is_primary) {
    if (!label.span.is_somewhere()) return;
    auto file = std::find_if(files.begin(), files.end(), [&label](const FileLabels& each) {
      return each.source == label.span.source;
    });
    if (file == files.end()) file = files.insert(files.end(), FileLabels{label.span.source, {}});
    file->labels.push_back({label.span, label.text, is_primary});
  };
  add(diagnostic.primary, true);
  for (const Label& label : diagnostic.labels) add(label, false);
  return files;
}

// The highest line that will be drawn, which decides how wide the gutter is.
std::uint32_t last_line_of(const Diagnostic& diagnostic) {
  std::uint32_t last = 1;
  const auto see = [&last](Span span) {
    if (span.is_somewhere()) last = std::max(last, span.source->position(span.begin).line);
  };
  see(diagnostic.primary.span);
  for (const Label& label : diagnostic.labels) see(label.span);
  for (const Fix& fix : diagnostic.fixes)
    for (const Edit& edit : fix.edits) see({edit.span.source, edit.span.end, edit.span.end});
  return last;
}

// `= note: text`, the second and later lines of the text below its first.
void advice(Painter& painter, std::string_view word, Ink ink, const std::string& text) {
  painter.gutter_equals();
  painter.paint(ink, word);
  painter.add(": ");
  const auto lines = printable(text, true);
  const std::string indent(painter.gutter_width() + 3 + word.size() + 2, ' ');
  std::string_view rest = lines;
  for (bool is_first = true; is_first || !rest.empty(); is_first = false) {
    const auto end = rest.find('\n');
    const auto line = rest.substr(0, end);
    if (!is_first && !line.empty()) painter.add(indent);
    painter.add(line);
    painter.end_line();
    rest = end == rest.npos ? std::string_view{} : rest.substr(end + 1);
  }
}

}  // namespace

std::string render(const Diagnostic& diagnostic, const RenderStyle& style) {
  const auto gutter = static_cast<std::uint32_t>(std::to_string(last_line_of(diagnostic)).size());
  Painter painter(style, gutter);

  painter.paint(ink_of(diagnostic), heading_of(diagnostic));
  painter.paint(Ink::strong, ": " + printable(diagnostic.message, true));
  painter.end_line();

  bool is_first = true;
  for (const auto& file : labels_by_file(diagnostic)) {
    painter.gutter_place(is_first, place_of(file.labels.front().span));
    painter.gutter_bar();
    draw_snippet(painter, *file.source, file.labels, ink_of(diagnostic));
    is_first = false;
  }

  const bool has_advice =
      !diagnostic.notes.empty() || !diagnostic.helps.empty() || !diagnostic.fixes.empty();
  if (!is_first && has_advice) painter.gutter_bar();
  for (const auto& note : diagnostic.notes) advice(painter, "note", Ink::strong, note);
  for (const auto& help : diagnostic.helps) advice(painter, "help", Ink::help, help);
  for (const auto& fix : diagnostic.fixes) {
    advice(painter, "help", Ink::help, fix.title);
    draw_fix(painter, fix);
  }
  return painter.take();
}

std::string render_short(const Diagnostic& diagnostic) {
  const auto& span = diagnostic.primary.span;
  return fmt::format("{}{}: {}", span.is_somewhere() ? place_of(span) + ": " : "",
                     heading_of(diagnostic), printable(diagnostic.message));
}

std::string summary(const Diagnostics& diagnostics) {
  const auto errors = diagnostics.count(Severity::error);
  const auto warnings = diagnostics.count(Severity::warning);
  std::set<const Source*> files;
  for (const Diagnostic& each : diagnostics.all())
    if (each.primary.span.is_somewhere()) files.insert(each.primary.span.source);

  const auto counted = [](std::size_t count, std::string_view noun) {
    return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
  };
  std::string text;
  if (errors > 0) text = counted(errors, "error");
  if (warnings > 0) text += (text.empty() ? "" : ", ") + counted(warnings, "warning");
  if (!text.empty() && !files.empty()) text += " in " + counted(files.size(), "file");
  return text;
}

}  // namespace vmt
