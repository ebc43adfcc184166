#include "diagnostic/diagnostic.hpp"

#include <gtest/gtest.h>

#include "diagnostic/render.hpp"

namespace vmt {
namespace {

constexpr Problem<std::string_view> unknown_name{"V9001", Severity::error, "nothing is called `{}`", {}};
constexpr Problem<> a_sleep{"V9002", Severity::warning, "this waits for no reason", "sleep"};

TEST(Diagnostics, ReportsReadLikeASentence) {
  Sources sources;
  const Source& source = sources.add("web.vmt", "start wbe\n");
  Diagnostics diagnostics;
  diagnostics.report(source.span(6, 9), unknown_name, "wbe")
      .label("not found in this file")
      .label(source.span(0, 5), "needed here")
      .note("a fact")
      .help("advice")
      .fix("there is a machine named `web`", source.span(6, 9), "web", Applicability::machine_applicable);

  const Diagnostic& it = diagnostics.all().front();
  EXPECT_EQ(it.code, "V9001");
  EXPECT_EQ(it.message, "nothing is called `wbe`");
  EXPECT_EQ(it.primary.text, "not found in this file");
  EXPECT_EQ(it.labels.size(), 1u);
  EXPECT_EQ(it.fixes.front().edits.front().replacement, "web");
  EXPECT_EQ(render_short(it), "web.vmt:1:7: error[V9001]: nothing is called `wbe`");
}

TEST(Diagnostics, KnowTheNameOfALint) {
  Diagnostics diagnostics;
  EXPECT_EQ(diagnostics.report({}, a_sleep).name, "sleep");
  EXPECT_FALSE(diagnostics.has_errors());
  diagnostics.report({}, unknown_name, "x");
  EXPECT_TRUE(diagnostics.has_errors());
}

TEST(Diagnostics, AreOrderedByFileAndPlace) {
  Sources sources;
  const Source& first = sources.add("a.vmt", "0123456789");
  const Source& second = sources.add("b.vmt", "0123456789");
  Diagnostics diagnostics;
  diagnostics.report(second.span(1, 2), unknown_name, "b1");
  diagnostics.report(first.span(5, 6), unknown_name, "a5");
  diagnostics.report({}, unknown_name, "nowhere");
  diagnostics.report(first.span(2, 6), unknown_name, "a2 long");
  diagnostics.report(first.span(2, 3), unknown_name, "a2");
  diagnostics.report(first.span(2, 3), unknown_name, "a2 again");
  diagnostics.sort(sources);

  std::string order;
  for (const Diagnostic& each : diagnostics.all()) order += each.message.substr(19) + " ";
  EXPECT_EQ(order, "nowhere` a2` a2 again` a2 long` a5` b1` ");
}

TEST(Summary, CountsProblemsAndFiles) {
  Sources sources;
  const Source& first = sources.add("a.vmt", "0123456789");
  const Source& second = sources.add("b.vmt", "0123456789");
  Diagnostics diagnostics;
  EXPECT_EQ(summary(diagnostics), "");
  diagnostics.report(first.span(0, 1), a_sleep);
  EXPECT_EQ(summary(diagnostics), "1 warning in 1 file");
  diagnostics.report(first.span(0, 1), unknown_name, "x");
  diagnostics.report(second.span(0, 1), unknown_name, "x");
  EXPECT_EQ(summary(diagnostics), "2 errors, 1 warning in 2 files");
}

}  // namespace
}  // namespace vmt
