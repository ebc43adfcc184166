#include "check/statements.hpp"

#include "check/commands.hpp"
#include "ast/habits.hpp"
#include "check/expressions.hpp"
#include "check/foreign.hpp"
#include "check/interject.hpp"
#include "check/problems.hpp"
#include "check/variables.hpp"

namespace vmt::checking {

namespace {

const Wanted some_text{Kind::text, Role::text};

program::ExpressionPtr check_text_value(Body& body, const ast::ExpressionPtr& written) {
  return written ? pointer_to(check_wanted(body, *written, some_text)) : nullptr;
}

program::ExpressionPtr check_optional_duration(Body& body, const ast::ExpressionPtr& written) {
  return written ? check_duration(body, *written) : nullptr;
}

// What `for` gives its variable: items, numbers, keys.
Type type_of_items(Body& body, const program::Expression& list) {
  switch (list.type.kind()) {
    case Kind::list: return list.type.element();
    case Kind::range: return Kind::integer;
    case Kind::map: return Kind::text;
    case Kind::any: return Kind::any;
    case Kind::unknown: return Kind::unknown;
    default: break;
  }
  Diagnostic& diagnostic = body.context().report(list.span, not_iterable, with_article(list.type));
  diagnostic.label("expected a list, a range or a map");
  if (list.type.is(Kind::text)) diagnostic.help("`.lines` and `.words` give the parts of a text");
  if (list.type.is(Kind::integer)) diagnostic.help("`1..n` counts from 1 to n");
  return Kind::unknown;
}

// Declarations have a place of their own, at the top of a file; there the checker has seen them already.
struct DeclarationWord {
  std::string_view operator()(const ast::Machine&) const { return "machine"; }
  std::string_view operator()(const ast::Network&) const { return "network"; }
  std::string_view operator()(const ast::Setup&) const { return "setup"; }
  std::string_view operator()(const ast::Test&) const { return "test"; }
  std::string_view operator()(const ast::Function&) const { return "function"; }
  std::string_view operator()(const ast::Phrase&) const { return "phrase"; }
  std::string_view operator()(const ast::Param&) const { return "param"; }
  std::string_view operator()(const ast::Secret&) const { return "secret"; }
  std::string_view operator()(const ast::Use&) const { return "use"; }
  template <typename Other>
  std::string_view operator()(const Other&) const {
    return {};
  }
};

// `cd` in `cd /tmp && ls`, which reads as a division.
const ast::Name* leftmost_name(const ast::Expression& expression) {
  if (const auto* variable = std::get_if<ast::Variable>(&expression.node)) return &variable->name;
  const auto* binary = std::get_if<ast::Binary>(&expression.node);
  return binary ? leftmost_name(*binary->left) : nullptr;
}

class StatementChecker {
public:
  using Node = decltype(program::Statement::node);

  StatementChecker(Body& body, const ast::Statement& written, const ast::Statement* next)
      : body_(body), written_(written), next_(next) {}

  program::Statement operator()(const ast::Binding& node) const {
    return check_binding(body_, node, written_.span);
  }
  program::Statement operator()(const ast::Assign& node) const {
    return check_assignment(body_, node, written_.span);
  }
  program::Statement operator()(const ast::If& node) const {
    program::If made;
    for (const ast::Branch& branch : node.branches) {
      auto condition = pointer_to(check_condition(body_, *branch.condition));
      made.branches.push_back({std::move(condition), check_block(body_, branch.body)});
    }
    if (node.otherwise) made.otherwise = check_block(body_, *node.otherwise);
    return statement(std::move(made));
  }
  program::Statement operator()(const ast::For& node) const {
    auto list = check_value(body_, *node.list);
    const Type item = type_of_items(body_, list);
    const Scope scope(body_);
    body_.around.is_in_loop = true;
    const std::uint32_t slot = body_.declare(node.name, item, Bound::loop).slot;
    return statement(program::For{slot, pointer_to(std::move(list)), check_block(body_, node.body)});
  }
  program::Statement operator()(const ast::While& node) const {
    auto condition = pointer_to(check_condition(body_, *node.condition));
    const Scope scope(body_);
    body_.around.is_in_loop = true;
    return statement(program::While{std::move(condition), check_block(body_, node.body)});
  }
  program::Statement operator()(const ast::Break&) const { return check_break(body_, written_.span); }
  program::Statement operator()(const ast::Continue&) const { return check_continue(body_, written_.span); }
  program::Statement operator()(const ast::Return& node) const {
    return check_return(body_, node, written_.span);
  }
  program::Statement operator()(const ast::Expect& node) const {
    // `expect failure { ... }` is a condition of its own kind: the block decides.
    if (std::holds_alternative<ast::ExpectFailure>(node.condition->node))
      return statement(program::Evaluate{pointer_to(check_expression(body_, *node.condition))});
    return statement(program::Expect{pointer_to(check_condition(body_, *node.condition))});
  }
  program::Statement operator()(const ast::Step& node) const {
    auto title = check_text_value(body_, node.title);
    return statement(program::Step{std::move(title), check_block(body_, node.body)});
  }
  program::Statement operator()(const ast::Within& node) const {
    auto limit = check_duration(body_, *node.limit);
    const Scope scope(body_);
    note_limit(body_, *limit);
    return statement(program::Within{std::move(limit), check_block(body_, node.body)});
  }
  program::Statement operator()(const ast::Eventually& node) const {
    auto limit = check_optional_duration(body_, node.limit);
    const Scope scope(body_);
    if (limit) note_limit(body_, *limit);
    auto block = check_block(body_, node.body);
    return statement(program::Eventually{std::move(block), std::move(limit)});
  }
  program::Statement operator()(const ast::Retry& node) const {
    auto times = check_wanted(body_, *node.times, {Kind::integer, Role::integer});
    const Value* count = constant_value(times);
    if (count && count->is<std::int64_t>() && count->as<std::int64_t>() < 1)
      body_.context().report(times.span, retries_never).label("must be at least 1");
    auto every = check_optional_duration(body_, node.every);
    auto block = check_block(body_, node.body);
    return statement(program::Retry{pointer_to(std::move(times)), std::move(every), std::move(block)});
  }
  program::Statement operator()(const ast::Throughout& node) const {
    auto condition = pointer_to(check_condition(body_, *node.condition));
    auto every = check_optional_duration(body_, node.every);
    auto block = check_block(body_, node.body);
    return statement(program::Throughout{std::move(condition), std::move(every), std::move(block)});
  }
  program::Statement operator()(const ast::Parallel& node) const {
    const Scope scope(body_);
    ++body_.around.parallel;
    put_barrier(body_, "parallel");
    program::Statements branches;
    for (const ast::Statement& branch : node.body.statements) check_branch(branch, branches);
    return statement(program::Parallel{std::move(branches)});
  }
  program::Statement operator()(const ast::ParallelFor& node) const {
    auto list = check_value(body_, *node.list);
    const Type item = type_of_items(body_, list);
    const Scope scope(body_);
    ++body_.around.parallel;
    put_barrier(body_, "parallel for");
    const std::uint32_t slot = body_.declare(node.name, item, Bound::loop).slot;
    return statement(program::ParallelFor{slot, pointer_to(std::move(list)), check_block(body_, node.body)});
  }
  program::Statement operator()(const ast::Finally& node) const {
    const Scope scope(body_);
    put_barrier(body_, "finally");
    body_.around.limit_nanoseconds.reset();  // has a limit of its own
    return statement(program::Finally{check_block(body_, node.body)});
  }
  program::Statement operator()(const ast::Skip& node) const {
    return statement(program::Skip{check_text_value(body_, node.why)});
  }
  program::Statement operator()(const ast::Fail& node) const {
    return statement(program::Fail{check_text_value(body_, node.why)});
  }
  program::Statement operator()(const ast::Log& node) const {
    return statement(program::Log{pointer_to(check_value(body_, *node.value))});
  }
  program::Statement operator()(const ast::Pause&) const {
    body_.context().program.has_pause = true;
    return statement(program::Pause{});
  }
  program::Statement operator()(const ast::Sleep& node) const {
    auto time = check_duration(body_, *node.time);
    if (!time->type.is(Kind::unknown)) check_sleep(body_, written_.span, next_);
    return statement(program::Sleep{std::move(time)});
  }
  program::Statement operator()(const ast::Evaluate& node) const {
    if (const ast::Name* word = leftmost_name(*node.expression);
        word && !type_of_name(body_, word->text) && is_shell_word(word->text)) {
      report_foreign_word(body_.context(), *word);
      return statement(program::Pause{});
    }
    auto checked = check_expression(body_, *node.expression);
    if (!body_.around.is_interjected) check_effect(body_, *node.expression, checked);
    return statement(program::Evaluate{pointer_to(std::move(checked))});
  }
  // What is left are declarations.
  template <typename Declaration>
  program::Statement operator()(const Declaration& declaration) const {
    body_.context()
        .report(written_.span, nested_declaration, DeclarationWord{}(declaration))
        .label("not at the top of the file");
    return statement(program::Pause{});
  }

private:
  // One by one: none runs behind another.
  void check_branch(const ast::Statement& branch, program::Statements& branches) const {
    const auto* binding = std::get_if<ast::Binding>(&branch.node);
    if (!binding) return check_statements(body_, {&branch, 1}, branches);
    body_.context()
        .report(binding->name.span, bound_in_branch, binding->name.text)
        .label("the other branches never see it")
        .help("bind it before the `parallel`, or put the statements of one branch into a block: "
              "`step \"...\" { ... }`");
    branches.push_back({branch.span, program::Evaluate{pointer_to(check_value(body_, *binding->value))}});
  }

  program::Statement statement(Node node) const { return {written_.span, std::move(node)}; }

  Body& body_;
  const ast::Statement& written_;
  const ast::Statement* next_;
};

program::Statement check_statement(Body& body, const ast::Statement& written, const ast::Statement* next) {
  if (!written.within) return std::visit(StatementChecker(body, written, next), written.node);
  // No scope: a name that is bound under a limit of its own is known behind it.
  auto limit = check_duration(body, *written.within);
  const Surroundings outer = body.around;
  note_limit(body, *limit);
  program::Within made{std::move(limit), {}};
  made.body.push_back(std::visit(StatementChecker(body, written, next), written.node));
  body.around = outer;
  return {written.span, std::move(made)};
}

}  // namespace

bool is_declaration(const ast::Statement& statement) {
  return !std::visit(DeclarationWord{}, statement.node).empty();
}

void note_limit(Body& body, const program::Expression& limit) {
  const Value* value = constant_value(limit);
  if (!value || !value->is<DurationValue>()) return;
  const std::int64_t length = value->as<DurationValue>().nanoseconds;
  Surroundings& around = body.around;
  if (around.limit_nanoseconds && length > *around.limit_nanoseconds) {
    body.context()
        .report(limit.span, unreachable_limit, show(DurationValue{length}))
        .label("never reached")
        .label(around.limit_span,
               fmt::format("ends after {}", show(DurationValue{*around.limit_nanoseconds})));
    return;
  }
  around.limit_nanoseconds = length;
  around.limit_span = limit.span;
}

void put_barrier(Body& body, std::string_view word) {
  body.around.barrier_is_in_loop = body.around.is_in_loop || body.around.barrier_is_in_loop;
  body.around.is_in_loop = false;
  body.around.barrier = word;
}

void check_statements(Body& body, std::span<const ast::Statement> statements, program::Statements& checked) {
  bool has_left = false, is_reported = false;
  body.ahead.emplace_back();
  for (std::size_t i = 0; i < statements.size(); ++i) {
    body.ahead.back() = statements.subspan(i);
    if (body.is_whole_file && body.is_at_top() && is_declaration(statements[i])) continue;
    // What never runs is checked all the same; only that it never runs is said once.
    if (has_left && !is_reported) {
      is_reported = true;
      body.context()
          .report(statements[i].span, unreachable_statement)
          .label("never runs")
          .label(checked.back().span, "nothing behind this does");
    }
    check_interjection(body, statements[i]);
    const ast::Statement* next = i + 1 < statements.size() ? &statements[i + 1] : nullptr;
    checked.push_back(check_statement(body, statements[i], next));
    has_left = has_left || leaves(checked.back());
  }
  body.ahead.pop_back();
}

program::Statements check_block(Body& body, const ast::Block& block) {
  const Scope scope(body);
  program::Statements checked;
  checked.reserve(block.statements.size());
  check_statements(body, block.statements, checked);
  return checked;
}

std::uint32_t check_inner_block(Body& body, const ast::Block& block, std::string_view barrier) {
  const Scope scope(body);
  put_barrier(body, barrier);
  auto statements = check_block(body, block);
  auto& context = body.context();
  if (body.around.is_interjected) {
    context.interjected_blocks.push_back(std::move(statements));
    return static_cast<std::uint32_t>(context.options.interjection->block_count +
                                      context.interjected_blocks.size() - 1);
  }
  context.program.blocks.push_back(std::move(statements));
  return static_cast<std::uint32_t>(context.program.blocks.size() - 1);
}

}  // namespace vmt::checking
