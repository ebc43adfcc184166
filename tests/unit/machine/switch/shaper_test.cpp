#include "machine/switch/shaper.hpp"

#include <gtest/gtest.h>

#include "machine/switch/delay_line.hpp"

namespace vmt::machine::network {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr Time begin{seconds(1000)};

TEST(Shaper, SendsExactlyAtItsRate) {
  Shaper line({.bits_per_second = 3'000'000, .queue_bytes = 10'000'000});
  Time last{};
  for (int i = 0; i < 3000; ++i) last = line.admit(begin, 1250).value();  // 30 Mbit
  EXPECT_EQ(last - begin, seconds(10)) << "parts of nanoseconds add up to nothing lost";
}

TEST(Shaper, DropsWhatFindsItsQueueFull) {
  Shaper line({.bits_per_second = 8000, .queue_bytes = 3000});
  EXPECT_EQ(line.admit(begin, 1000), begin + seconds(1));
  EXPECT_EQ(line.admit(begin, 1000), begin + seconds(2));
  EXPECT_EQ(line.admit(begin, 1000), begin + seconds(3));
  EXPECT_FALSE(line.admit(begin, 1000));
  EXPECT_EQ(line.admit(begin + seconds(1), 1000), begin + seconds(4)) << "one has left, one may come";
}

TEST(Shaper, TakesAnyFrameWhenIdle) {
  Shaper line({.bits_per_second = 8000, .queue_bytes = 0});
  EXPECT_EQ(line.admit(begin, 1000), begin + seconds(1));
  EXPECT_FALSE(line.admit(begin, 1));
  EXPECT_EQ(line.admit(begin + seconds(5), 1000), begin + seconds(6)) << "idle time is not saved up";
}

TEST(DelayLine, GivesBackInTheOrderOfTimesThenOfEntering) {
  DelayLine<int> line;
  line.put(begin + milliseconds(2), 3);
  line.put(begin + milliseconds(1), 1);
  line.put(begin + milliseconds(1), 2);
  EXPECT_EQ(line.next_due(), begin + milliseconds(1));
  EXPECT_FALSE(line.take(begin));
  EXPECT_EQ(line.take(begin + milliseconds(1))->second, 1);
  EXPECT_EQ(line.take(begin + milliseconds(1))->second, 2);
  EXPECT_FALSE(line.take(begin + milliseconds(1)));
  EXPECT_EQ(line.take(begin + milliseconds(9))->second, 3);
  EXPECT_TRUE(line.is_empty());
}

}  // namespace
}  // namespace vmt::machine::network
