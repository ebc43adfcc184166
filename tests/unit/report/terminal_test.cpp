#include <gtest/gtest.h>

#include <cstdlib>

#include "report/terminal.hpp"

namespace vmt::report {
namespace {

using std::chrono::milliseconds;

// What a run like that looks like.
std::string shown(std::vector<What> run, TerminalOptions options) {
  char* text = nullptr;
  std::size_t size = 0;
  std::FILE* const out = open_memstream(&text, &size);
  {
    const auto terminal = make_terminal(out, options);
    for (auto& what : run) terminal->on({.time = {}, .what = std::move(what)});
  }
  std::fclose(out);
  std::string result(text, size);
  std::free(text);
  return result;
}

std::vector<What> short_run() {
  return {
      RunStarted{"web.vmt", {"web", "client"}, 1},
      TestStarted{"it serves"},
      MachineChanged{"web", MachineStage::booting, ""},
      ConsoleLine{"web", "\x1b[1mWelcome\x1b[0m\a to Linux"},
      CommandOutput{"web", false, "one\ntw"},
      CommandOutput{"web", false, "o\nthree"},
      ActionFinished{1, true, "web.succeed \"true\"", milliseconds(120)},
      TestFinished{.name = "it serves", .outcome = Outcome::passed, .duration = milliseconds(2300)},
      RunFinished{milliseconds(2400)},
  };
}

TEST(Terminal, TellsARunLineByLine) {
  EXPECT_EQ(shown(short_run(), {}),
            "web.vmt\n"
            "test it serves\n"
            "     web | booting\n"
            "     web | Welcome to Linux\n"
            "  ok   web.succeed \"true\" 0.1s\n"
            "passed it serves in 2.3s\n"
            "1 passed in 2.4s\n");
}

TEST(Terminal, VerboseShowsWhatCommandsWrite) {
  const auto text = shown(short_run(), {.verbosity = Verbosity::verbose});
  EXPECT_NE(text.find("     web | one\n     web | two\n     web | three\n"), std::string::npos) << text;
}

TEST(Terminal, CountsTheTestsOfAllScriptsAndTellsNothingOfOneWithoutATest) {
  auto run = short_run();
  run.push_back(RunStarted{"empty.vmt", {}, 0});
  run.push_back(RunFinished{milliseconds(1)});
  for (auto& what : short_run()) run.push_back(std::move(what));
  run.push_back(AllFinished{3, milliseconds(4900)});
  const auto text = shown(run, {.has_several_scripts = true});
  EXPECT_EQ(text.find("empty"), std::string::npos) << text;
  EXPECT_TRUE(text.ends_with("1 passed in 2.4s\n3 scripts: 2 passed in 4.9s\n")) << text;
  EXPECT_EQ(shown(run, {.verbosity = Verbosity::quiet, .has_several_scripts = true}),
            "3 scripts: 2 passed in 4.9s\n");
}

TEST(Terminal, ALogSaysNowAndThenHowFarACopyIs) {
  char* text = nullptr;
  std::size_t size = 0;
  std::FILE* const out = open_memstream(&text, &size);
  {
    const auto terminal = make_terminal(out, {});
    for (const auto& [time, progress] : {std::pair(1, "1.0 of 9.0 MiB"), std::pair(11, "3.0 of 9.0 MiB"),
                                         std::pair(12, "4.0 of 9.0 MiB"), std::pair(22, "8.0 of 9.0 MiB")})
      terminal->on({.time = std::chrono::seconds(time), .what = ActionProgress{1, "copy \"a\"", progress}});
  }
  std::fclose(out);
  EXPECT_STREQ(text, "...  copy \"a\" (3.0 of 9.0 MiB)\n...  copy \"a\" (8.0 of 9.0 MiB)\n");
  std::free(text);
}

TEST(Terminal, QuietShowsOnlyTheLastLineOfARunThatPasses) {
  EXPECT_EQ(shown(short_run(), {.verbosity = Verbosity::quiet}), "1 passed in 2.4s\n");
}

TEST(Terminal, ColourOnlyAddsToTheText) {
  auto text = shown(short_run(), {.style = {.color = true}});
  ASSERT_NE(text.find("\x1b["), std::string::npos);
  for (auto begin = text.find("\x1b["); begin != std::string::npos; begin = text.find("\x1b["))
    text.erase(begin, text.find('m', begin) - begin + 1);
  EXPECT_EQ(text, shown(short_run(), {}));
}

TEST(Terminal, AQuietRunThatFailsSaysWhy) {
  Diagnostic diagnostic;
  diagnostic.heading = "failed";
  diagnostic.message = "port 80 did not open";
  const auto text = shown({TestFinished{.name = "it serves",
                                        .outcome = Outcome::failed,
                                        .duration = milliseconds(5),
                                        .reason = {},
                                        .diagnostics = {diagnostic}},
                           RunFinished{milliseconds(5)}},
                          {.verbosity = Verbosity::quiet});
  EXPECT_NE(text.find("port 80 did not open"), std::string::npos) << text;
  EXPECT_NE(text.find("FAILED it serves"), std::string::npos) << text;
  EXPECT_NE(text.find("1 failed in 0.0s"), std::string::npos) << text;
}

}  // namespace
}  // namespace vmt::report
