#include "diagnostic/render.hpp"

#include <gtest/gtest.h>

#include <regex>

namespace vmt {
namespace {

Diagnostic error_at(Span span, std::string text = "here") {
  Diagnostic diagnostic;
  diagnostic.code = "V0203";
  diagnostic.message = "no machine is called `wbe`";
  diagnostic.primary = {span, std::move(text)};
  return diagnostic;
}

class Render : public testing::Test {
protected:
  const Source& add(std::string text, std::string name = "tests/web.vmt") {
    return sources_.add(std::move(name), std::move(text));
  }

  // The span of the first `what` in the source.
  static Span find(const Source& source, std::string_view what) {
    const auto at = source.text().find(what);
    return source.span(at, at + what.size());
  }

  // The second line of a snippet and the marks below it, for a source of one line.
  static std::string marks(const Diagnostic& diagnostic, RenderStyle style = {}) {
    const auto text = render(diagnostic, style);
    std::size_t at = 0;
    for (int line = 0; line < 3; ++line) at = text.find('\n', at) + 1;
    return text.substr(at);
  }

  Sources sources_;
};

TEST_F(Render, DrawsTheStoryOfAnError) {
  const Source& source =
      add("network lan\n\nmachine web {\n}\n\n\n\n\n\n\n\n"
          "wait port 80 on wbe\n");
  auto diagnostic = error_at(find(source, "wbe"), "not found in this file");
  diagnostic.label(find(source, "web"), "a machine with a similar name is declared here");
  diagnostic.note("a fact\nwith a second line");
  diagnostic.help("advice");
  diagnostic.fix("there is a machine named `web`", find(source, "wbe"), "web");
  EXPECT_EQ(render(diagnostic, {}), R"(error[V0203]: no machine is called `wbe`
  --> tests/web.vmt:12:17
   |
 3 | machine web {
   |         --- a machine with a similar name is declared here
   :
12 | wait port 80 on wbe
   |                 ^^^ not found in this file
   |
   = note: a fact
           with a second line
   = help: advice
   = help: there is a machine named `web`
   |
12 | wait port 80 on web
   |                 ~~~
)");
}

TEST_F(Render, UnderlinesTheRightCells) {
  const auto under = [this](std::string line) {
    const Source& source = add(line);
    return marks(error_at(find(source, "X")));
  };
  EXPECT_EQ(under("\tX\n"), "1 |     X\n  |     ^ here\n");
  EXPECT_EQ(under("a\tX\n"), "1 | a   X\n  |     ^ here\n");
  EXPECT_EQ(under("é X"), "1 | é X\n  |   ^ here\n");
  EXPECT_EQ(under("e\xcc\x81 X"), "1 | e\xcc\x81 X\n  |   ^ here\n");  // a combining accent
  EXPECT_EQ(under("漢 X"), "1 | 漢 X\n  |    ^ here\n");
  EXPECT_EQ(under("😀 X"), "1 | 😀 X\n  |    ^ here\n");
  EXPECT_EQ(under("漢\tX"), "1 | 漢  X\n  |     ^ here\n");
}

TEST_F(Render, UnderlinesWideCharactersWhole) {
  const Source& source = add("log 漢字");
  EXPECT_EQ(marks(error_at(find(source, "漢字"))), "1 | log 漢字\n  |     ^^^^ here\n");
}

TEST_F(Render, MarksAnEmptySpanAndTheEndOfTheFile) {
  const Source& source = add("let x =\nlet y");
  EXPECT_EQ(marks(error_at(source.span(7, 7))), "1 | let x =\n  |        ^ here\n");
  EXPECT_EQ(marks(error_at(source.span(13, 13))), "2 | let y\n  |      ^ here\n");
  const Source& empty = add("");
  EXPECT_EQ(marks(error_at(empty.span(0, 0))), "1 |\n  | ^ here\n");
}

TEST_F(Render, PutsSeveralLabelsOfALineBelowEachOther) {
  const Source& source = add("wait port 80 on web");
  auto diagnostic = error_at(find(source, "80"), "a port");
  diagnostic.label(find(source, "wait"), "the command");
  diagnostic.label(find(source, "web"), "the machine");
  diagnostic.label(find(source, "on"), "");
  EXPECT_EQ(marks(diagnostic), R"(1 | wait port 80 on web
  | ----      ^^ -- --- the machine
  | |         |
  | |         a port
  | the command
)");
}

TEST_F(Render, ThePrimaryMarkLiesOnTop) {
  const Source& source = add("f(1, 2)");
  auto diagnostic = error_at(find(source, "2"), "the last");
  diagnostic.label(find(source, "f(1, 2)"), "the call");
  EXPECT_EQ(marks(diagnostic), R"(1 | f(1, 2)
  | -----^-
  | |    |
  | |    the last
  | the call
)");
}

TEST_F(Render, DrawsTheFirstLineOfALongSpan) {
  const Source& source = add("test \"a\" {\n  start all\n}\n");
  EXPECT_EQ(marks(error_at(source.span(9, 24))), "1 | test \"a\" {\n  |          ^ here\n");
}

TEST_F(Render, ShowsASingleLineBetweenInsteadOfAGap) {
  const Source& source = add("one\ntwo\nthree\nfour\nfive\nsix\n");
  auto diagnostic = error_at(find(source, "three"));
  diagnostic.label(find(source, "one"), "first");
  diagnostic.label(find(source, "six"), "last");
  EXPECT_EQ(marks(diagnostic), R"(1 | one
  | --- first
2 | two
3 | three
  | ^^^^^ here
  :
6 | six
  | --- last
)");
}

TEST_F(Render, GoesThroughSeveralFiles) {
  const Source& source = add("use \"lib.vmt\"\nstart web\n", "a.vmt");
  const Source& other = add("machine web\n", "lib.vmt");
  auto diagnostic = error_at(find(source, "web"));
  diagnostic.label(find(other, "web"), "declared here");
  diagnostic.label(find(source, "use"), "from here");
  EXPECT_EQ(render(diagnostic, {}), R"(error[V0203]: no machine is called `wbe`
 --> a.vmt:2:7
  |
1 | use "lib.vmt"
  | --- from here
2 | start web
  |       ^^^ here
 ::: lib.vmt:1:9
  |
1 | machine web
  |         --- declared here
)");
}

TEST_F(Render, ShowsLongLinesThroughAWindow) {
  std::string line(300, 'a');
  line.replace(200, 3, "XYZ");
  const Source& source = add(line);
  const auto text = marks(error_at(find(source, "XYZ")), {.width = 60});
  EXPECT_EQ(text, "1 | ..." + std::string(16, 'a') + "XYZ" + std::string(31, 'a') + "...\n  | " +
                      std::string(19, ' ') + "^^^ here\n");

  auto at_start = error_at(source.span(0, 1));
  at_start.label(source.span(299, 300), "far");
  EXPECT_EQ(marks(at_start,
                  {
                      .width = 40,
                  }),
            "1 | " + std::string(30, 'a') + "...\n  | ^" + std::string(28, ' ') + "- far\n  | |\n  | here\n");
  const auto at_end = marks(error_at(source.span(300, 300)), {.unicode = true, .width = 40});
  EXPECT_EQ(at_end, "1 │ …" + std::string(34, 'a') + "\n  │ " + std::string(35, ' ') + "^ here\n");
}

TEST_F(Render, IsQuickWithAMegabyteInOneLine) {
  const Source& source = add(std::string(1 << 20, 'a'));
  EXPECT_LT(render(error_at(source.span(500000, 900000)), {}).size(), 400u);
}

TEST_F(Render, NeverWritesControlCharacters) {
  const Source& source = add("log \x1b[31m\x07 \xc2\x9b \xe2\x80\xae X\xff\x01\x7f", "a\x1b.vmt");
  auto diagnostic = error_at(find(source, "X"), "a \x1b[0m label");
  diagnostic.message = "seen: \x1b]0;x\x07\r";
  diagnostic.note("note \x1b[0m");
  diagnostic.fix("fix \x1b[0m", find(source, "X"), "\x1b[2J");
  for (const char c : render(diagnostic, {}) + render_short(diagnostic))
    EXPECT_TRUE(c == '\n' || static_cast<unsigned char>(c) >= 0x20) << int(c);
  EXPECT_EQ(marks(error_at(find(source, "X"))), "1 | log �[31m� � � X���\n  |                ^ here\n");
}

TEST_F(Render, SaysTheSameWithColour) {
  const Source& source = add("wait port 80 on wbe  \n\tlet é = \"漢\"\n\n\nX\n");
  auto diagnostic = error_at(find(source, "wbe"), "not found");
  diagnostic.label(find(source, "wait"), "a command");
  diagnostic.label(find(source, "é"), "");
  diagnostic.label(find(source, "X"), "far away");
  diagnostic.note("one\ntwo");
  diagnostic.help("three");
  diagnostic.fix("four", find(source, "é"), "e");
  for (const bool unicode : {false, true}) {
    const auto colored = render(diagnostic, {.color = true, .unicode = unicode});
    EXPECT_NE(colored.find('\x1b'), std::string::npos);
    EXPECT_EQ(std::regex_replace(colored, std::regex("\x1b\\[[0-9;]*m"), ""),
              render(diagnostic, {.unicode = unicode}));
  }
}

TEST_F(Render, LeavesNoBlanksAtTheEndOfALine) {
  const Source& source = add("start all   \n");
  auto diagnostic = error_at(find(source, "all"), "");
  for (const bool color : {false, true})
    EXPECT_EQ(render(diagnostic, {.color = color}).find(" \n"), std::string::npos);
}

TEST_F(Render, AHeadingReplacesTheSeverity) {
  const Source& source = add("X");
  auto diagnostic = error_at(find(source, "X"));
  diagnostic.heading = "failed";
  diagnostic.code = {};
  EXPECT_EQ(render_short(diagnostic), "tests/web.vmt:1:1: failed: no machine is called `wbe`");
}

TEST_F(Render, NeedsNoPlace) {
  Diagnostic diagnostic;
  diagnostic.message = "there is no test";
  diagnostic.help("write one");
  EXPECT_EQ(render(diagnostic, {}), "error: there is no test\n  = help: write one\n");
  EXPECT_EQ(render_short(diagnostic), "error: there is no test");
}

TEST_F(Render, AFixMayAddAndRemoveLines) {
  const Source& source = add("if x:\n  start all\n");
  auto diagnostic = error_at(find(source, ":"));
  diagnostic.fixes.push_back({"use braces", {{source.span(4, 5), " {"}, {source.span(17, 17), "\n}"}}, {}});
  const auto text = render(diagnostic, {});
  EXPECT_EQ(text.substr(text.find("  = help")), R"(  = help: use braces
  |
1 | if x {
  |     ~~
2 |   start all
3 | }
  | ~
)");

  auto removal = error_at(find(source, ":"));
  removal.fix("leave it out", find(source, ":"), "");
  const auto removed = render(removal, {});
  EXPECT_EQ(removed.substr(removed.find("  = help")), "  = help: leave it out\n  |\n1 | if x\n");
}

}  // namespace
}  // namespace vmt
