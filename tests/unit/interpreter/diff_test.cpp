#include <gtest/gtest.h>

#include "interpreter/explain.hpp"

namespace vmt {
namespace {

TEST(Diff, MarksWhatOnlyOneSideHas) {
  EXPECT_EQ(diff("a\nb\nc\n", "a\nx\nc\n"), "  a\n- b\n+ x\n  c\n");
}

TEST(Diff, LeavesOutLinesFarFromAnyChange) {
  const auto text = diff("1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\n5\n6\n7\n8\nX\n");
  EXPECT_EQ(text, "  ...\n  6\n  7\n  8\n- 9\n+ X\n");
}

TEST(Diff, HasNothingToSayAboutEqualTexts) { EXPECT_EQ(diff("a\n", "a\n"), "  ...\n"); }

TEST(Diff, TakesAnEmptySide) { EXPECT_EQ(diff("", "a"), "+ a\n"); }

}  // namespace
}  // namespace vmt
