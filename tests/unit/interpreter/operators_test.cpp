#include <gtest/gtest.h>

#include <limits>

#include "interpreter/operators.hpp"

namespace vmt {
namespace {

using ast::Operator;

Value number(std::int64_t value) { return Value(value); }

TEST(Operators, WholeNumbersNeverWrapAround) {
  const auto largest = number(std::numeric_limits<std::int64_t>::max());
  const auto smallest = number(std::numeric_limits<std::int64_t>::min());
  EXPECT_THROW(apply_binary(Operator::add, largest, number(1)), ValueError);
  EXPECT_THROW(apply_binary(Operator::multiply, largest, number(2)), ValueError);
  EXPECT_THROW(apply_binary(Operator::divide, smallest, number(-1)), ValueError);
  EXPECT_THROW(apply_unary(Operator::negate, smallest), ValueError);
  EXPECT_EQ(apply_binary(Operator::remainder, smallest, number(-1)), number(0));
}

TEST(Operators, DivisionByZeroIsSaid) {
  EXPECT_THROW(apply_binary(Operator::divide, number(1), number(0)), ValueError);
  EXPECT_THROW(apply_binary(Operator::remainder, number(1), number(0)), ValueError);
  EXPECT_THROW(apply_binary(Operator::divide, Value(DurationValue{1}), Value(DurationValue{0})), ValueError);
}

TEST(Operators, DurationsKeepTheirUnit) {
  const Value second(DurationValue{1'000'000'000});
  EXPECT_EQ(apply_binary(Operator::add, second, second), Value(DurationValue{2'000'000'000}));
  EXPECT_EQ(apply_binary(Operator::multiply, number(3), second), Value(DurationValue{3'000'000'000}));
  EXPECT_EQ(apply_binary(Operator::divide, second, number(2)), Value(DurationValue{500'000'000}));
  EXPECT_EQ(apply_binary(Operator::divide, second, Value(DurationValue{500'000'000})), Value(2.0));
}

TEST(Operators, ContainsLooksIntoTextListsMapsAndRanges) {
  EXPECT_EQ(apply_binary(Operator::contains, Value("hello"), Value("ell")), Value(true));
  EXPECT_EQ(apply_binary(Operator::contains, Value(ListValue{number(1)}), number(2)), Value(false));
  EXPECT_EQ(apply_binary(Operator::in, Value("a"), Value(MapValue{{"a", number(1)}})), Value(true));
  EXPECT_EQ(apply_binary(Operator::in, number(3), Value(RangeValue{1, 3})), Value(true));
}

TEST(Operators, MatchesIsARegularExpression) {
  EXPECT_EQ(apply_binary(Operator::matches, Value("nginx/1.22"), Value("nginx/[0-9.]+")), Value(true));
  EXPECT_THROW(apply_binary(Operator::matches, Value("x"), Value("(")), ValueError);
}

TEST(Operators, AListIsReadFromBothEnds) {
  const Value list(ListValue{number(1), number(2), number(3)});
  EXPECT_EQ(element_of(list, number(0)), number(1));
  EXPECT_EQ(element_of(list, number(-1)), number(3));
  EXPECT_THROW(element_of(list, number(3)), ValueError);
  EXPECT_THROW(element_of(list, number(-4)), ValueError);
}

}  // namespace
}  // namespace vmt
