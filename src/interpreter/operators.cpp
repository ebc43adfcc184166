#include "interpreter/operators.hpp"

#include <fmt/format.h>
#include <re2/re2.h>

#include <cmath>

#include "interpreter/integers.hpp"

namespace vmt {
namespace {

using ast::Operator;

Value decimals(Operator op, double left, double right) {
  switch (op) {
    case Operator::add: return left + right;
    case Operator::subtract: return left - right;
    case Operator::multiply: return left * right;
    case Operator::divide:
      if (right == 0) division_by_zero();
      return left / right;
    case Operator::remainder: return std::fmod(left, right);
    default: break;
  }
  no_such_operator();
}

// Durations, sizes and rates: numbers with a unit. `count` reads the number, `make` gives the unit back.
template <typename Unit>
Value with_unit(Operator op, const Value& left, const Value& right, std::int64_t Unit::*count) {
  const auto make = [count](std::int64_t number) {
    Unit unit;
    unit.*count = number;
    return Value(unit);
  };
  const bool left_has_unit = left.is<Unit>();
  const bool right_has_unit = right.is<Unit>();
  if (left_has_unit && right_has_unit) {
    const auto first = left.as<Unit>().*count, second = right.as<Unit>().*count;
    if (op == Operator::add) return make(add(first, second));
    if (op == Operator::subtract) return make(subtract(first, second));
    if (op == Operator::divide && second != 0)
      return static_cast<double>(first) / static_cast<double>(second);
    if (op == Operator::divide) division_by_zero();
  }
  const auto& unit = left_has_unit ? left : right;
  const auto& factor = left_has_unit ? right : left;
  if (factor.is<std::int64_t>() && op == Operator::multiply)
    return make(multiply(unit.as<Unit>().*count, factor.as<std::int64_t>()));
  if (left_has_unit && factor.is<std::int64_t>() && op == Operator::divide)
    return make(divide(unit.as<Unit>().*count, factor.as<std::int64_t>()));
  no_such_operator();
}

Value apply_arithmetic(Operator op, const Value& left, const Value& right) {
  using Text = std::shared_ptr<const std::string>;
  using List = std::shared_ptr<const ListValue>;
  if (left.is<std::int64_t>() && right.is<std::int64_t>())
    return arithmetic(op, left.as<std::int64_t>(), right.as<std::int64_t>());
  if (left.is<double>() && right.is<double>()) return decimals(op, left.as<double>(), right.as<double>());
  if (left.is<Text>() && right.is<Text>() && op == Operator::add) return left.text() + right.text();
  if (left.is<List>() && right.is<List>() && op == Operator::add) {
    ListValue joined = left.list();
    joined.insert(joined.end(), right.list().begin(), right.list().end());
    return joined;
  }
  if (left.is<DurationValue>() || right.is<DurationValue>())
    return with_unit(op, left, right, &DurationValue::nanoseconds);
  if (left.is<SizeValue>() || right.is<SizeValue>())
    return with_unit(op, left, right, &SizeValue::bytes);
  if (left.is<RateValue>() || right.is<RateValue>())
    return with_unit(op, left, right, &RateValue::bits_per_second);
  no_such_operator();
}

template <typename T>
bool in_order(Operator op, const T& left, const T& right) {
  switch (op) {
    case Operator::less: return left < right;
    case Operator::less_equal: return left <= right;
    case Operator::greater: return left > right;
    case Operator::greater_equal: return left >= right;
    default: return false;
  }
}

bool ordered(Operator op, const Value& left, const Value& right) {
  if (left.held().index() != right.held().index())
    throw ValueError("two values of different types have no order");
  if (left.is<std::int64_t>()) return in_order(op, left.as<std::int64_t>(), right.as<std::int64_t>());
  if (left.is<double>()) return in_order(op, left.as<double>(), right.as<double>());
  if (left.is<DurationValue>()) return in_order(op, left.as<DurationValue>(), right.as<DurationValue>());
  if (left.is<SizeValue>()) return in_order(op, left.as<SizeValue>(), right.as<SizeValue>());
  if (left.is<RateValue>()) return in_order(op, left.as<RateValue>(), right.as<RateValue>());
  if (left.is<PercentageValue>())
    return in_order(op, left.as<PercentageValue>(), right.as<PercentageValue>());
  if (left.is<std::shared_ptr<const std::string>>()) return in_order(op, left.text(), right.text());
  throw ValueError("these values have no order");
}

bool holds_element(const Value& container, const Value& element) {
  if (container.is<std::shared_ptr<const ListValue>>()) {
    for (const auto& item : container.list())
      if (item == element) return true;
    return false;
  }
  if (container.is<RangeValue>() && element.is<std::int64_t>()) {
    const auto [first, last] = container.as<RangeValue>();
    return first <= element.as<std::int64_t>() && element.as<std::int64_t>() <= last;
  }
  if (!element.is<std::shared_ptr<const std::string>>())
    throw ValueError("only text can be looked for in this value");
  if (container.is<std::shared_ptr<const MapValue>>()) return container.map().contains(element.text());
  if (container.is<std::shared_ptr<const std::string>>())
    return container.text().find(element.text()) != std::string::npos;
  throw ValueError("nothing can be looked for in this value");
}

bool matches(const Value& text, const Value& pattern) {
  const re2::RE2 expression(pattern.text(), re2::RE2::Quiet);
  if (!expression.ok())
    throw ValueError(fmt::format("`{}` is no regular expression: {}", pattern.text(), expression.error()));
  return re2::RE2::PartialMatch(text.text(), expression);
}

}  // namespace

void result_is_too_large() { throw ValueError("the result is too large for 64 bits"); }
void division_by_zero() { throw ValueError("a division by zero"); }
void no_such_operator() { throw ValueError("these two values have no such operator"); }

Value apply_unary(Operator op, const Value& operand) {
  if (op == Operator::logical_not) return !operand.as<bool>();
  if (operand.is<std::int64_t>()) return subtract(0, operand.as<std::int64_t>());
  if (operand.is<double>()) return -operand.as<double>();
  if (operand.is<DurationValue>())
    return DurationValue{subtract(0, operand.as<DurationValue>().nanoseconds)};
  throw ValueError("this value has no negative");
}

Value apply_binary(Operator op, const Value& left, const Value& right) {
  switch (op) {
    case Operator::add:
    case Operator::subtract:
    case Operator::multiply:
    case Operator::divide:
    case Operator::remainder: return apply_arithmetic(op, left, right);
    case Operator::equal: return left == right;
    case Operator::not_equal: return !(left == right);
    case Operator::less:
    case Operator::less_equal:
    case Operator::greater:
    case Operator::greater_equal: return ordered(op, left, right);
    case Operator::contains: return holds_element(left, right);
    case Operator::in: return holds_element(right, left);
    case Operator::matches: return matches(left, right);
    case Operator::logical_or:
    case Operator::logical_and:
    case Operator::logical_not:
    case Operator::negate: break;
  }
  no_such_operator();
}

Value element_of(const Value& object, const Value& index) {
  if (object.is<std::shared_ptr<const MapValue>>()) {
    const auto found = object.map().find(index.text());
    if (found == object.map().end())
      throw ValueError(fmt::format("the map has no key `{}`", index.text()));
    return found->second;
  }
  if (!object.is<std::shared_ptr<const ListValue>>() || !index.is<std::int64_t>())
    throw ValueError("this value has no elements");
  const auto& list = object.list();
  const auto size = static_cast<std::int64_t>(list.size());
  const auto wanted = index.as<std::int64_t>();
  const auto place = wanted < 0 ? wanted + size : wanted;
  if (place < 0 || place >= size)
    throw ValueError(fmt::format("the list has {} element{}, and none at index {}", size,
                                 size == 1 ? "" : "s", wanted));
  return list[static_cast<std::size_t>(place)];
}

Value field_of(const Value& object, const std::string& name) {
  if (object.is<std::shared_ptr<const ResultValue>>()) {
    const auto& result = object.result();
    if (name == "status") return result.status;
    if (name == "output") return result.output;
    if (name == "errors") return result.errors;
    if (name == "ok") return result.status == 0;
    if (name == "duration") return result.duration;
  }
  if (object.is<std::shared_ptr<const FailureValue>>()) {
    if (name == "message") return object.failure().message;
    if (name == "output") return object.failure().output;
  }
  if (object.is<std::shared_ptr<const MapValue>>()) return element_of(object, Value(name));
  throw ValueError(fmt::format("this value has no `{}`", name));
}

}  // namespace vmt
