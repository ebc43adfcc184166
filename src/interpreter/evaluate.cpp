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

// A function that calls itself deeper than this has lost its way; the limit keeps it from ending vmt by
// a stack overflow.
constexpr std::uint32_t deepest_call = 2000;

// Of a failure deep in a recursion, the innermost calls are shown.
constexpr std::size_t most_labels = 8;

// What JSON holds is known only when it is there.
constexpr auto other_type = "a value from JSON is of another type than what is done with it here";

// In a module of the standard library, the user wants to see the own line first, not the library's.
void blame_caller(Diagnostic& diagnostic, Span call, const std::string& function) {
  const auto place = diagnostic.primary.span;
  if (!place.is_somewhere() || !call.is_somewhere()) return;
  if (place.source->is_module() && !call.source->is_module()) {
    diagnostic.labels.insert(diagnostic.labels.begin(), std::exchange(diagnostic.primary, {call, ""}));
  } else if (diagnostic.labels.size() < most_labels) {
    diagnostic.label(call, fmt::format("called from here, in `{}`", function));
  }
}

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

const Value* Interpreter::value_there(const program::Expression& expression) {
  if (const auto* constant = std::get_if<program::Constant>(&expression.node)) return &constant->value;
  if (const auto* load = std::get_if<program::Load>(&expression.node)) return &at(load->slot);
  return nullptr;
}

Value Interpreter::evaluate_node(const program::Expression& expression) try {
  const auto& names = world_.program.names;
  return std::visit(
      overloaded{
          [](const program::Constant& node) { return node.value; },
          [&](const program::Load& node) { return at(node.slot); },
          [&](const program::MakeText& node) -> Value {
            std::string text;
            for (const auto& part : node.parts) text += show_plain(evaluate(part), names);
            return text;
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
          [&](const program::Binary& node) {
            // Counters and limits, the operands of nearly every loop, need no copies.
            const auto *left_there = parts_ ? nullptr : value_there(*node.left),
                       *right_there = parts_ ? nullptr : value_there(*node.right);
            if (left_there && right_there) return apply_binary(node.op, *left_there, *right_there);
            const auto left = evaluate(*node.left);
            if (right_there) return apply_binary(node.op, left, *right_there);
            return apply_binary(node.op, left, evaluate(*node.right));
          },
          [&](const program::Logical& node) -> Value {
            const bool left = evaluate(*node.left).as<bool>();
            if (left == (node.op == ast::Operator::logical_or)) return left;
            return evaluate(*node.right).as<bool>();
          },
          [&](const program::Index& node) {
            const auto object = evaluate(*node.object);
            return element_of(object, evaluate(*node.index));
          },
          [&](const program::Field& node) { return field_of(evaluate(*node.object), node.name); },
          [&](const program::CallFunction& node) {
            std::vector<Value> arguments;
            for (const auto& argument : node.arguments) arguments.push_back(evaluate(argument));
            return call_function(node.function, std::move(arguments), expression.span);
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
    run(world_.program.blocks[node.block]);
  } catch (const Failure& failure) {
    if (failure.ends_everything()) throw;
    limit_ = limit;
    return FailureValue{failure.diagnostic.message, failure.output};
  }
  throw Failure(FailureKind::failed, span, "a failure was expected, and nothing failed");
}

Value Interpreter::call_function(std::uint32_t index, std::vector<Value> arguments, Span span) {
  const auto& function = world_.program.functions[index];
  if (++depth_ > deepest_call) {
    depth_ = 0;
    throw Failure(FailureKind::failed, span,
                  fmt::format("`{}` calls itself more than {} times", function.name, deepest_call));
  }
  check_interruption(span);

  auto* const parts = std::exchange(parts_, nullptr);
  arguments.resize(std::max<std::size_t>(function.body.slot_count, arguments.size()));
  std::swap(locals_, arguments);
  const auto restore = [&] {
    std::swap(locals_, arguments);
    parts_ = parts;
    --depth_;
  };
  try {
    for (std::uint32_t i = 0; i < function.parameter_count; ++i)
      if (locals_[i].is<std::monostate>() && function.defaults[i])
        locals_[i] = evaluate(*function.defaults[i]);
    returned_ = {};
    run(function.body.statements);
  } catch (Failure& failure) {
    restore();
    blame_caller(failure.diagnostic, span, function.name);
    throw;
  } catch (...) {
    restore();
    throw;
  }
  restore();
  return std::exchange(returned_, {});
}

Value Interpreter::apply(const Closure& closure, std::vector<Value> arguments) {
  auto frame = closure.frame;
  for (std::size_t i = 0; i < closure.parameter_count && i < arguments.size(); ++i)
    frame[i] = std::move(arguments[i]);
  auto* const parts = std::exchange(parts_, nullptr);
  std::swap(locals_, frame);
  try {
    auto value = evaluate(*closure.body);
    std::swap(locals_, frame);
    parts_ = parts;
    return value;
  } catch (...) {
    std::swap(locals_, frame);
    parts_ = parts;
    throw;
  }
}

Value Interpreter::call_form(const program::CallForm& node, const program::Expression& expression) {
  Call call(*this, node, expression.span);
  std::optional<Action> action;
  if (is_action(*node.form)) action.emplace(world_, branch_, expression.span);
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
