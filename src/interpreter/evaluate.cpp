// Expressions.
#include <fmt/format.h>

#include <optional>
#include <utility>

#include "interpreter/action.hpp"
#include "interpreter/call.hpp"
#include "interpreter/closure.hpp"
#include "interpreter/interpreter.hpp"
#include "interpreter/operators.hpp"
#include "interpreter/overloaded.hpp"
#include "interpreter/shell_quote.hpp"

namespace vmt {
namespace {

std::string shell_text(const Value& value, program::Quoting quoting, const ValueNames& names) {
  if (!value.is<std::shared_ptr<const ListValue>>())
    return quote_for_shell(show_plain(value, names), quoting);
  std::string words;
  for (const auto& item : value.list()) {
    if (!words.empty()) words += ' ';
    words += quote_for_shell(show_plain(item, names), quoting);
  }
  return words;
}

}  // namespace

Value Interpreter::evaluate(const program::Expression& expression) {
  if (!parts_) return evaluate_node(expression);
  auto value = evaluate_node(expression);
  if (parts_ && !std::holds_alternative<program::Constant>(expression.node))
    parts_->push_back({&expression, value});
  return value;
}

const Value& Interpreter::look_at(const program::Expression& expression, Value& computed) {
  if (const auto* there = value_there(expression)) return *there;
  return computed = evaluate(expression);
}

Value Interpreter::evaluate_binary(const program::Binary& node, const program::Expression& expression) {
  if (!parts_ && node.left->type.is(Kind::integer) && node.right->type.is(Kind::integer)) {
    if (expression.type.is(Kind::integer)) return integer(expression);
    if (expression.type.is(Kind::boolean)) return holds(expression);
  }
  const auto left = evaluate(*node.left);
  Value computed;
  return apply_binary(node.op, left, look_at(*node.right, computed));
}

Value Interpreter::evaluate_node(const program::Expression& expression) try {
  const auto& names = program().names;
  return std::visit(
      overloaded{
          [](const program::Constant& node) { return node.value; },
          [&](const program::Load& node) { return at(node.slot); },
          [&](const program::MakeText& node) -> Value {
            auto text = std::make_shared<std::string>();
            Value computed;
            for (const auto& part : node.parts) append_plain(*text, look_at(part, computed), names);
            return std::shared_ptr<const std::string>(std::move(text));
          },
          [&](const program::MakeCommand& node) -> Value {
            std::string text;
            for (const auto& part : node.parts) {
              if (const auto* literal = std::get_if<std::string>(&part)) {
                text += *literal;
              } else {
                const auto& hole = std::get<program::ShellPart>(part);
                text += shell_text(evaluate(*hole.value), hole.quoting, names);
              }
            }
            return text;
          },
          [&](const program::MakeList& node) -> Value {
            ListValue list;
            list.reserve(node.items.size());
            for (const auto& item : node.items) list.push_back(evaluate(item));
            return list;
          },
          [&](const program::MakeMap& node) -> Value {
            MapValue map;
            for (std::size_t i = 0; i < node.keys.size(); ++i)
              map.insert_or_assign(node.keys[i], evaluate(node.values[i]));
            return map;
          },
          [&](const program::MakeRange& node) -> Value {
            const auto first = evaluate(*node.first).as<std::int64_t>();
            return RangeValue{first, evaluate(*node.last).as<std::int64_t>()};
          },
          [&](const program::Unary& node) { return apply_unary(node.op, evaluate(*node.operand)); },
          [&](const program::Binary& node) { return evaluate_binary(node, expression); },
          [&](const program::Logical& node) -> Value {
            const bool left = holds(*node.left);
            return left == (node.op == ast::Operator::logical_or) ? left : holds(*node.right);
          },
          [&](const program::Index& node) {
            const auto object = evaluate(*node.object);
            return element_of(object, evaluate(*node.index));
          },
          [&](const program::Field& node) { return field_of(evaluate(*node.object), node.name); },
          [&](const program::CallFunction& node) -> Value {
            call_function(node, expression.span);
            return std::move(returned_);
          },
          [&](const program::CallValue& node) {
            const auto function = evaluate(*node.function);
            std::vector<Value> arguments;
            for (const auto& argument : node.arguments) arguments.push_back(evaluate(argument));
            return apply(*function.as<std::shared_ptr<const Closure>>(), std::move(arguments));
          },
          [&](const program::CallForm& node) { return call_form(node, expression); },
          [&](const program::MakeClosure& node) -> Value {
            auto closure = std::make_shared<Closure>();
            closure->parameter_count = node.parameter_count;
            closure->frame.resize(node.slot_count);
            for (const auto& capture : node.captures) closure->frame[capture.to] = at(capture.from);
            closure->body = node.body;
            return std::shared_ptr<const Closure>(std::move(closure));
          },
          [&](const program::CatchFailure& node) { return catch_failure(node, expression.span); },
      },
      expression.node);
} catch (const ValueError& error) {
  throw Failure(FailureKind::failed, expression.span, error.what());
} catch (const std::bad_variant_access&) {
  throw Failure(FailureKind::failed, expression.span, other_type);
}

Value Interpreter::catch_failure(const program::CatchFailure& node, Span span) {
  const auto limit = limit_;
  try {
    const Forgiving forgiving(*this);
    run(program().blocks[node.block]);
  } catch (const Failure& failure) {
    if (failure.ends_everything()) throw;
    limit_ = limit;
    return FailureValue{failure.diagnostic.message, failure.output};
  }
  throw Failure(FailureKind::failed, span, "a failure was expected, and nothing failed");
}

Value Interpreter::call_form(const program::CallForm& node, const program::Expression& expression) {
  Call call(*this, node, expression.span);
  std::optional<Action> action;
  if (is_action(*node.form)) call.belongs_to(action.emplace(world_, branch_, expression.span));
  try {
    auto value = node.form->run(call);
    if (action) action->succeeded();
    return value;
  } catch (const machine::Trouble& trouble) {
    auto failure = failure_of(trouble, expression.span);
    if (failure.kind == FailureKind::timed_out) explain_limit(failure);
    throw failure;
  } catch (const std::bad_variant_access&) {
    const auto& phrase = node.form->phrase;
    if (!phrase.is_method() || !node.operands.front()->type.is(Kind::any)) throw;
    throw Failure(FailureKind::failed, node.operands.front()->span,
                  fmt::format("this value from JSON has no `{}`", phrase.method()));
  }
}

}  // namespace vmt
