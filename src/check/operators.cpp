// Operators: which types go together, and what comes out. There is no conversion, so a mismatch says how
// to convert.
#include "check/expressions.hpp"
#include "check/literals.hpp"
#include "check/problems.hpp"

namespace vmt::checking {

namespace {

using ast::Operator;

bool is_open(Type type) {
  return type.is(Kind::any) || type.is(Kind::unknown);
}

// Numbers with a unit: they add up among themselves, and multiply with an int.
bool has_unit(Type type) {
  return type.is(Kind::duration) || type.is(Kind::size) || type.is(Kind::rate);
}

bool has_order(Type type) {
  switch (type.kind()) {
    case Kind::integer:
    case Kind::decimal:
    case Kind::text:
    case Kind::percentage: return true;
    default: return has_unit(type) || is_open(type);
  }
}

std::optional<Type> open_result(Type left, Type right) {
  if (left.is(Kind::unknown) || right.is(Kind::unknown)) return Type(Kind::unknown);
  if (is_open(left) || is_open(right)) return Type(Kind::any);
  return std::nullopt;
}

// The type of `left op right`; nothing when they do not go together.
std::optional<Type> arithmetic(Operator op, Type left, Type right) {
  if (const auto open = open_result(left, right)) return open;
  if (left == right && (left.is(Kind::integer) || left.is(Kind::decimal))) return left;
  if (op == Operator::add && left.is(Kind::text) && right.is(Kind::text)) return left;
  if (op == Operator::add && left.is(Kind::list) && right.is(Kind::list)) return common_type(left, right);
  if (has_unit(left) && left == right) {
    if (op == Operator::add || op == Operator::subtract) return left;
    if (op == Operator::divide) return Type(Kind::decimal);
  }
  if (has_unit(left) && right.is(Kind::integer) && (op == Operator::multiply || op == Operator::divide))
    return left;
  if (left.is(Kind::integer) && has_unit(right) && op == Operator::multiply) return right;
  return std::nullopt;
}

// May the container hold such an element? A text holds texts, a map its keys.
bool may_hold(Type container, Type element) {
  if (is_open(container) || is_open(element)) return true;
  switch (container.kind()) {
    case Kind::text:
    case Kind::map: return element.is(Kind::text);
    case Kind::list: return fits(element, container.element());
    case Kind::range: return element.is(Kind::integer);
    default: return false;
  }
}

std::optional<Type> result_of(Operator op, Type left, Type right) {
  const auto when = [](bool goes_together) {
    return goes_together ? std::optional<Type>(Kind::boolean) : std::nullopt;
  };
  switch (op) {
    case Operator::equal:
    case Operator::not_equal: return when(common_type(left, right).has_value());
    case Operator::less:
    case Operator::less_equal:
    case Operator::greater:
    case Operator::greater_equal:
      return when(has_order(left) && has_order(right) && common_type(left, right).has_value());
    case Operator::contains: return when(may_hold(left, right));
    case Operator::in: return when(may_hold(right, left));
    case Operator::matches: return when(fits(left, Kind::text) && fits(right, Kind::text));
    case Operator::add:
    case Operator::subtract:
    case Operator::multiply:
    case Operator::divide:
    case Operator::remainder: return arithmetic(op, left, right);
    case Operator::logical_and:
    case Operator::logical_or:
    case Operator::logical_not:
    case Operator::negate: return std::nullopt;
  }
  return std::nullopt;
}

// `web.succeed("true") == 0`, `web.execute("true") == 0`: the status is meant.
bool propose_status(Diagnostic& diagnostic, const ast::Expression& written, Type type) {
  const std::string shown(written.span.source->text(written.span));
  if (type.is(Kind::result)) {
    diagnostic.fix("the exit status is a member of it", after(written.span), ".status");
    return true;
  }
  const auto* call = std::get_if<ast::Call>(&written.node);
  const auto* member = call ? std::get_if<ast::Member>(&call->function->node) : nullptr;
  if (!type.is(Kind::text) || !member || member->name.text != "succeed") return false;
  const std::string rest(shown.substr(member->name.span.end - written.span.begin));
  const std::string machine(written.span.source->text(member->object->span));
  diagnostic.help(fmt::format("`{}` is enough: a status that is not 0 is the test's failure", shown))
      .help(fmt::format("`{}.execute{}.status` is the status, whatever it is", machine, rest));
  return true;
}

// A proposal for the mistakes that people make most.
void propose(Diagnostic& diagnostic, const ast::Binary& binary, Type left, Type right) {
  const bool is_left_int = left.is(Kind::integer), is_right_int = right.is(Kind::integer);
  if (has_unit(left) && is_right_int) return propose_unit(diagnostic, *binary.right, left);
  if (has_unit(right) && is_left_int) return propose_unit(diagnostic, *binary.left, right);
  if ((is_left_int && right.is(Kind::decimal)) || (left.is(Kind::decimal) && is_right_int)) {
    diagnostic.help("convert the int with `to_float`");
  } else if ((is_right_int && propose_status(diagnostic, *binary.left, left)) ||
             (is_left_int && propose_status(diagnostic, *binary.right, right))) {
    return;
  } else if (left.is(Kind::text) != right.is(Kind::text)) {
    if (binary.op == Operator::add)
      diagnostic.help("write the other value inside the text: `\"... #{value}\"`");
    else if (is_left_int || is_right_int)
      diagnostic.help("convert the text with `to_int`");
    else if (left.is(Kind::decimal) || right.is(Kind::decimal))
      diagnostic.help("convert the text with `to_float`");
  }
}

program::Expression mismatch(Body& body, const ast::Binary& binary, Type left, Type right, Span span) {
  Diagnostic& diagnostic = body.context()
                               .report(binary.op_span, operator_mismatch, ast::spelling(binary.op),
                                       with_article(left), with_article(right))
                               .label("these do not go together")
                               .label(binary.left->span, with_article(left))
                               .label(binary.right->span, with_article(right));
  propose(diagnostic, binary, left, right);
  return broken(span);
}

program::Expression check_logical(Body& body, const ast::Binary& binary, Span span) {
  auto left = check_condition(body, *binary.left);
  auto right = check_condition(body, *binary.right);
  return expression(span, Kind::boolean,
                    program::Logical{binary.op, pointer_to(std::move(left)), pointer_to(std::move(right))});
}

bool is_zero(const program::Expression& expression) {
  const Value* value = constant_value(expression);
  return value && value->is<std::int64_t>() && value->as<std::int64_t>() == 0;
}

// A literal with its sign, so that ranges can be checked: `-1` is no port.
std::optional<Value> negated(const program::Expression& operand) {
  const Value* value = constant_value(operand);
  if (!value) return std::nullopt;
  if (value->is<std::int64_t>()) return Value(-value->as<std::int64_t>());
  if (value->is<double>()) return Value(-value->as<double>());
  if (value->is<DurationValue>()) return Value(DurationValue{-value->as<DurationValue>().nanoseconds});
  return std::nullopt;
}

}  // namespace

program::Expression check_unary(Body& body, const ast::Unary& unary, Span span) {
  if (unary.op == Operator::logical_not) {
    auto operand = check_condition(body, *unary.operand);
    return expression(span, Kind::boolean, program::Unary{unary.op, pointer_to(std::move(operand))});
  }
  auto operand = check_value(body, *unary.operand);
  if (auto value = negated(operand)) return constant(span, operand.type, std::move(*value));
  const Type type = operand.type;
  if (!is_open(type) && !type.is(Kind::integer) && !type.is(Kind::decimal) && !type.is(Kind::duration)) {
    body.context()
        .report(unary.op_span, no_negative, show(type))
        .label("has nothing to negate")
        .label(operand.span, with_article(type));
    return broken(span);
  }
  return expression(span, type, program::Unary{unary.op, pointer_to(std::move(operand))});
}

program::Expression check_binary(Body& body, const ast::Binary& binary, Span span) {
  if (binary.op == Operator::logical_and || binary.op == Operator::logical_or)
    return check_logical(body, binary, span);

  auto left = check_value(body, *binary.left);
  const bool is_pattern = binary.op == Operator::matches;
  auto right = check_value(body, *binary.right);
  const auto result = result_of(binary.op, left.type, right.type);
  if (!result) return mismatch(body, binary, left.type, right.type, span);
  if (is_pattern) check_pattern(body.context(), *binary.right, right);
  if ((binary.op == Operator::divide || binary.op == Operator::remainder) && is_zero(right))
    body.context().report(binary.right->span, division_by_zero).label("this is zero");
  return expression(span, *result,
                    program::Binary{binary.op, pointer_to(std::move(left)), pointer_to(std::move(right))});
}

}  // namespace vmt::checking
