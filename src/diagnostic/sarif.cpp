#include "diagnostic/sarif.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>
#include <vector>

#include "diagnostic/json.hpp"

namespace vmt {
namespace {

using Json = nlohmann::ordered_json;
namespace fs = std::filesystem;

constexpr const char* schema_address = "https://json.schemastore.org/sarif-2.1.0.json";

// RFC 3986: what may stand in a path as it is.
std::string percent_encoded(std::string_view path) {
  std::string result;
  for (const char c : path) {
    const bool is_alphanumeric = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (is_alphanumeric || std::string_view("-._~/").find(c) != std::string_view::npos)
      result += c;
    else
      result += fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return result;
}

class Writer {
public:
  explicit Writer(const SarifTool& tool) : tool_(tool) {}

  void add(const Diagnostic& diagnostic);
  Json take();

private:
  Json artifact(const Source& source) const;
  Json region(Span span) const;
  Json location(Span span) const;
  Json fix(const Fix& fix) const;
  std::size_t rule_index(const Diagnostic& diagnostic);
  std::string fingerprint(const Diagnostic& diagnostic);

  const SarifTool& tool_;
  Json rules_ = Json::array();
  Json results_ = Json::array();
  std::map<std::string_view, std::size_t> rule_indices_;
  std::map<std::uint64_t, int> seen_fingerprints_;
};

Json Writer::artifact(const Source& source) const {
  const fs::path path = (tool_.root / source.name()).lexically_normal();
  const fs::path relative = path.lexically_relative(tool_.root);
  if (relative.empty() || *relative.begin() == "..")
    return {{"uri", "file://" + percent_encoded(path.string())}};
  return {{"uri", percent_encoded(relative.string())}, {"uriBaseId", "%SRCROOT%"}};
}

Json Writer::region(Span span) const {
  const auto begin = span.source->position(span.begin);
  const auto end = span.source->position(span.end);
  return {{"startLine", begin.line}, {"startColumn", begin.column}, {"endLine", end.line},
          {"endColumn", end.column}, {"byteOffset", span.begin},    {"byteLength", span.size()}};
}

Json Writer::location(Span span) const {
  return {{"physicalLocation", {{"artifactLocation", artifact(*span.source)}, {"region", region(span)}}}};
}

// A change belongs to a file, and a fix may change several.
Json Writer::fix(const Fix& fix) const {
  std::vector<std::pair<const Source*, Json>> changes;
  for (const Edit& edit : fix.edits) {
    const Source* const source = edit.span.source;
    auto change =
        std::find_if(changes.begin(), changes.end(), [&](const auto& each) { return each.first == source; });
    if (change == changes.end()) change = changes.insert(change, {source, Json::array()});
    change->second.push_back(
        {{"deletedRegion", region(edit.span)}, {"insertedContent", {{"text", edit.replacement}}}});
  }
  auto all = Json::array();
  for (auto& [source, replacements] : changes)
    all.push_back({{"artifactLocation", artifact(*source)}, {"replacements", std::move(replacements)}});
  return {{"description", {{"text", fix.title}}}, {"artifactChanges", std::move(all)}};
}

std::size_t Writer::rule_index(const Diagnostic& diagnostic) {
  const auto [found, is_new] = rule_indices_.emplace(diagnostic.code, rules_.size());
  if (is_new) {
    const SarifRule rule = tool_.describe(diagnostic.code);
    Json object{{"id", std::string(diagnostic.code)}};
    if (!diagnostic.name.empty()) object["name"] = std::string(diagnostic.name);
    object["shortDescription"] = {{"text", rule.title}};
    object["fullDescription"] = {{"text", rule.text}};
    object["help"] = {{"text", rule.text}, {"markdown", rule.markdown}};
    object["defaultConfiguration"] = {{"level", std::string(spelling(diagnostic.severity))}};
    rules_.push_back(std::move(object));
  }
  return found->second;
}

// FNV-1a, and how often the same was seen before.
std::string Writer::fingerprint(const Diagnostic& diagnostic) {
  std::uint64_t hash = 0xcbf29ce484222325u;
  const auto mix = [&hash](std::string_view text) {
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
    hash = (hash ^ 0xff) * 0x100000001b3u;
  };
  const Source& source = *diagnostic.primary.span.source;
  auto line = source.line(source.position(diagnostic.primary.span.begin).line);
  line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
  mix(diagnostic.code);
  mix(artifact(source)["uri"].get<std::string>());
  mix(line);
  return fmt::format("{:016x}:{}", hash, ++seen_fingerprints_[hash]);
}

void Writer::add(const Diagnostic& diagnostic) {
  Json result;
  if (!diagnostic.code.empty()) {
    result["ruleId"] = std::string(diagnostic.code);
    result["ruleIndex"] = rule_index(diagnostic);
  }
  result["level"] = std::string(spelling(diagnostic.severity));

  std::string message = diagnostic.message;
  if (!diagnostic.primary.text.empty()) message += "\n" + diagnostic.primary.text;
  for (const auto& note : diagnostic.notes) message += "\nnote: " + note;
  for (const auto& help : diagnostic.helps) message += "\nhelp: " + help;
  result["message"] = {{"text", message}};

  if (diagnostic.primary.span.is_somewhere()) {
    result["locations"] = Json::array({location(diagnostic.primary.span)});
    result["partialFingerprints"] = {{"codeFileAndLine/v1", fingerprint(diagnostic)}};
  }
  auto related = Json::array();
  for (const Label& label : diagnostic.labels) {
    if (!label.span.is_somewhere()) continue;
    auto place = location(label.span);
    place["id"] = related.size();
    place["message"] = {{"text", label.text}};
    related.push_back(std::move(place));
  }
  if (!related.empty()) result["relatedLocations"] = std::move(related);

  auto fixes = Json::array();
  for (const Fix& each : diagnostic.fixes)
    if (each.applicability != Applicability::has_placeholders) fixes.push_back(fix(each));
  if (!fixes.empty()) result["fixes"] = std::move(fixes);
  results_.push_back(std::move(result));
}

Json Writer::take() {
  Json driver{{"name", "vmt"}, {"version", tool_.version}, {"rules", std::move(rules_)}};
  Json run{{"tool", {{"driver", std::move(driver)}}},
           {"columnKind", "unicodeCodePoints"},
           {"results", std::move(results_)}};
  return {{"$schema", schema_address}, {"version", "2.1.0"}, {"runs", Json::array({std::move(run)})}};
}

}  // namespace

std::string to_sarif(std::span<const Diagnostic* const> diagnostics, const SarifTool& tool) {
  Writer writer(tool);
  for (const Diagnostic* diagnostic : diagnostics) writer.add(*diagnostic);
  return writer.take().dump(-1, ' ', false, Json::error_handler_t::replace) + '\n';
}

}  // namespace vmt
