#include "diagnostic/json.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "story.hpp"

namespace vmt {
namespace {

using Json = nlohmann::ordered_json;

Json written(const std::vector<Diagnostic>& diagnostics, std::size_t hidden_count = 0) {
  return Json::parse(to_json(pointers_to(diagnostics), hidden_count));
}

TEST(JsonFormat, TellsTheWholeStory) {
  Sources sources;
  const auto document = written({story(story_source(sources))});
  EXPECT_EQ(document, Json::parse(R"({
    "version": 1,
    "diagnostics": [{
      "code": "V0203",
      "severity": "error",
      "rule": null,
      "message": "no machine is called `wbe`",
      "file": "tests/web.vmt",
      "start": {"line": 2, "column": 6, "offset": 23, "utf16Column": 6},
      "end": {"line": 2, "column": 9, "offset": 26, "utf16Column": 9},
      "labels": [
        {"file": "tests/web.vmt",
         "start": {"line": 2, "column": 6, "offset": 23, "utf16Column": 6},
         "end": {"line": 2, "column": 9, "offset": 26, "utf16Column": 9},
         "message": "not found in this file", "isPrimary": true},
        {"file": "tests/web.vmt",
         "start": {"line": 1, "column": 9, "offset": 8, "utf16Column": 8},
         "end": {"line": 1, "column": 12, "offset": 11, "utf16Column": 11},
         "message": "a machine with a similar name is declared here", "isPrimary": false}],
      "notes": ["a fact"],
      "helps": ["advice, 100% sure"],
      "fixes": [{
        "title": "there is a machine named `web`",
        "applicability": "machine-applicable",
        "edits": [{
          "file": "tests/web.vmt",
          "start": {"line": 2, "column": 6, "offset": 23, "utf16Column": 6},
          "end": {"line": 2, "column": 9, "offset": 26, "utf16Column": 9},
          "replacement": "web"}]}]}]})"));
}

TEST(JsonFormat, IsOneLineAndKeepsTheOrderOfKeys) {
  EXPECT_EQ(to_json({}), "{\"version\":1,\"diagnostics\":[]}\n");
}

TEST(JsonFormat, SaysHowManyAreHidden) {
  EXPECT_EQ(written({}, 3).at("hidden"), 3);
}

TEST(JsonFormat, HasNullsForWhatIsNotThere) {
  Diagnostic diagnostic;
  diagnostic.severity = Severity::warning;
  diagnostic.name = "sleep";
  diagnostic.message = "there is no file `x`";
  const auto it = written({diagnostic}).at("diagnostics").at(0);
  EXPECT_EQ(it.at("code"), nullptr);
  EXPECT_EQ(it.at("file"), nullptr);
  EXPECT_EQ(it.at("start"), nullptr);
  EXPECT_EQ(it.at("severity"), "warning");
  EXPECT_EQ(it.at("rule"), "sleep");
  EXPECT_TRUE(it.at("labels").empty());
}

TEST(JsonFormat, SurvivesBytesThatAreNoText) {
  Sources sources;
  const Source& source = sources.add("a\xff.vmt", "\xfe\xfe");
  Diagnostic diagnostic;
  diagnostic.message = "\xc3 and \" and \x01";
  diagnostic.primary.span = source.span(0, 1);
  const auto it = written({diagnostic}).at("diagnostics").at(0);
  EXPECT_EQ(it.at("message"), "\xef\xbf\xbd and \" and \x01");
  EXPECT_EQ(it.at("file"), "a\xef\xbf\xbd.vmt");
}

}  // namespace
}  // namespace vmt
