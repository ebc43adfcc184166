// `vmt lsp` as an editor speaks with it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "support/language_client.hpp"

namespace {

namespace fs = std::filesystem;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;
using Json = nlohmann::json;
using vmt::test::LanguageClient;

constexpr auto uri = "file:///nowhere/web.vmt";

std::string read(const fs::path& path) {
  std::ifstream stream(path, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

// No editor can send what is no UTF-8.
bool can_be_sent(const std::string& text) {
  try {
    return !Json(text).dump().empty();
  } catch (const Json::exception&) {
    return false;
  }
}

Json position(int line, int character) {
  return {{"line", line}, {"character", character}};
}

class Lsp : public testing::Test {
protected:
  Lsp() : client_(VMT) {}

  Json at(int line, int character) {
    return {{"textDocument", {{"uri", uri}}}, {"position", position(line, character)}};
  }
  // Where `|` stands in the text, which is opened without it.
  Json open_at_bar(std::string text) {
    const auto bar = text.find('|');
    const auto line_start = text.rfind('\n', bar) == text.npos ? 0 : text.rfind('\n', bar) + 1;
    const auto line = std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(bar), '\n');
    text.erase(bar, 1);
    client_.open(uri, text);
    return at(static_cast<int>(line), static_cast<int>(bar - line_start));
  }
  std::vector<std::string> completed(const std::string& text) {
    std::vector<std::string> labels;
    const auto place = open_at_bar(text);
    for (const auto& item : client_.ask("textDocument/completion", place)) labels.push_back(item.at("label"));
    return labels;
  }
  std::string hovered(const std::string& text) {
    const auto place = open_at_bar(text);
    const auto hover = client_.ask("textDocument/hover", place);
    return hover.is_null() ? "" : hover.at("contents").at("value").get<std::string>();
  }

  LanguageClient client_;
};

class OpenLsp : public Lsp {
protected:
  OpenLsp() { client_.initialize(); }
};

TEST_F(Lsp, BeginsAndEndsAsTheProtocolSays) {
  EXPECT_EQ(client_.request("textDocument/hover", at(0, 0)).at("error").at("code"), -32002);
  const auto answer = client_.ask("initialize", {{"capabilities", Json::object()}});
  EXPECT_EQ(answer.at("capabilities").at("positionEncoding"), "utf-16");
  EXPECT_EQ(answer.at("serverInfo").at("name"), "vmt");
  EXPECT_EQ(client_.ask("shutdown", nullptr), nullptr);
  EXPECT_TRUE(client_.request("textDocument/hover", at(0, 0)).contains("error"));
  client_.notify("exit", nullptr);
  EXPECT_EQ(client_.exit_status(), 0);
}

TEST_F(OpenLsp, ExitWithoutShutdownIsAnError) {
  client_.notify("exit", nullptr);
  EXPECT_EQ(client_.exit_status(), 1);
}

TEST_F(OpenLsp, UnknownAndBrokenMessagesAreAnswered) {
  EXPECT_EQ(client_.request("textDocument/nonsense", Json::object()).at("error").at("code"), -32601);
  EXPECT_EQ(client_.request("textDocument/hover", at(0, 0)).at("error").at("code"), -32602) << "not open";
  EXPECT_EQ(client_.request("textDocument/hover", {{"textDocument", 3}}).at("error").at("code"), -32602);
  client_.send_bytes(LanguageClient::framed(std::string("{nonsense")));
  EXPECT_EQ(client_.receive().at("error").at("code"), -32700);
  client_.send_bytes(LanguageClient::framed(std::string("[1]")));
  EXPECT_EQ(client_.receive().at("error").at("code"), -32600);
  client_.notify("$/cancelRequest", {{"id", 1}});
  client_.notify("textDocument/didChange",
                 {{"textDocument", {{"uri", uri}}}, {"contentChanges", Json::array()}});
  EXPECT_EQ(client_.open(uri, "log 1\n"), Json::array());
}

TEST_F(OpenLsp, MessagesMayComeInAnyPieces) {
  const auto first =
      LanguageClient::framed({{"id", 100}, {"method", "nonsense"}, {"params", Json::object()}});
  for (const char byte : first) client_.send_bytes(std::string(1, byte));
  EXPECT_EQ(client_.receive().at("id"), 100);
  client_.send_bytes(first + first);
  EXPECT_EQ(client_.receive().at("id"), 100);
  EXPECT_EQ(client_.receive().at("id"), 100);
}

TEST_F(OpenLsp, ColumnsAreUnitsOfUtf16) {
  const auto problems = client_.open(uri, "\tlog \"é漢\" + nope1\nlog \"😀e\u0301\" + nope2\n");
  ASSERT_EQ(problems.size(), 2);
  EXPECT_EQ(problems[0].at("range").at("start"), position(0, 12));
  EXPECT_EQ(problems[0].at("range").at("end"), position(0, 17));
  EXPECT_EQ(problems[1].at("range").at("start"), position(1, 13)) << "an emoji is two units, an accent one";
  EXPECT_EQ(problems[1].at("range").at("end"), position(1, 18));
  const auto hover = client_.ask("textDocument/hover", at(1, 1));
  EXPECT_THAT(hover.dump(), HasSubstr("report"));
}

TEST_F(OpenLsp, ProblemsHaveTheirStoryAndEndWithTheirCause) {
  const auto problems = client_.open(uri, "machine web\nstart wbe\n");
  const auto wrong = std::find_if(problems.begin(), problems.end(),
                                  [](const Json& each) { return each.at("severity") == 1; });
  ASSERT_NE(wrong, problems.end());
  EXPECT_EQ(wrong->at("code"), "V0102");
  EXPECT_EQ(wrong->at("source"), "vmt");
  EXPECT_THAT(wrong->at("message").get<std::string>(), HasSubstr("no machine is called `wbe`"));
  const auto& related = wrong->at("relatedInformation").at(0);
  EXPECT_EQ(related.at("location").at("uri"), uri);
  EXPECT_EQ(related.at("location").at("range").at("start"), position(0, 8));

  const Json range = {{"start", position(1, 7)}, {"end", position(1, 7)}};
  const auto actions = client_.ask(
      "textDocument/codeAction",
      {{"textDocument", {{"uri", uri}}}, {"range", range}, {"context", {{"diagnostics", Json::array()}}}});
  ASSERT_EQ(actions.size(), 1);
  EXPECT_EQ(actions[0].at("title"), "there is a machine named `web`");
  const auto& edit = actions[0].at("edit").at("changes").at(uri).at(0);
  EXPECT_EQ(edit.at("newText"), "web");
  EXPECT_EQ(edit.at("range").at("start"), position(1, 6));

  EXPECT_EQ(client_.change(uri, "machine web\nstart web\n"), Json::array());
  client_.change(uri, "start wbe\n");
  client_.notify("textDocument/didClose", {{"textDocument", {{"uri", uri}}}});
  EXPECT_EQ(client_.problems(uri), Json::array());
}

TEST_F(OpenLsp, ScriptsThatAreUsedAreReadAsTheyStandInTheEditor) {
  const std::string library = "file:///nowhere/lib%20one.vmt";
  client_.open(library, "function port() -> int { return 80 }\n");
  EXPECT_EQ(client_.open(uri, "use \"lib one.vmt\"\nlog port() + 1\n"), Json::array());
  client_.change(library, "function port() -> text { return \"80\" }\n");
  EXPECT_THAT(client_.problems(uri).dump(), HasSubstr("V0"));
  const auto found = client_.ask("textDocument/definition", at(1, 6));
  EXPECT_EQ(found.at("uri"), library);
  EXPECT_EQ(found.at("range").at("start"), position(0, 9));
}

TEST_F(OpenLsp, CompletesWhatIsInScope) {
  const std::string head = "machine web\nnetwork lan\n";
  EXPECT_THAT(completed(head + "test \"a\" {\n  let page = \"x\"\n  log pa|\n  let pale = 1\n}\n"),
              testing::AllOf(Contains("page"), Not(Contains("pale"))));
  EXPECT_THAT(completed(head + "test \"a\" {\n  web.suc|\n}\n"), testing::ElementsAre("succeed"));
  EXPECT_THAT(completed(head + "test \"a\" {\n  web.|\n  start web\n}\n"),
              testing::AllOf(Contains("succeed"), Not(Contains("trim"))));
  EXPECT_THAT(completed(head + "test \"a\" {\n  let r = web.execute(\"x\")\n  log r.st|\n}\n"),
              Contains("status"));
  EXPECT_THAT(completed(head + "test \"a\" {\n  wait po|\n}\n"), testing::ElementsAre("port"));
  EXPECT_THAT(completed(head + "test \"a\" {\n  wait port 80 o|\n}\n"), testing::ElementsAre("on"));
  EXPECT_THAT(completed(head + "test \"a\" {\n  wait port 80 on |\n}\n"),
              testing::AllOf(Contains("web"), Not(Contains("lan"))));
  EXPECT_THAT(completed(head + "test \"a\" {\n  web.succeed \"x\" a|\n}\n"), Contains("as"));
  EXPECT_THAT(completed(head + "test \"a\" { for item in [1] { log it|"), Contains("item"));
  EXPECT_THAT(completed(head + "test \"a\" {\n  ev|\n}\n"), Contains("eventually"));
  const std::string phrase = "phrase greet {who: machine} loudly { log who }\n";
  EXPECT_THAT(completed(head + phrase + "test \"a\" {\n  gre|\n}\n"), testing::ElementsAre("greet"));
  EXPECT_THAT(completed(head + phrase + "test \"a\" {\n  greet |\n}\n"), testing::ElementsAre("web"));
  EXPECT_THAT(completed(head + phrase + "test \"a\" {\n  greet web |\n}\n"), testing::ElementsAre("loudly"));
  EXPECT_THAT(completed("machine web {\n  mem|\n}\n"), testing::ElementsAre("memory"));
  EXPECT_THAT(completed("network lan {\n  sub|\n}\n"), testing::ElementsAre("subnet"));
  EXPECT_THAT(completed(head + "te|\n"), Contains("test"));
  EXPECT_THAT(completed(head + "test \"a\" {\n  log \"web.|\n}\n"), testing::IsEmpty());
  EXPECT_THAT(completed(head + "test \"a\" {\n  log 1  # web.|\n}\n"), testing::IsEmpty());
}

TEST_F(OpenLsp, SaysWhatStandsThere) {
  const std::string head = "machine web\n## Twice as much.\nfunction twice(n: int) -> int { return 2 * n }\n";
  EXPECT_THAT(hovered(head + "wait po|rt 80 on web\n"), HasSubstr("`wait port PORT on MACHINE"));
  EXPECT_THAT(hovered(head + "web.suc|ceed \"true\"\n"), HasSubstr("MACHINE.succeed COMMAND"));
  EXPECT_THAT(hovered(head + "start w|eb\n"), HasSubstr("machine"));
  EXPECT_THAT(hovered(head + "log tw|ice(3)\n"), HasSubstr("Twice as much."));
  EXPECT_THAT(hovered(head + "even|tually { web.succeed \"true\" }\n"), HasSubstr("repeats a block"));
  EXPECT_THAT(hovered("machine web {\n  mem|ory 1GiB\n}\n"), HasSubstr("memory"));
  EXPECT_EQ(hovered(head + "log 1 |\n"), "");
}

TEST_F(OpenLsp, FindsWhereNamesComeFrom) {
  open_at_bar(
      "machine web\ntest \"a\" {\n  let one = \"1\"\n  log \"é😀\" + o|ne\n  web.succeed \"true\"\n}\n");
  auto found = client_.ask("textDocument/definition", at(3, 15));
  EXPECT_EQ(found.at("range").at("start"), position(2, 6));
  EXPECT_EQ(client_.ask("textDocument/definition", at(3, 13)), nullptr) << "the blank before it";
  found = client_.ask("textDocument/definition", at(4, 3));
  EXPECT_EQ(found.at("range").at("start"), position(0, 8));
  EXPECT_EQ(client_.ask("textDocument/definition", at(4, 8)), nullptr) << "a command comes from nowhere";
}

TEST_F(OpenLsp, ListsWhatAScriptDeclares) {
  client_.open(uri,
               "machine a, b\nnetwork lan\nsetup { start a }\nphrase greet {m: machine} { log m }\n"
               "test \"x\" { greet a }\n");
  std::vector<std::string> names;
  for (const auto& symbol : client_.ask("textDocument/documentSymbol", {{"textDocument", {{"uri", uri}}}}))
    names.push_back(symbol.at("name"));
  EXPECT_THAT(names, testing::ElementsAre("a", "b", "lan", "setup", "greet {m: machine}", "\"x\""));
}

TEST_F(OpenLsp, Formats) {
  const Json params = {{"textDocument", {{"uri", uri}}},
                       {"options", {{"tabSize", 8}, {"insertSpaces", true}}}};
  client_.open(uri, "let  x=1\nlog   x\n");
  const auto edits = client_.ask("textDocument/formatting", params);
  ASSERT_EQ(edits.size(), 1);
  EXPECT_EQ(edits[0].at("newText"), "let x = 1\nlog x\n");
  EXPECT_EQ(edits[0].at("range").at("end"), position(2, 0));
  client_.change(uri, "let x = 1\nlog x\n");
  EXPECT_EQ(client_.ask("textDocument/formatting", params), Json::array());
  client_.change(uri, "let x = (\n");
  EXPECT_EQ(client_.ask("textDocument/formatting", params), nullptr);
}

// Every script of the corpus: the same codes at the same places as on the command line.
TEST_F(OpenLsp, SaysWhatTheCommandLineSays) {
  std::size_t count = 0;
  for (const auto& entry : fs::recursive_directory_iterator("tests/lang")) {
    if (entry.path().extension() != ".vmt") continue;
    const auto path = fs::absolute(entry.path()).string();
    const auto text = read(path);
    if (!can_be_sent(text)) continue;
    std::FILE* const pipe = ::popen(
        (std::string(VMT) + " check --error-limit 0 --format json '" + path + "' 2>/dev/null").c_str(), "r");
    std::string output;
    std::array<char, 65536> bytes;
    while (const auto size = std::fread(bytes.data(), 1, bytes.size(), pipe))
      output.append(bytes.data(), size);
    ::pclose(pipe);
    auto expected = Json::array();
    const auto said = Json::parse(output);
    for (const auto& each : said.at("diagnostics")) {
      if (each.at("file") != path) continue;
      const auto place = [&](const char* end) {
        return position(each.at(end).at("line").get<int>() - 1, each.at(end).at("utf16Column").get<int>());
      };
      expected.push_back({each.at("code"), place("start"), place("end"), each.at("fixes").size()});
    }
    auto found = Json::array();
    const auto document = "file://" + path;
    const auto problems = client_.open(document, text);
    for (const auto& each : problems) {
      std::size_t fixes = 0;
      for (const auto& action : client_.ask("textDocument/codeAction", {{"textDocument", {{"uri", document}}},
                                                                        {"range", each.at("range")}}))
        fixes += action.at("diagnostics").at(0) == each ? 1 : 0;
      found.push_back(
          {each.value("code", Json()), each.at("range").at("start"), each.at("range").at("end"), fixes});
    }
    EXPECT_EQ(found, expected) << path;
    client_.notify("textDocument/didClose", {{"textDocument", {{"uri", document}}}});
    ++count;
  }
  EXPECT_GT(count, 30);
}

// Every beginning of a script is a text that an editor may have to show.
TEST_F(OpenLsp, AnUnfinishedTextIsNoReasonToEnd) {
  const auto text = read("tests/lang/every_row.vmt").substr(0, 3000);
  for (std::size_t size = 0; size < text.size(); size += 7) {
    client_.open(uri, text.substr(0, size));
    const auto line =
        static_cast<int>(std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(size), '\n'));
    for (const auto* method : {"textDocument/completion", "textDocument/hover", "textDocument/definition"})
      EXPECT_TRUE(client_.request(method, at(line, 1'000'000)).contains("result"));
    EXPECT_TRUE(
        client_.request(std::string("textDocument/documentSymbol"), {{"textDocument", {{"uri", uri}}}})
            .contains("result"));
  }
}

}  // namespace
