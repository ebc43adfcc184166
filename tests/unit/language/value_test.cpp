#include "language/value.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace vmt {
namespace {

std::string shown(const Value& value) {
  return show(value, ValueNames{{"web", "worker[0]"}, {"lan"}});
}

DurationValue milliseconds(std::int64_t count) {
  return {count * 1'000'000};
}

TEST(ShowValue, writes_scalars_as_literals) {
  EXPECT_EQ(shown(Value()), "nothing");
  EXPECT_EQ(shown(true), "true");
  EXPECT_EQ(shown(std::int64_t{80}), "80");
  EXPECT_EQ(shown(0.5), "0.5");
  EXPECT_EQ(shown(2.0), "2.0");
  EXPECT_EQ(shown(-3.0), "-3.0");
  EXPECT_EQ(shown(std::numeric_limits<double>::infinity()), "inf");
  EXPECT_EQ(shown(PercentageValue{5}), "5%");
  EXPECT_EQ(shown(RangeValue{1, 5}), "1..5");
}

TEST(ShowValue, escapes_text_as_the_language_does) {
  EXPECT_EQ(shown("say \"hi\"\n\tC:\\"), R"("say \"hi\"\n\tC:\\")");
  EXPECT_EQ(shown("#{x} # y"), R"("\#{x} # y")");
  EXPECT_EQ(shown("größe"), "\"größe\"");
}

TEST(ShowValue, names_machines_and_networks) {
  EXPECT_EQ(shown(MachineValue{1}), "worker[0]");
  EXPECT_EQ(shown(NetworkValue{0}), "lan");
  EXPECT_EQ(shown(MachineValue{9}), "machine");
  EXPECT_EQ(shown(HostValue{}), "host");
}

TEST(ShowValue, nests) {
  const Value list = ListValue{Value("a"), Value(std::int64_t{1}), Value(ListValue{})};
  EXPECT_EQ(shown(list), R"(["a", 1, []])");
  EXPECT_EQ(shown(MapValue{{"user", "ada"}, {"log-level", list}}),
            R"({"log-level": ["a", 1, []], user: "ada"})");
  EXPECT_EQ(shown(ResultValue{1, "out", "err\n", milliseconds(1500)}),
            R"({status: 1, output: "out", errors: "err\n", ok: false, duration: 1.5s})");
  EXPECT_EQ(shown(FailureValue{"it broke", ""}), R"({message: "it broke", output: ""})");
}

TEST(ShowValue, leaves_text_plain_only_where_it_is_the_value) {
  EXPECT_EQ(show_plain(Value("a\"b"), {}), "a\"b");
  EXPECT_EQ(show_plain(Value(ListValue{Value("a")}), {}), R"(["a"])");
  EXPECT_EQ(show_plain(Value(std::int64_t{7}), {}), "7");
}

TEST(ShowDuration, uses_the_units_people_use) {
  EXPECT_EQ(show(DurationValue{0}), "0s");
  EXPECT_EQ(show(milliseconds(250)), "250ms");
  EXPECT_EQ(show(DurationValue{1500}), "0.0015ms");
  EXPECT_EQ(show(milliseconds(1500)), "1.5s");
  EXPECT_EQ(show(milliseconds(60'000)), "1m");
  EXPECT_EQ(show(milliseconds(150'000)), "2m30s");
  EXPECT_EQ(show(milliseconds(150'250)), "2m30.25s");
  EXPECT_EQ(show(milliseconds(3'600'000)), "1h");
  EXPECT_EQ(show(milliseconds(3'605'000)), "1h5s");
  EXPECT_EQ(show(milliseconds(-1500)), "-1.5s");
  EXPECT_TRUE(
      show(DurationValue{std::numeric_limits<std::int64_t>::min()}).starts_with("-2562047h"));
}

TEST(ShowSize, is_exact_and_short) {
  EXPECT_EQ(show(SizeValue{0}), "0B");
  EXPECT_EQ(show(SizeValue{100}), "100B");
  EXPECT_EQ(show(SizeValue{1024}), "1KiB");
  EXPECT_EQ(show(SizeValue{1000}), "1KB");
  EXPECT_EQ(show(SizeValue{512ll << 20}), "512MiB");
  EXPECT_EQ(show(SizeValue{3ll << 29}), "1.5GiB");
  EXPECT_EQ(show(SizeValue{10'000'000}), "10MB");
  EXPECT_EQ(show(SizeValue{1'073'741'825}), "1073741825B");
  EXPECT_EQ(show(SizeValue{-1024}), "-1KiB");
}

TEST(ShowRate, counts_in_thousands) {
  EXPECT_EQ(show(RateValue{10'000'000}), "10mbit");
  EXPECT_EQ(show(RateValue{1'000'000'000}), "1gbit");
  EXPECT_EQ(show(RateValue{1'500}), "1.5kbit");
  EXPECT_EQ(show(RateValue{7}), "7bit");
}

TEST(ValueEquality, looks_inside_shared_values) {
  EXPECT_EQ(Value("a"), Value("a"));
  EXPECT_NE(Value("a"), Value("b"));
  EXPECT_NE(Value(std::int64_t{1}), Value(1.0));
  EXPECT_EQ(Value(ListValue{Value("a")}), Value(ListValue{Value("a")}));
  EXPECT_NE(Value(MapValue{{"a", true}}), Value(MapValue{{"a", false}}));
  EXPECT_EQ(Value(), Value());
}

TEST(ValueEquality, tells_jobs_apart_by_identity) {
  const std::shared_ptr<machine::Job> none;
  EXPECT_EQ(Value(none), Value(none));
}

}  // namespace
}  // namespace vmt
