#include "tools/lsp/problems.hpp"

#include <algorithm>

namespace vmt::tools::lsp {
namespace {

// Of the protocol: DiagnosticSeverity, DiagnosticTag.
constexpr int severity_error = 1;
constexpr int severity_warning = 2;
constexpr int tag_unnecessary = 1;

std::string uri_of(const Document& document, Span span) {
  if (!span.is_somewhere() || span.source == document.source()) return document.uri();
  return lsp::uri_of(span.source->name());
}

// What the terminal shows around the picture of the line.
std::string message_of(const Diagnostic& diagnostic) {
  std::string text = diagnostic.message;
  if (!diagnostic.primary.text.empty()) text += "\n" + diagnostic.primary.text;
  for (const auto& note : diagnostic.notes) text += "\nnote: " + note;
  for (const auto& help : diagnostic.helps) text += "\nhelp: " + help;
  for (const auto& fix : diagnostic.fixes) text += "\nhelp: " + fix.title;
  return text;
}

bool says_needless(const Diagnostic& diagnostic) {
  return diagnostic.name.starts_with("unused") || diagnostic.name == "unreachable";
}

Json problem_json(const Document& document, const Diagnostic& diagnostic) {
  Json problem = {{"range", range_of(diagnostic.primary.span)},
                  {"severity", diagnostic.severity == Severity::error ? severity_error : severity_warning},
                  {"source", "vmt"},
                  {"message", message_of(diagnostic)}};
  if (!diagnostic.code.empty()) problem["code"] = std::string(diagnostic.code);
  if (says_needless(diagnostic)) problem["tags"] = {tag_unnecessary};
  auto related = Json::array();
  for (const auto& label : diagnostic.labels)
    if (label.span.is_somewhere() && !label.span.source->is_module())
      related.push_back(
          {{"location", {{"uri", uri_of(document, label.span)}, {"range", range_of(label.span)}}},
           {"message", label.text}});
  if (!related.empty()) problem["relatedInformation"] = std::move(related);
  return problem;
}

bool is_before(const Json& left, const Json& right) {
  return std::pair(left.at("line").get<std::int64_t>(), left.at("character").get<std::int64_t>()) <
         std::pair(right.at("line").get<std::int64_t>(), right.at("character").get<std::int64_t>());
}

bool touches(const Json& left, const Json& right) {
  return !is_before(left.at("end"), right.at("start")) && !is_before(right.at("end"), left.at("start"));
}

}  // namespace

std::map<std::string, Json> problems_of(const Document& document) {
  std::map<std::string, Json> by_file{{document.uri(), Json::array()}};
  for (const auto& diagnostic : document.scripts().diagnostics.all()) {
    const auto span = diagnostic.primary.span;
    if (span.is_somewhere() && span.source->is_module()) continue;
    auto& problems = by_file.try_emplace(uri_of(document, span), Json::array()).first->second;
    problems.push_back(problem_json(document, diagnostic));
  }
  return by_file;
}

Json code_actions(const Document& document, const Json& range) {
  auto actions = Json::array();
  for (const auto& diagnostic : document.scripts().diagnostics.all()) {
    if (diagnostic.primary.span.source != document.source() || !document.source()) continue;
    const auto problem = problem_json(document, diagnostic);
    if (!touches(problem.at("range"), range)) continue;
    for (const auto& fix : diagnostic.fixes) {
      auto changes = Json::object();
      for (const auto& edit : fix.edits) {
        auto& edits = changes[uri_of(document, edit.span)];
        edits.push_back({{"range", range_of(edit.span)}, {"newText", edit.replacement}});
      }
      actions.push_back({{"title", fix.title},
                         {"kind", "quickfix"},
                         {"diagnostics", {problem}},
                         {"isPreferred", fix.applicability == Applicability::machine_applicable},
                         {"edit", {{"changes", std::move(changes)}}}});
    }
  }
  return actions;
}

}  // namespace vmt::tools::lsp
