// What is left to chance: shares, bursts, bounds, and that the same key brings the same fate.
#include "machine/switch/frame_fate.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>

#include "frames.hpp"

namespace vmt::machine::network {
namespace {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;

constexpr int frames = 100'000;
const std::string some_frame = test::frame(test::mac(1), test::mac(0), std::string(100, 'x'));

std::vector<PathCondition> path(const Effect& effect, std::uint64_t seed = 1, std::uint64_t key = 2) {
  std::vector<PathCondition> conditions;
  conditions.emplace_back(
      std::make_shared<const Condition>(Condition{.id = 1, .scope = {}, .effect = effect}), seed, key);
  return conditions;
}

std::vector<bool> losses(const Effect& effect, std::uint64_t seed = 1, std::uint64_t key = 2) {
  auto conditions = path(effect, seed, key);
  std::vector<bool> lost;
  for (int i = 0; i < frames; ++i) lost.push_back(decide(some_frame, conditions).dropped.has_value());
  return lost;
}

double share_of(const std::vector<bool>& happened) {
  return static_cast<double>(std::count(happened.begin(), happened.end(), true)) /
         static_cast<double>(happened.size());
}

// Four standard deviations of a share over all the frames: less than one run in ten thousand lies outside,
// and the seed is fixed.
double tolerance(double share) {
  return 4 * std::sqrt(share * (1 - share) / frames);
}

TEST(FrameFate, LosesTheShareThatWasAsked) {
  for (const double share : {0.01, 0.05, 0.5}) {
    const auto lost = losses(Loss::independent(share));
    EXPECT_NEAR(share_of(lost), share, tolerance(share));
  }
}

TEST(FrameFate, LosesNothingAtZeroAndAllAtOne) {
  EXPECT_EQ(share_of(losses(Loss::independent(0))), 0);
  EXPECT_EQ(share_of(losses(Loss::independent(1))), 1);
}

TEST(FrameFate, LosesInBurstsOfTheLengthThatWasAsked) {
  const auto lost = losses(*Loss::bursts(0.05, 8));
  int bursts = 0;
  for (int i = 1; i < frames; ++i) bursts += lost[i] && !lost[i - 1] ? 1 : 0;
  EXPECT_NEAR(share_of(lost), 0.05, 0.01);
  EXPECT_NEAR(share_of(lost) * frames / bursts, 8, 0.8);
}

TEST(FrameFate, KnowsWhichBurstsThereCannotBe) {
  EXPECT_FALSE(Loss::bursts(0.9, 1)) << "no frame would be left between them";
  EXPECT_FALSE(Loss::bursts(0.1, 0.5));
  EXPECT_TRUE(Loss::bursts(0.5, 1));
}

TEST(FrameFate, IsTheSameForTheSameSeedAndPath) {
  const auto once = losses(Loss::independent(0.3));
  EXPECT_EQ(once, losses(Loss::independent(0.3)));
  EXPECT_NE(once, losses(Loss::independent(0.3), 9));
  EXPECT_NE(once, losses(Loss::independent(0.3), 1, 9)) << "each path has its own luck";
}

TEST(FrameFate, TurnsOneBitBehindTheHeader) {
  auto conditions = path(Corrupt{1});
  for (int i = 0; i < 1000; ++i) {
    const auto fate = decide(some_frame, conditions);
    ASSERT_EQ(fate.turned_bits.size(), 1u);
    EXPECT_GE(fate.turned_bits[0], Frame::smallest_bytes * 8);
    EXPECT_LT(fate.turned_bits[0], some_frame.size() * 8);
  }
  const auto header = some_frame.substr(0, Frame::smallest_bytes);
  EXPECT_TRUE(decide(header, conditions).turned_bits.empty()) << "there is nothing behind it";
}

TEST(FrameFate, DuplicatesTheShareThatWasAsked) {
  auto conditions = path(Duplicate{0.2});
  int copies = 0;
  for (int i = 0; i < frames; ++i) copies += static_cast<int>(decide(some_frame, conditions).copies) - 1;
  EXPECT_NEAR(static_cast<double>(copies) / frames, 0.2, tolerance(0.2));
}

TEST(FrameFate, KeepsUniformJitterWithinItsBounds) {
  auto conditions = path(Delay{.time = milliseconds(10), .jitter = milliseconds(4)});
  nanoseconds least = milliseconds(100), most{}, sum{};
  for (int i = 0; i < frames; ++i) {
    const auto delay = decide(some_frame, conditions).delay;
    least = std::min(least, delay);
    most = std::max(most, delay);
    sum += delay;
  }
  EXPECT_GE(least, milliseconds(6));
  EXPECT_LE(most, milliseconds(14));
  EXPECT_LT(least, milliseconds(7));
  EXPECT_GT(most, milliseconds(13));
  EXPECT_NEAR(static_cast<double>((sum / frames).count()), 1e7, 5e4);
}

TEST(FrameFate, DrawsNormalJitterWithItsDeviation) {
  auto conditions =
      path(Delay{.time = milliseconds(50), .jitter = milliseconds(5), .distribution = Distribution::normal});
  double squares = 0;
  for (int i = 0; i < frames; ++i) {
    const auto off = static_cast<double>((decide(some_frame, conditions).delay - milliseconds(50)).count());
    squares += off * off;
  }
  EXPECT_NEAR(std::sqrt(squares / frames), 5e6, 1e5);
}

TEST(FrameFate, DropsTheFirstAndEveryAsTheRuleSays) {
  Drop rule{.filter = {}, .first = 3, .every = 2};
  auto conditions = path(rule);
  std::string pattern;
  for (int i = 0; i < 10; ++i) pattern += decide(some_frame, conditions).dropped ? 'x' : '.';
  EXPECT_EQ(pattern, ".x.x.x....");
  EXPECT_EQ(rule.tally->matched, 10u);
  EXPECT_EQ(rule.tally->dropped, 3u);
}

}  // namespace
}  // namespace vmt::machine::network
