#include "interpreter/select.hpp"

#include <gtest/gtest.h>

#include <deque>

namespace vmt {
namespace {

class SelectTest : public testing::Test {
protected:
  void add(const std::string& name, std::vector<std::string> tags = {},
           std::optional<std::size_t> after = {}) {
    auto& test = tests_.emplace_back();
    test.tags = std::move(tags);
    cases_.push_back({&test, std::nullopt, name, after, {}});
  }

  std::vector<std::string> names(const Selection& selection, const Records& records = {},
                                 std::optional<std::uint64_t> seed = {}) const {
    std::vector<std::string> chosen;
    for (const auto& one : select(cases_, selection, records, seed)) chosen.push_back(one.name);
    return chosen;
  }

  using Names = std::vector<std::string>;
  std::deque<program::Test> tests_;
  std::vector<Case> cases_;
};

TEST_F(SelectTest, AFilterIsAPartOfANameWhateverTheCaseOfLetters) {
  add("Login works");
  add("logout");
  EXPECT_EQ(names({.filters = {"LOGIN"}}), Names{"Login works"});
  EXPECT_EQ(names({.filters = {"login", "out"}}), (Names{"Login works", "logout"}));
  EXPECT_EQ(names({.filters = {"nothing"}}), Names{});
}

TEST_F(SelectTest, TagsAreWantedOrNot) {
  add("a", {"slow"});
  add("b", {"slow", "disk"});
  add("c");
  EXPECT_EQ(names({.tags = {"slow"}}), (Names{"a", "b"}));
  EXPECT_EQ(names({.tags = {"!disk"}}), (Names{"a", "c"}));
  EXPECT_EQ(names({.tags = {"slow", "!disk"}}), Names{"a"});
}

TEST_F(SelectTest, WhatATestComesAfterIsChosenWithIt) {
  add("first");
  add("other");
  add("second", {}, 0);
  const auto chosen = select(cases_, {.filters = {"second"}}, {}, {});
  ASSERT_EQ(chosen.size(), 2U);
  EXPECT_EQ(chosen[0].name, "first");
  EXPECT_EQ(chosen[1].after, 0U);
}

TEST_F(SelectTest, OnlyTheNamedOnesAndWhatTheyComeAfter) {
  add("first");
  add("other");
  add("second", {}, 0);
  EXPECT_EQ(names({.names = {{"second"}}}), (Names{"first", "second"}));
  EXPECT_EQ(names({.names = std::set<std::string>{}}), Names{});
}

TEST_F(SelectTest, OnlyThoseThatFailedLast) {
  add("good");
  add("bad");
  add("new");
  EXPECT_EQ(names({.only_failed = true}, {{"good", {1, false}}, {"bad", {1, true}}}), Names{"bad"});
}

TEST_F(SelectTest, ASeedGivesOneOrderInWhichNothingComesBeforeWhatItComesAfter) {
  for (int i = 0; i < 20; ++i)
    add(std::to_string(i), {}, i >= 10 ? std::optional<std::size_t>(i - 10) : std::nullopt);
  EXPECT_EQ(names({}, {}, 7), names({}, {}, 7));
  EXPECT_NE(names({}, {}, 7), names({}, {}, 8));
  const auto chosen = select(cases_, {}, {}, 7);
  ASSERT_EQ(chosen.size(), 20U);
  for (std::size_t i = 0; i < chosen.size(); ++i)
    if (chosen[i].after) {
      EXPECT_LT(*chosen[i].after, i);
      EXPECT_EQ(std::stoi(chosen[*chosen[i].after].name) + 10, std::stoi(chosen[i].name));
    }
}

}  // namespace
}  // namespace vmt
