#include <gtest/gtest.h>

#include "machine/guest/shell_marks.hpp"

namespace vmt::machine::guest {
namespace {

constexpr std::string_view nonce = "0123456789abcdef";

// The same must be shown, whether the bytes come at once or one by one.
std::string shown(const std::string& bytes) {
  auto at_once = ShellMarks().without(bytes);
  ShellMarks one_by_one;
  std::string text;
  for (const char byte : bytes) text += one_by_one.without(std::string(1, byte));
  EXPECT_EQ(text, at_once);
  return at_once;
}

std::string mark(const std::string& what) {
  return "\nvmt-" + std::string(nonce) + what + "\n";
}

TEST(ShellMarks, AreNotShown) {
  EXPECT_EQ(shown("# " + mark("-ready") + "one\n" + mark("-output 0=0") + mark("-end 0 0=0 0") + "two"), "# \none\ntwo");
}

TEST(ShellMarks, HideTheEchoOfTheTakeover) {
  const std::string echo = "exec sh -c 'stty raw -echo; echo vmt-0123\r\n456789abcdef-\"\"ready'\r\n";
  EXPECT_EQ(shown("login: root\r\n~ # " + echo + mark("-ready").substr(1) + "one\n"),
            "login: root\r\n~ # \none\n");
  EXPECT_EQ(shown("~ # \x1b[6n" + echo + mark("-ready").substr(1) + "one\n"), "~ # \none\n");
  EXPECT_EQ(shown("~ # \x1b[6nls\n"), "~ # \x1b[6nls\n");
  EXPECT_EQ(shown("~ # exec sh -c ls\n"), "~ # exec sh -c ls\n");
  EXPECT_EQ(shown("exec sh -c 'stty raw -echo'\n"), "exec sh -c 'stty raw -echo'\n");
}

TEST(ShellMarks, EndALineThatHasNoEnd) {
  EXPECT_EQ(shown("no end" + mark("-output 3=3") + "no\n" + mark("-errors 0=0") + "more\n"), "no end\nno\nmore\n");
}

TEST(ShellMarks, AreToldFromWhatLooksLikeThem) {
  for (const std::string text : {"vmt-agent\nvmt-0123-output 0\n", "\n\nvmt: hello\n", "login: ", "x vmt-\n", "\r\nvmx"})
    EXPECT_EQ(shown(text), text);
}

TEST(ShellMarks, AreKeptBackUntilTheyAreKnown) {
  ShellMarks marks;
  EXPECT_EQ(marks.without("vmt-01"), "");
  EXPECT_EQ(marks.without("x"), "vmt-01x");
}

}  // namespace
}  // namespace vmt::machine::guest
