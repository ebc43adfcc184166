// Ints and conditions as plain numbers and bools. The checker knows which expressions these are, so the
// loops of a script, which are made of them, pay for no Value on the way. An expression whose parts are
// noted down (for `expect`) takes the general way, as does one of which only JSON knows the type.
#include "interpreter/integers.hpp"
#include "interpreter/interpreter.hpp"
#include "interpreter/operators.hpp"

namespace vmt {
namespace {

bool is_integer(const program::Expression& expression) {
  return expression.type.is(Kind::integer);
}

bool is_of_integers(const program::Binary& node) {
  return is_integer(*node.left) && is_integer(*node.right);
}

}  // namespace

std::int64_t Interpreter::compute_integer(const program::Expression& expression) try {
  if (parts_) return evaluate(expression).as<std::int64_t>();
  if (const auto* binary = std::get_if<program::Binary>(&expression.node);
      binary && is_of_integers(*binary)) {
    const auto left = integer(*binary->left);
    return arithmetic(binary->op, left, integer(*binary->right));
  }
  if (const auto* call = std::get_if<program::CallFunction>(&expression.node)) {
    call_function(*call, expression.span);
    return returned_.as<std::int64_t>();
  }
  return evaluate_node(expression).as<std::int64_t>();
} catch (const ValueError& error) {
  throw Failure(FailureKind::failed, expression.span, error.what());
} catch (const std::bad_variant_access&) {
  throw Failure(FailureKind::failed, expression.span, other_type);
}

bool Interpreter::holds(const program::Expression& expression) try {
  if (parts_) return evaluate(expression).as<bool>();
  if (const auto* there = value_there(expression)) return there->as<bool>();
  if (const auto* binary = std::get_if<program::Binary>(&expression.node);
      binary && is_of_integers(*binary)) {
    const auto left = integer(*binary->left);
    return compare(binary->op, left, integer(*binary->right));
  }
  if (const auto* logical = std::get_if<program::Logical>(&expression.node)) {
    const bool left = holds(*logical->left);
    return left == (logical->op == ast::Operator::logical_or) ? left : holds(*logical->right);
  }
  return evaluate_node(expression).as<bool>();
} catch (const std::bad_variant_access&) {
  throw Failure(FailureKind::failed, expression.span, other_type);
}

void Interpreter::evaluate_into(Value& place, const program::Expression& expression) {
  if (is_integer(expression)) {
    place = integer(expression);
  } else {
    place = evaluate(expression);
  }
}

}  // namespace vmt
