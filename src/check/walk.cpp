#include "check/walk.hpp"

#include <algorithm>

namespace vmt::checking {

namespace {

class Walker {
public:
  Walker(const program::Program& program, const VisitExpression& visit) : program_(program), visit_(visit) {}

  void walk(const program::Expression& expression) const {
    std::visit(*this, expression.node);
    visit_(expression);
  }
  void walk(const program::Statements& statements) const {
    for (const program::Statement& statement : statements) std::visit(*this, statement.node);
  }

  // ---- Expressions
  void operator()(const program::Constant&) const {}
  void operator()(const program::Load&) const {}
  void operator()(const program::MakeText& node) const { walk(node.parts); }
  void operator()(const program::MakeCommand& node) const {
    for (const auto& part : node.parts)
      if (const auto* value = std::get_if<program::ShellPart>(&part)) walk(value->value);
  }
  void operator()(const program::MakeList& node) const { walk(node.items); }
  void operator()(const program::MakeMap& node) const { walk(node.values); }
  void operator()(const program::MakeRange& node) const { walk(node.first), walk(node.last); }
  void operator()(const program::Unary& node) const { walk(node.operand); }
  void operator()(const program::Binary& node) const { walk(node.left), walk(node.right); }
  void operator()(const program::Logical& node) const { walk(node.left), walk(node.right); }
  void operator()(const program::Index& node) const { walk(node.object), walk(node.index); }
  void operator()(const program::Field& node) const { walk(node.object); }
  void operator()(const program::CallFunction& node) const { walk(node.arguments); }
  void operator()(const program::CallValue& node) const {
    walk(node.function);
    walk(node.arguments);
  }
  void operator()(const program::CallForm& node) const {
    for (const auto& operand : node.operands) walk(operand);
    if (node.block) walk(program_.blocks[*node.block]);
  }
  void operator()(const program::MakeClosure& node) const { walk(*node.body); }
  void operator()(const program::CatchFailure& node) const { walk(program_.blocks[node.block]); }

  // ---- Statements
  void operator()(const program::Store& node) const { walk(node.value); }
  void operator()(const program::If& node) const {
    for (const program::Branch& branch : node.branches) {
      walk(branch.condition);
      walk(branch.body);
    }
    walk(node.otherwise);
  }
  void operator()(const program::For& node) const { walk(node.list), walk(node.body); }
  void operator()(const program::While& node) const { walk(node.condition), walk(node.body); }
  void operator()(const program::Break&) const {}
  void operator()(const program::Continue&) const {}
  void operator()(const program::Return& node) const { walk(node.value); }
  void operator()(const program::Expect& node) const { walk(node.condition); }
  void operator()(const program::Step& node) const { walk(node.title), walk(node.body); }
  void operator()(const program::Within& node) const { walk(node.limit), walk(node.body); }
  void operator()(const program::Eventually& node) const { walk(node.limit), walk(node.body); }
  void operator()(const program::Retry& node) const {
    walk(node.times);
    walk(node.every);
    walk(node.body);
  }
  void operator()(const program::Throughout& node) const {
    walk(node.condition);
    walk(node.every);
    walk(node.body);
  }
  void operator()(const program::Parallel& node) const { walk(node.branches); }
  void operator()(const program::ParallelFor& node) const { walk(node.list), walk(node.body); }
  void operator()(const program::Finally& node) const { walk(node.body); }
  void operator()(const program::Skip& node) const { walk(node.why); }
  void operator()(const program::Fail& node) const { walk(node.why); }
  void operator()(const program::Log& node) const { walk(node.value); }
  void operator()(const program::Pause&) const {}
  void operator()(const program::Sleep& node) const { walk(node.time); }
  void operator()(const program::Evaluate& node) const { walk(node.expression); }

private:
  void walk(const program::ExpressionPtr& expression) const {
    if (expression) walk(*expression);
  }
  void walk(const std::vector<program::Expression>& expressions) const {
    for (const program::Expression& expression : expressions) walk(expression);
  }

  const program::Program& program_;
  const VisitExpression& visit_;
};

bool belongs_to_machine(Role receiver) {
  switch (receiver) {
    case Role::machine:
    case Role::machines:
    case Role::network:
    case Role::link:
    case Role::job: return true;
    default: return false;
  }
}

}  // namespace

void visit_expressions(const program::Program& program, const program::Expression& expression,
                       const VisitExpression& visit) {
  Walker(program, visit).walk(expression);
}

void visit_expressions(const program::Program& program, const program::Statements& statements,
                       const VisitExpression& visit) {
  Walker(program, visit).walk(statements);
}

const program::Expression* operand_of(const program::CallForm& call, std::string_view hole) {
  std::size_t index = 0;
  for (const PhrasePiece& piece : call.form->phrase.pieces()) {
    if (!piece.is_hole()) continue;
    if (piece.hole == hole) return call.operands[index].get();
    ++index;
  }
  return nullptr;
}

std::vector<std::uint32_t> machines_in(const program::Expression& operand) {
  std::vector<std::uint32_t> machines;
  if (const auto* list = std::get_if<program::MakeList>(&operand.node))
    for (const program::Expression& item : list->items) {
      const auto its = machines_in(item);
      if (its.empty()) return {};
      machines.insert(machines.end(), its.begin(), its.end());
    }
  const auto* constant = std::get_if<program::Constant>(&operand.node);
  if (!constant) return machines;
  const Value& value = constant->value;
  if (value.is<MachineValue>()) machines.push_back(value.as<MachineValue>().index);
  if (value.is<std::shared_ptr<const ListValue>>())
    for (const Value& item : value.list())
      if (item.is<MachineValue>()) machines.push_back(item.as<MachineValue>().index);
  return machines;
}

Reach::Reach(const program::Program& program, IsMeant is_meant)
    : program_(program), is_meant_(std::move(is_meant)), functions_(program.functions.size()) {
  std::vector<std::vector<std::uint32_t>> callers(functions_.size());
  std::vector<std::uint32_t> found;
  const auto note = [&](std::uint32_t function) {
    if (functions_[function]) return;
    functions_[function] = true;
    found.push_back(function);
  };
  for (std::uint32_t i = 0; i < functions_.size(); ++i)
    visit_expressions(program, program.functions[i].body.statements, [&](const auto& expression) {
      if (const auto* call = std::get_if<program::CallFunction>(&expression.node))
        callers[call->function].push_back(i);
      if (is_made_at(expression)) note(i);
    });
  while (!found.empty()) {
    const std::uint32_t callee = found.back();
    found.pop_back();
    for (const std::uint32_t caller : callers[callee]) note(caller);
  }
}

bool Reach::is_made_at(const program::Expression& expression) const {
  if (const auto* call = std::get_if<program::CallForm>(&expression.node)) return is_meant_(*call);
  const auto* call = std::get_if<program::CallFunction>(&expression.node);
  return call && functions_[call->function];
}

bool Reach::is_made_in(const program::Expression& expression) const {
  bool is_made = false;
  visit_expressions(program_, expression, [&](const auto& inner) { is_made = is_made || is_made_at(inner); });
  return is_made;
}

bool Reach::is_made_in(const program::Statements& statements) const {
  bool is_made = false;
  visit_expressions(program_, statements, [&](const auto& inner) { is_made = is_made || is_made_at(inner); });
  return is_made;
}

bool acts_on_machine(const program::CallForm& call, const Catalogue& catalogue) {
  const Phrase& phrase = call.form->phrase;
  if (phrase.is_method()) return belongs_to_machine(phrase.pieces().front().role);
  const auto& functions = catalogue.functions;
  return std::ranges::none_of(functions, [&](const Form& form) { return &form == call.form; });
}

}  // namespace vmt::checking
