#include "interpreter/shards.hpp"

#include <gtest/gtest.h>

namespace vmt {
namespace {

using Names = std::set<std::string>;
using Shares = std::vector<Names>;

TEST(Shards, AreBalancedOverAllScriptsByEarlierDurations) {
  const std::vector<std::vector<Weight>> scripts = {{{"short 1", 1.0}, {"long", 3.0}},
                                                    {{"short 2", 1.0}, {"short 3", 1.0}}};
  EXPECT_EQ(tests_of_shard(scripts, {1, 2}), (Shares{{"long"}, {}}));
  EXPECT_EQ(tests_of_shard(scripts, {2, 2}), (Shares{{"short 1"}, {"short 2", "short 3"}}));
}

TEST(Shards, ATestThatNeverRanCountsAsMuchAsTheAverage) {
  const std::vector<std::vector<Weight>> scripts = {{{"new", {}}, {"a", 4.0}, {"b", 2.0}, {"c", 3.0}}};
  EXPECT_EQ(tests_of_shard(scripts, {1, 2}), (Shares{{"a", "b"}}));
  EXPECT_EQ(tests_of_shard(scripts, {2, 2}), (Shares{{"new", "c"}}));
}

TEST(Shards, HaveEveryTestOnceAlsoWhenScriptsShareNames) {
  const std::vector<std::vector<Weight>> scripts = {{{"works", {}}, {"fails", {}}}, {{"works", {}}}, {}};
  std::size_t count = 0;
  for (std::size_t number = 1; number <= 3; ++number)
    for (const auto& own : tests_of_shard(scripts, {number, 3})) count += own.size();
  EXPECT_EQ(count, 3U);
}

TEST(Shards, MayBeMoreThanThereAreTests) {
  EXPECT_EQ(tests_of_shard({{{"only", 1.0}}}, {2, 2}), Shares{{}});
}

}  // namespace
}  // namespace vmt
