#include "diagnostic/closest.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace vmt {
namespace {

std::string nearest(std::string_view name, std::vector<std::string_view> candidates) {
  return closest(name, candidates).value_or("(none)");
}

TEST(Closest, FindsASlipOfTheFingers) {
  EXPECT_EQ(nearest("wbe", {"db", "web", "lan"}), "web");
  EXPECT_EQ(nearest("suceed", {"fail", "succeed"}), "succeed");
  EXPECT_EQ(nearest("clientt", {"server", "client"}), "client");
  EXPECT_EQ(nearest("shutdwon", {"shutdown", "start"}), "shutdown");
}

TEST(Closest, ForgivesLetterCaseFirst) {
  EXPECT_EQ(nearest("WEB", {"wet", "web"}), "web");
  EXPECT_EQ(nearest("id", {"ID"}), "ID");
}

TEST(Closest, PrefersTheSameCaseAmongEquals) {
  EXPECT_EQ(nearest("Web", {"wEB", "web"}), "web");
}

TEST(Closest, SaysNothingWhenNothingIsNear) {
  EXPECT_EQ(nearest("web", {"database", "cut", "x"}), "(none)");
  EXPECT_EQ(nearest("ab", {"ac", "abc1"}), "(none)");
  EXPECT_EQ(nearest("web", {}), "(none)");
  EXPECT_EQ(nearest("", {"web"}), "(none)");
}

TEST(Closest, ASingleLetterIsNearToNothing) {
  EXPECT_EQ(nearest("x", {"y", "xy", "X"}), "(none)");
  EXPECT_EQ(nearest("xyz", {"x"}), "(none)");
}

TEST(Closest, CountsCharactersAndNotBytes) {
  EXPECT_EQ(nearest("größe", {"grösse", "große"}), "große");
  EXPECT_EQ(nearest("漢字", {"漢子"}), "(none)");
}

TEST(Closest, IsQuickWithHugeNames) {
  const std::string huge(1 << 20, 'a');
  EXPECT_EQ(nearest(huge, {huge}), "(none)");
  EXPECT_EQ(nearest("web", {huge}), "(none)");
}

}  // namespace
}  // namespace vmt
