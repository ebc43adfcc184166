#include "diagnostic/sarif.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "story.hpp"

namespace vmt {
namespace {

using Json = nlohmann::ordered_json;

Json run_of(const std::vector<Diagnostic>& diagnostics, const std::string& root = "/project") {
  const SarifTool tool{.version = "1.2.3",
                       .describe =
                           [](std::string_view code) {
                             return SarifRule{"title of " + std::string(code), "text", "**text**"};
                           },
                       .root = root};
  const auto document = Json::parse(to_sarif(pointers_to(diagnostics), tool));
  EXPECT_EQ(document.at("version"), "2.1.0");
  EXPECT_EQ(document.at("runs").size(), 1u);
  return document.at("runs").at(0);
}

TEST(SarifFormat, DescribesTheToolAndItsRules) {
  Sources sources;
  const Source& source = story_source(sources);
  Diagnostic lint = story(source);
  lint.code = "V0500";
  lint.name = "sleep";
  lint.severity = Severity::warning;
  const auto run = run_of({story(source), lint, story(source)});
  EXPECT_EQ(run.at("tool").at("driver"), Json::parse(R"({
    "name": "vmt", "version": "1.2.3", "rules": [
      {"id": "V0203", "shortDescription": {"text": "title of V0203"},
       "fullDescription": {"text": "text"}, "help": {"text": "text", "markdown": "**text**"},
       "defaultConfiguration": {"level": "error"}},
      {"id": "V0500", "name": "sleep", "shortDescription": {"text": "title of V0500"},
       "fullDescription": {"text": "text"}, "help": {"text": "text", "markdown": "**text**"},
       "defaultConfiguration": {"level": "warning"}}]})"));
  EXPECT_EQ(run.at("columnKind"), "unicodeCodePoints");
  EXPECT_EQ(run.at("results").at(1).at("ruleIndex"), 1);
  EXPECT_EQ(run.at("results").at(1).at("level"), "warning");
  EXPECT_EQ(run.at("results").at(2).at("ruleIndex"), 0);
}

TEST(SarifFormat, TellsTheWholeStory) {
  Sources sources;
  auto result = run_of({story(story_source(sources))}).at("results").at(0);
  EXPECT_EQ(result.at("partialFingerprints").size(), 1u);
  result.erase("partialFingerprints");
  EXPECT_EQ(result, Json::parse(R"({
    "ruleId": "V0203", "ruleIndex": 0, "level": "error",
    "message": {"text":
      "no machine is called `wbe`\nnot found in this file\nnote: a fact\nhelp: advice, 100% sure"},
    "locations": [{"physicalLocation": {
      "artifactLocation": {"uri": "tests/web.vmt", "uriBaseId": "%SRCROOT%"},
      "region": {"startLine": 2, "startColumn": 6, "endLine": 2, "endColumn": 9,
                 "byteOffset": 23, "byteLength": 3}}}],
    "relatedLocations": [{
      "physicalLocation": {
        "artifactLocation": {"uri": "tests/web.vmt", "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": 1, "startColumn": 9, "endLine": 1, "endColumn": 12,
                   "byteOffset": 8, "byteLength": 3}},
      "id": 0, "message": {"text": "a machine with a similar name is declared here"}}],
    "fixes": [{
      "description": {"text": "there is a machine named `web`"},
      "artifactChanges": [{
        "artifactLocation": {"uri": "tests/web.vmt", "uriBaseId": "%SRCROOT%"},
        "replacements": [{
          "deletedRegion": {"startLine": 2, "startColumn": 6, "endLine": 2, "endColumn": 9,
                            "byteOffset": 23, "byteLength": 3},
          "insertedContent": {"text": "web"}}]}]}]})"));
}

TEST(SarifFormat, NamesFilesRelativeToTheRoot) {
  Sources sources;
  const auto uri_of = [&](const std::string& name) {
    Diagnostic diagnostic;
    diagnostic.message = "x";
    diagnostic.primary.span = sources.add(name, "x").span(0, 1);
    return run_of({diagnostic})
        .at("results")
        .at(0)
        .at("locations")
        .at(0)
        .at("physicalLocation")
        .at("artifactLocation")
        .dump();
  };
  EXPECT_EQ(uri_of("./a/../b c.vmt"), R"({"uri":"b%20c.vmt","uriBaseId":"%SRCROOT%"})");
  EXPECT_EQ(uri_of("/project/x/é.vmt"), R"({"uri":"x/%C3%A9.vmt","uriBaseId":"%SRCROOT%"})");
  EXPECT_EQ(uri_of("../other.vmt"), R"({"uri":"file:///other.vmt"})");
  EXPECT_EQ(uri_of("/tmp/x.vmt"), R"({"uri":"file:///tmp/x.vmt"})");
}

TEST(SarifFormat, FingerprintsStayWhenLinesAreInsertedAbove) {
  const auto fingerprints = [](const std::string& text) {
    Sources sources;
    const Source& source = sources.add("a.vmt", text);
    std::vector<Diagnostic> diagnostics;
    for (auto at = text.find("bad"); at != text.npos; at = text.find("bad", at + 1)) {
      diagnostics.emplace_back().code = "V0001";
      diagnostics.back().primary.span = source.span(at, at + 3);
    }
    std::vector<std::string> all;
    const auto run = run_of(diagnostics);
    for (const auto& result : run.at("results")) all.push_back(result.at("partialFingerprints").dump());
    return all;
  };
  const auto before = fingerprints("let a = bad\nlet a = bad\nlet b = bad\n");
  EXPECT_EQ(before, fingerprints("\n# new\n  let a = bad\nlet a = bad\nlet b = bad\n"));
  EXPECT_NE(before[0], before[1]);
  EXPECT_NE(before[0], before[2]);
}

TEST(SarifFormat, NeedsNeitherAPlaceNorACode) {
  Diagnostic diagnostic;
  diagnostic.message = "there is no file `x`";
  EXPECT_EQ(run_of({diagnostic}).at("results").at(0),
            Json::parse(R"({"level": "error", "message": {"text": "there is no file `x`"}})"));
}

}  // namespace
}  // namespace vmt
