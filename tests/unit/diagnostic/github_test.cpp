#include "diagnostic/github.hpp"

#include <gtest/gtest.h>

#include "story.hpp"

namespace vmt {
namespace {

TEST(GithubFormat, IsOneCommand) {
  Sources sources;
  EXPECT_EQ(to_github(story(story_source(sources))),
            "::error file=tests/web.vmt,line=2,endLine=2,col=6,endColumn=9,title=V0203::"
            "no machine is called `wbe`%0Anot found in this file%0A"
            "tests/web.vmt:1: a machine with a similar name is declared here%0Anote: a fact%0A"
            "help: advice, 100%25 sure%0Ahelp: there is a machine named `web`\n");
}

TEST(GithubFormat, EscapesWhatSeparates) {
  Sources sources;
  const Source& source = sources.add("a,b:c%\n.vmt", "x\ny\n");
  Diagnostic diagnostic;
  diagnostic.severity = Severity::warning;
  diagnostic.message = "a::b, c\r\nd";
  diagnostic.primary.span = source.span(0, 3);
  EXPECT_EQ(to_github(diagnostic), "::warning file=a%2Cb%3Ac%25%0A.vmt,line=1,endLine=2::a::b, c%0D%0Ad\n");
}

TEST(GithubFormat, NeedsNoPlace) {
  Diagnostic diagnostic;
  diagnostic.message = "there is no file `x`";
  EXPECT_EQ(to_github(diagnostic), "::error::there is no file `x`\n");
}

}  // namespace
}  // namespace vmt
