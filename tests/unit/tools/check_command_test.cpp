// `vmt --check` and `vmt explain` as people and programs use them: formats, streams, exit statuses, colours.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <stdlib.h>
#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>
#include <string>

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

struct Said {
  std::string output;
  std::string errors;
  int status = -1;
};

std::string read(const fs::path& path) {
  std::ifstream stream(path, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

class CheckCommand : public testing::Test {
protected:
  CheckCommand() {
    std::string name = (fs::temp_directory_path() / "vmt-check-XXXXXX").string();
    folder_ = ::mkdtemp(name.data());
    write("wrong.vmt", "machine web\n\nstart wbe\nsleep 1s\nweb.succeed \"true\"\nlog [1 2]\n");
    write("warned.vmt", "machine web, idle\n\nweb.succeed \"true\"\n");
    write("right.vmt", "machine web\n\nweb.succeed \"true\"\n");
  }
  ~CheckCommand() override {
    std::error_code error;
    fs::remove_all(folder_, error);
  }

  void write(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ / name, std::ios::binary) << text;
  }

  // As a shell would, in the folder; neither stream is a terminal.
  Said vmt(const std::string& arguments, const std::string& environment = "") const {
    const auto command = fmt::format("cd '{0}' && env {1} '{2}' {3} >'{0}/.out' 2>'{0}/.err' </dev/null",
                                     folder_.string(), environment, VMT, arguments);
    const int status = std::system(command.c_str());
    return {read(folder_ / ".out"), read(folder_ / ".err"), WIFEXITED(status) ? WEXITSTATUS(status) : -1};
  }

  fs::path folder_;
};

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != text.npos;
}

TEST_F(CheckCommand, SaysNothingAboutARightScript) {
  for (const char* const command : {"--check right.vmt", "check right.vmt"}) {
    const auto said = vmt(command);
    EXPECT_EQ(said.output + said.errors, "");
    EXPECT_EQ(said.status, 0);
  }
}

TEST_F(CheckCommand, TellsPeopleOnTheStandardError) {
  const auto said = vmt("--check wrong.vmt");
  EXPECT_EQ(said.output, "");
  EXPECT_TRUE(contains(said.errors, "error[V0102]: no machine is called `wbe`\n --> wrong.vmt:3:7\n"))
      << said.errors;
  EXPECT_TRUE(contains(said.errors, "2 errors, 1 warning in 1 file\n")) << said.errors;
  EXPECT_EQ(said.status, 3);
}

TEST_F(CheckCommand, ShortIsALineForEach) {
  const auto said = vmt("--check --format short wrong.vmt");
  EXPECT_EQ(said.output,
            "wrong.vmt:3:7: error[V0102]: no machine is called `wbe`\n"
            "wrong.vmt:4:1: warning[V0805]: `sleep` only guesses how long something takes\n"
            "wrong.vmt:6:7: error[V0006]: two items need a comma between them\n");
  EXPECT_EQ(said.status, 3);
}

TEST_F(CheckCommand, JsonIsOneObjectAndNothingElse) {
  const auto said = vmt("--check --format json wrong.vmt");
  EXPECT_EQ(said.errors, "");
  const auto all = Json::parse(said.output);
  EXPECT_EQ(all.at("version"), 1);
  ASSERT_EQ(all.at("diagnostics").size(), 3u);
  const auto& first = all.at("diagnostics").at(0);
  for (const char* const key :
       {"code", "severity", "message", "file", "start", "end", "labels", "notes", "fixes"})
    EXPECT_TRUE(first.contains(key)) << key;
  EXPECT_EQ(first.at("code"), "V0102");
  EXPECT_EQ(first.at("severity"), "error");
  EXPECT_EQ(first.at("file"), "wrong.vmt");
  EXPECT_EQ(first.at("start").at("line"), 3);
  EXPECT_EQ(first.at("start").at("column"), 7);
  EXPECT_EQ(first.at("start").at("offset"), 19);
  EXPECT_EQ(first.at("end").at("offset"), 22);
  EXPECT_EQ(first.at("fixes").at(0).at("applicability"), "maybe-incorrect");
  EXPECT_EQ(first.at("fixes").at(0).at("edits").at(0).at("replacement"), "web");

  const auto none = vmt("--check --format json right.vmt");
  EXPECT_EQ(Json::parse(none.output), (Json{{"version", 1}, {"diagnostics", Json::array()}}));
}

TEST_F(CheckCommand, SarifIsALogWithItsRules) {
  const auto said = vmt("--check --format sarif wrong.vmt");
  const auto log = Json::parse(said.output);
  EXPECT_EQ(log.at("version"), "2.1.0");
  const auto& run = log.at("runs").at(0);
  const auto& rules = run.at("tool").at("driver").at("rules");
  for (const auto& result : run.at("results"))
    EXPECT_EQ(rules.at(result.at("ruleIndex").get<std::size_t>()).at("id"), result.at("ruleId"));
  EXPECT_EQ(run.at("results").size(), 3u);
}

TEST_F(CheckCommand, GithubAnnotatesLines) {
  const auto said = vmt("--check --format github wrong.vmt");
  EXPECT_TRUE(contains(said.output, "::error file=wrong.vmt,line=3,")) << said.output;
  EXPECT_TRUE(contains(said.output, "::warning file=wrong.vmt,line=4,")) << said.output;
}

TEST_F(CheckCommand, WarningsStopNothingUnlessTheyAreDenied) {
  EXPECT_EQ(vmt("--check warned.vmt").status, 0);
  EXPECT_TRUE(contains(vmt("--check warned.vmt").errors, "warning[V0803]"));
  EXPECT_EQ(vmt("--check --deny warnings warned.vmt").status, 3);
  EXPECT_EQ(vmt("--check warned.vmt", "VMT_DENY=warnings").status, 3);
  EXPECT_EQ(vmt("--check --deny nothing warned.vmt").status, 2);
}

TEST_F(CheckCommand, TheLimitSaysHowManyAreHidden) {
  const auto said = vmt("--check --error-limit 1 wrong.vmt");
  EXPECT_TRUE(contains(said.errors, "V0102"));
  EXPECT_FALSE(contains(said.errors, "V0006"));
  EXPECT_TRUE(contains(said.errors, "2 more problems are hidden by `--error-limit 1`")) << said.errors;
  EXPECT_EQ(vmt("--check --error-limit -1 wrong.vmt").status, 2);
}

TEST_F(CheckCommand, FixesWhatIsCertainAndLeavesTheRest) {
  const auto said = vmt("--check --fix wrong.vmt");
  EXPECT_EQ(read(folder_ / "wrong.vmt"),
            "machine web\n\nstart wbe\nsleep 1s\nweb.succeed \"true\"\nlog [1, 2]\n");
  EXPECT_TRUE(contains(said.errors, "wrong.vmt: fixed 1 problem: V0006")) << said.errors;
  EXPECT_EQ(said.status, 3);
  const auto time = fs::last_write_time(folder_ / "right.vmt");
  EXPECT_EQ(vmt("--check --fix right.vmt").status, 0);
  EXPECT_EQ(fs::last_write_time(folder_ / "right.vmt"), time);
}

TEST_F(CheckCommand, ColoursOnlyWhereTheyAreWanted) {
  const auto plain = vmt("--check wrong.vmt").errors;
  EXPECT_FALSE(contains(plain, "\x1b["));
  const auto colored = vmt("--check --color always wrong.vmt").errors;
  EXPECT_TRUE(contains(colored, "\x1b["));
  EXPECT_EQ(std::regex_replace(colored, std::regex("\x1b\\[[0-9;]*m"), ""), plain);
  EXPECT_TRUE(contains(vmt("--check wrong.vmt", "CLICOLOR_FORCE=1").errors, "\x1b["));
  EXPECT_EQ(vmt("--check wrong.vmt", "CLICOLOR_FORCE=1 NO_COLOR=1").errors, plain);
}

TEST_F(CheckCommand, ManyFilesAreToldInTheirOrder) {
  const auto said = vmt("--check --format short warned.vmt wrong.vmt absent.vmt warned.vmt");
  EXPECT_EQ(said.status, 3);
  EXPECT_LT(said.output.find("warned.vmt:"), said.output.find("wrong.vmt:"));
  EXPECT_TRUE(contains(said.output, "there is no file `absent.vmt`")) << said.output;
  EXPECT_EQ(said.output.find("warned.vmt:"), said.output.rfind("warned.vmt:")) << "told twice";
}

TEST_F(CheckCommand, AnErrorStopsARunBeforeItBegins) {
  const auto said = vmt("wrong.vmt");
  EXPECT_EQ(said.status, 3);
  EXPECT_TRUE(contains(said.errors, "V0102"));
}

TEST_F(CheckCommand, ExplainsEveryCodeAndSaysSoOfUnknownOnes) {
  const auto said = vmt("explain V0102");
  EXPECT_EQ(said.status, 0);
  EXPECT_TRUE(contains(said.output, "no machine has this name")) << said.output;
  EXPECT_EQ(vmt("explain 102").output, said.output);
  EXPECT_EQ(vmt("explain v0102").output, said.output);
  EXPECT_EQ(vmt("explain V9999").status, 2);
  EXPECT_TRUE(contains(vmt("explain").output, "V0805"));
}

}  // namespace
