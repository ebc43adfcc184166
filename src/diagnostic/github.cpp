#include "diagnostic/github.hpp"

#include "diagnostic/json.hpp"

namespace vmt {
namespace {

enum class Part : std::uint8_t { property, message };

// The runner reads a command up to the end of the line, and properties up to `,` and `:`.
std::string escaped(std::string_view text, Part part) {
  std::string result;
  for (const char c : text) {
    const bool separates = part == Part::property && (c == ':' || c == ',');
    if (c == '%' || c == '\r' || c == '\n' || separates)
      result += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    else
      result += c;
  }
  return result;
}

std::string properties_of(const Diagnostic& diagnostic) {
  std::string properties;
  const auto add = [&properties](std::string_view name, const auto& value) {
    properties += fmt::format("{}{}={}", properties.empty() ? " " : ",", name, value);
  };
  if (const Span span = diagnostic.primary.span; span.is_somewhere()) {
    const auto begin = span.source->position(span.begin);
    const auto end = span.source->position(span.end);
    add("file", escaped(span.source->name(), Part::property));
    add("line", begin.line);
    add("endLine", end.line);
    if (begin.line == end.line) {
      add("col", begin.column);
      add("endColumn", end.column);
    }
  }
  if (!diagnostic.code.empty()) add("title", escaped(diagnostic.code, Part::property));
  return properties;
}

}  // namespace

std::string to_github(const Diagnostic& diagnostic) {
  std::string message = diagnostic.message;
  if (!diagnostic.primary.text.empty()) message += '\n' + diagnostic.primary.text;
  for (const Label& label : diagnostic.labels)
    if (label.span.is_somewhere() && !label.text.empty())
      message += fmt::format("\n{}:{}: {}", label.span.source->name(),
                             label.span.source->position(label.span.begin).line, label.text);
  for (const auto& note : diagnostic.notes) message += "\nnote: " + note;
  for (const auto& help : diagnostic.helps) message += "\nhelp: " + help;
  for (const Fix& fix : diagnostic.fixes) message += "\nhelp: " + fix.title;
  return fmt::format("::{}{}::{}\n", spelling(diagnostic.severity), properties_of(diagnostic),
                     escaped(message, Part::message));
}

}  // namespace vmt
