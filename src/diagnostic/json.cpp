#include "diagnostic/json.hpp"

#include <nlohmann/json.hpp>

namespace vmt {
namespace {

using Json = nlohmann::ordered_json;

Json text_or_null(std::string_view text) {
  return text.empty() ? Json() : Json(std::string(text));
}

Json place(const Source& source, std::uint32_t offset) {
  const auto position = source.position(offset);
  return {{"line", position.line},
          {"column", position.column},
          {"offset", position.offset},
          {"utf16Column", position.utf16_column}};
}

// Adds `file`, `start` and `end`.
void add_span(Json& object, Span span) {
  if (span.is_somewhere()) {
    object["file"] = span.source->name();
    object["start"] = place(*span.source, span.begin);
    object["end"] = place(*span.source, span.end);
  } else {
    for (const char* const key : {"file", "start", "end"}) object[key] = nullptr;
  }
}

Json label_json(const Label& label, bool is_primary) {
  Json object;
  add_span(object, label.span);
  object["message"] = label.text;
  object["isPrimary"] = is_primary;
  return object;
}

Json fix_json(const Fix& fix) {
  auto edits = Json::array();
  for (const Edit& edit : fix.edits) {
    Json object;
    add_span(object, edit.span);
    object["replacement"] = edit.replacement;
    edits.push_back(std::move(object));
  }
  return {{"title", fix.title},
          {"applicability", std::string(spelling(fix.applicability))},
          {"edits", std::move(edits)}};
}

Json diagnostic_json(const Diagnostic& diagnostic) {
  Json object;
  object["code"] = text_or_null(diagnostic.code);
  object["severity"] = std::string(spelling(diagnostic.severity));
  object["rule"] = text_or_null(diagnostic.name);
  object["message"] = diagnostic.message;
  add_span(object, diagnostic.primary.span);

  auto labels = Json::array();
  if (diagnostic.primary.span.is_somewhere()) labels.push_back(label_json(diagnostic.primary, true));
  for (const Label& label : diagnostic.labels) labels.push_back(label_json(label, false));
  object["labels"] = std::move(labels);
  object["notes"] = diagnostic.notes;
  object["helps"] = diagnostic.helps;
  auto fixes = Json::array();
  for (const Fix& fix : diagnostic.fixes) fixes.push_back(fix_json(fix));
  object["fixes"] = std::move(fixes);
  return object;
}

}  // namespace

std::string_view spelling(Applicability applicability) {
  switch (applicability) {
    case Applicability::machine_applicable: return "machine-applicable";
    case Applicability::maybe_incorrect: return "maybe-incorrect";
    case Applicability::has_placeholders: return "has-placeholders";
  }
  return {};
}

std::string_view spelling(Severity severity) {
  return severity == Severity::error ? "error" : "warning";
}

std::string to_json(std::span<const Diagnostic* const> diagnostics, std::size_t hidden_count) {
  auto all = Json::array();
  for (const Diagnostic* diagnostic : diagnostics) all.push_back(diagnostic_json(*diagnostic));
  Json document{{"version", json_version}, {"diagnostics", std::move(all)}};
  if (hidden_count > 0) document["hidden"] = hidden_count;
  return document.dump(-1, ' ', false, Json::error_handler_t::replace) + '\n';
}

}  // namespace vmt
