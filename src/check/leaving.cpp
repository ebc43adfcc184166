// `break`, `continue`, `return`, and what stands behind them.
#include <algorithm>

#include "check/expressions.hpp"
#include "check/problems.hpp"
#include "check/statements.hpp"

namespace vmt::checking {

namespace {

void check_in_loop(Body& body, std::string_view word, Span span) {
  const Surroundings& around = body.around;
  if (around.is_in_loop) return;
  if (around.barrier_is_in_loop)
    body.context()
        .report(span, leaves_barrier, word, around.barrier)
        .label("the loop is outside of that block");
  else
    body.context().report(span, outside_of_loop, word).label("there is no `for` or `while` around");
}

bool has_break(const program::Statements& statements);

// Could a `break` in here end the loop around?
struct HasBreak {
  bool operator()(const program::Break&) const { return true; }
  bool operator()(const program::If& node) const {
    return has_break(node.otherwise) ||
           std::ranges::any_of(node.branches, [](const auto& branch) { return has_break(branch.body); });
  }
  bool operator()(const program::Step& node) const { return has_break(node.body); }
  bool operator()(const program::Within& node) const { return has_break(node.body); }
  bool operator()(const program::Eventually& node) const { return has_break(node.body); }
  bool operator()(const program::Retry& node) const { return has_break(node.body); }
  bool operator()(const program::Throughout& node) const { return has_break(node.body); }
  template <typename Other>
  bool operator()(const Other&) const {
    return false;
  }
};

bool has_break(const program::Statements& statements) {
  return std::ranges::any_of(statements,
                             [](const auto& statement) { return std::visit(HasBreak{}, statement.node); });
}

struct Leaves {
  bool operator()(const program::Break&) const { return true; }
  bool operator()(const program::Continue&) const { return true; }
  bool operator()(const program::Return&) const { return true; }
  bool operator()(const program::Fail&) const { return true; }
  bool operator()(const program::Skip&) const { return true; }
  bool operator()(const program::If& node) const {
    return leave(node.otherwise) &&
           std::ranges::all_of(node.branches, [](const auto& branch) { return leave(branch.body); });
  }
  bool operator()(const program::While& node) const {
    const Value* condition = constant_value(*node.condition);
    return condition && condition->is<bool>() && condition->as<bool>() && !has_break(node.body);
  }
  bool operator()(const program::Step& node) const { return leave(node.body); }
  bool operator()(const program::Within& node) const { return leave(node.body); }
  bool operator()(const program::Eventually& node) const { return leave(node.body); }
  bool operator()(const program::Retry& node) const { return leave(node.body); }
  bool operator()(const program::Throughout& node) const { return leave(node.body); }
  template <typename Other>
  bool operator()(const Other&) const {
    return false;
  }
};

}  // namespace

bool leaves(const program::Statement& statement) {
  return std::visit(Leaves{}, statement.node);
}

bool leave(const program::Statements& statements) {
  return std::ranges::any_of(statements, leaves);
}

program::Statement check_break(Body& body, Span span) {
  check_in_loop(body, "break", span);
  return {span, program::Break{}};
}

program::Statement check_continue(Body& body, Span span) {
  check_in_loop(body, "continue", span);
  return {span, program::Continue{}};
}

program::Statement check_return(Body& body, const ast::Return& statement, Span span) {
  Context& context = body.context();
  if (!body.function_result) {
    context.report(span, outside_of_function)
        .label("there is no function around")
        .help("`skip` ends a test early; a test that reaches its end has passed");
    if (statement.value) check_expression(body, *statement.value);
    return {span, program::Return{nullptr}};
  }
  if (!body.around.barrier.empty())
    context.report(span, leaves_barrier, std::string_view("return"), body.around.barrier)
        .label("the function is outside of that block");

  const Type result = *body.function_result;
  if (!statement.value) {
    if (!result.is(Kind::nothing) && !result.is(Kind::unknown))
      context.report(span, returns_nothing, with_article(result))
          .label(fmt::format("expected {} behind it", with_article(result)));
    return {span, program::Return{nullptr}};
  }
  auto value = check_expression(body, *statement.value);
  if (!fits(value.type, result)) {
    Diagnostic& diagnostic =
        context.report(value.span, returns_other_type, with_article(value.type), with_article(result));
    diagnostic.label(fmt::format("this is {}", with_article(value.type)));
    if (result.is(Kind::nothing))
      diagnostic.help(fmt::format("say what the function gives: `-> {}` before its `{{`", show(value.type)));
    value = broken(value.span);
  }
  return {span, program::Return{pointer_to(std::move(value))}};
}

}  // namespace vmt::checking
