// The prompt of `pause`, on a real terminal and with a real machine.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/pseudo_terminal.hpp"

using testing::HasSubstr;
using testing::Not;
using vmt::test::PseudoTerminal;

namespace {

constexpr auto script = "tests/files/pauses.vmt";
constexpr auto prompt = "vmt> ";
constexpr auto ctrl_c = "\x03";
constexpr auto ctrl_d = "\x04";

// What stands between this line's end and the next prompt.
std::string answer(PseudoTerminal& terminal, const std::string& line) {
  terminal.type(line + "\r");
  terminal.read_until("\n");
  return terminal.read_until(prompt);
}

TEST(Pause, RunsWhatIsTypedWhereTheScriptStands) {
  PseudoTerminal terminal({VMT, "--filter", "a person", script});
  EXPECT_THAT(terminal.read_until(prompt), HasSubstr("pause at tests/files/pauses.vmt:19"));

  EXPECT_THAT(answer(terminal, "box.succeed \"echo $((40 + 2))\""), HasSubstr("\n42\r\n"));
  EXPECT_EQ(answer(terminal, "let five = four + round"), prompt);
  EXPECT_THAT(answer(terminal, "five * 10"), HasSubstr("50\r\n"));
  EXPECT_THAT(answer(terminal, "seen = box.succeed(\"echo 'é 漢'\").trim()"), Not(HasSubstr("error")));
  EXPECT_THAT(answer(terminal, "seen"), HasSubstr("é 漢\r\n"));

  const auto wrong = answer(terminal, "bxo.succeed \"true\"");
  EXPECT_THAT(wrong, HasSubstr("no machine is called `bxo`"));
  EXPECT_THAT(wrong, HasSubstr("<typed>:1:1"));
  EXPECT_THAT(wrong, HasSubstr("there is a machine named `box`"));
  EXPECT_THAT(answer(terminal, "box.succeed \"exit 3\""), HasSubstr("exit status 3"));
  EXPECT_THAT(answer(terminal, "later"), HasSubstr("no name `later` is known"));

  EXPECT_THAT(answer(terminal, "box.rea\t\"/etc/hostname\""), HasSubstr("box"));
  EXPECT_THAT(answer(terminal, "help"), HasSubstr("Ctrl-C"));

  terminal.type("for each in [1, 2] {\r");
  EXPECT_THAT(terminal.read_until("...> "), Not(HasSubstr("never closed")));
  EXPECT_THAT(answer(terminal, "log each }"), HasSubstr("2"));

  terminal.type("continue\r");
  EXPECT_THAT(terminal.read_until(prompt), HasSubstr("round 1 of 4: é 漢"));
  EXPECT_THAT(answer(terminal, "five"), HasSubstr("no name `five` is known")) << "names end with their pause";
  EXPECT_THAT(answer(terminal, "seen = \"by hand\""), Not(HasSubstr("error")));
  terminal.type(ctrl_d);
  std::string rest;
  EXPECT_EQ(terminal.wait(rest), 0) << rest;
  EXPECT_THAT(rest, HasSubstr("round 2 of 4: by hand"));
}

TEST(Pause, LimitsStandStillAndOtherFilesHaveTheirOwnNames) {
  PseudoTerminal terminal({VMT, "--filter", "a limit", script});
  EXPECT_THAT(terminal.read_until(prompt), HasSubstr("pause at tests/files/lib/pauses.vmt:5"));
  EXPECT_THAT(answer(terminal, "inside"), HasSubstr("the library\r\n"));
  answer(terminal, "sleep 6s");  // longer than the test may take
  terminal.type("continue\r");
  std::string rest;
  EXPECT_EQ(terminal.wait(rest), 0) << rest;
}

TEST(Pause, CtrlCEndsWhatRunsAndNotTheTest) {
  PseudoTerminal terminal({VMT, "--filter", "a person", script});
  terminal.read_until(prompt);
  terminal.type("box.succeed \"sleep 600\"\r");
  terminal.read_until("600\" 0.");  // the line that says what is going on
  terminal.type(ctrl_c);
  EXPECT_THAT(terminal.read_until(prompt), HasSubstr("interrupted"));
  terminal.type(std::string("box.fail \"unfinished") + ctrl_c);
  terminal.read_until(prompt);
  EXPECT_THAT(answer(terminal, "box.succeed \"echo alive\""), HasSubstr("alive\r\n"));
  terminal.type("quit\r");
  std::string rest;
  EXPECT_EQ(terminal.wait(rest), 130) << rest;
  EXPECT_THAT(rest, HasSubstr("stopping"));
}

TEST(Pause, OpensAtAFailureWithTheVariablesOfItsPlace) {
  PseudoTerminal terminal({VMT, "--pause-on-failure", "--filter", "a failure", script});
  const auto shown = terminal.read_until(prompt);
  EXPECT_THAT(shown, HasSubstr("tests/files/pauses.vmt:9"));
  EXPECT_THAT(shown, HasSubstr("letters == 3"));
  EXPECT_THAT(answer(terminal, "letters + 100"), HasSubstr("104\r\n"));
  EXPECT_THAT(answer(terminal, "box.succeed \"echo alive\""), HasSubstr("alive\r\n"));
  terminal.type("continue\r");
  std::string rest;
  EXPECT_EQ(terminal.wait(rest), 1) << rest;
  EXPECT_THAT(rest, Not(HasSubstr(prompt)));
  EXPECT_THAT(rest, HasSubstr("FAILED a failure in a function"));
}

}  // namespace
