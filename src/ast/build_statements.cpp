#include <algorithm>
#include <cassert>

#include "ast/builder.hpp"

namespace vmt {

using StatementNode = decltype(ast::Statement::node);

bool Builder::has(const Children& children, Shape wanted) const {
  return std::any_of(children.begin(), children.end(),
                     [this, wanted](Index child) { return shape(child) == wanted; });
}

std::vector<ast::Statement> Builder::statements(const Children& children) const {
  std::vector<ast::Statement> statements;
  for (const Index child : children)
    if (shape(child) == Shape::statement && tree_[child].size > 1)
      statements.push_back(statement(child));
  return statements;
}

ast::Block Builder::block(Index index) const {
  return {span(index), statements(tree_.children(index))};
}

ast::Statement Builder::statement(Index index) const {
  const auto children = tree_.children(index);
  ast::Statement statement;
  statement.span = span(index);
  statement.node = statement_node(children[0]);
  if (children.size() == 1) return statement;
  auto limit = expression(tree_.children(children[1])[0]);
  if (auto* eventually = std::get_if<ast::Eventually>(&statement.node))
    eventually->limit = std::move(limit);
  else
    statement.within = std::move(limit);
  return statement;
}

// The statements that bind, and those that decide what runs.
StatementNode Builder::statement_node(Index index) const {
  const auto children = tree_.children(index);
  switch (shape(index)) {
    case Shape::let:
      return ast::Binding{ast::Bind::let, name(children[0]), expression(children.back())};
    case Shape::var:
      return ast::Binding{ast::Bind::var, name(children[0]), expression(children.back())};
    case Shape::assign: return ast::Assign{name(children[0]), expression(children[1])};
    case Shape::foreign_update: return foreign_update(children);
    case Shape::if_: return if_statement(children);
    case Shape::for_:
      return ast::For{name(children[0]), expression(children[1]), block(children[2])};
    case Shape::while_: return ast::While{expression(children[0]), block(children[1])};
    case Shape::break_: return ast::Break{};
    case Shape::continue_: return ast::Continue{};
    case Shape::return_:
      return ast::Return{children.empty() ? nullptr : expression(children[0])};
    case Shape::machine:
    case Shape::network:
    case Shape::setup:
    case Shape::test:
    case Shape::function:
    case Shape::phrase:
    case Shape::param:
    case Shape::secret:
    case Shape::use: return declaration(index, children);
    default: return part_of_test(index, children);
  }
}

// The statements that only a test has.
StatementNode Builder::part_of_test(Index index, const Children& children) const {
  const auto every = [this, &children] {
    return has(children, Shape::every) ? expression(tree_.children(children[1])[0]) : nullptr;
  };
  switch (shape(index)) {
    case Shape::expect: return ast::Expect{expression(children[0])};
    case Shape::step: return ast::Step{expression(children[0]), block(children[1])};
    case Shape::within: return ast::Within{expression(children[0]), block(children[1])};
    case Shape::eventually: return ast::Eventually{block(children[0]), nullptr};
    case Shape::retry: return ast::Retry{expression(children[0]), every(), block(children.back())};
    case Shape::throughout:
      return ast::Throughout{expression(children[0]), every(), block(children.back())};
    case Shape::parallel: return ast::Parallel{block(children[0])};
    case Shape::parallel_for:
      return ast::ParallelFor{name(children[0]), expression(children[1]), block(children[2])};
    case Shape::finally: return ast::Finally{block(children[0])};
    case Shape::skip: return ast::Skip{children.empty() ? nullptr : expression(children[0])};
    case Shape::fail: return ast::Fail{expression(children[0])};
    case Shape::log: return ast::Log{expression(children[0])};
    case Shape::pause: return ast::Pause{};
    case Shape::sleep: return ast::Sleep{expression(children[0])};
    default: return ast::Evaluate{expression(index)};
  }
}

ast::If Builder::if_statement(const Children& children) const {
  ast::If result;
  std::size_t i = 0;
  for (; i + 1 < children.size(); i += 2)
    result.branches.push_back({expression(children[i]), block(children[i + 1])});
  if (i < children.size()) result.otherwise = block(children[i]);
  return result;
}

// `x += 1` and `x++`, already reported, as `x = x + 1`.
ast::Assign Builder::foreign_update(const Children& children) const {
  const Index target = children[0], sign = children[1];
  ast::Binary binary;
  switch (written(sign)[0]) {
    case '-': binary.op = ast::Operator::subtract; break;
    case '*': binary.op = ast::Operator::multiply; break;
    case '/': binary.op = ast::Operator::divide; break;
    case '%': binary.op = ast::Operator::remainder; break;
    default: binary.op = ast::Operator::add; break;
  }
  binary.op_span = span(sign);
  binary.left = std::make_unique<ast::Expression>();
  binary.left->span = span(target);
  binary.left->node = ast::Variable{name(target)};
  if (children.size() > 2) {
    binary.right = expression(children[2]);
  } else {
    binary.right = std::make_unique<ast::Expression>();
    binary.right->span = span(sign);
    binary.right->node = ast::Integer{1};
  }
  auto value = std::make_unique<ast::Expression>();
  value->span = join(binary.left->span, binary.right->span);
  value->node = std::move(binary);
  return {name(target), std::move(value)};
}

}  // namespace vmt
