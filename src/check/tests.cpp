#include "check/tests.hpp"

#include <unordered_map>

#include "check/expressions.hpp"
#include "check/problems.hpp"
#include "check/statements.hpp"

namespace vmt::checking {

namespace {

const Wanted some_text{Kind::text, Role::text};

// The title of a test, where it is a text without interpolations.
std::optional<std::string> plain_title(const program::Expression& title) {
  const Value* value = constant_value(title);
  if (!value || !value->is<std::shared_ptr<const std::string>>()) return std::nullopt;
  return value->text();
}

program::ExpressionPtr check_loop(Context& context, const ast::TestLoop& loop, Type& item) {
  Body body(context);
  body.open_scope();
  auto list = check_value(body, *loop.list);
  body.close_scope();
  if (list.type.is(Kind::list) || list.type.is(Kind::any) || list.type.is(Kind::unknown))
    item = list.type.is(Kind::list) ? list.type.element() : list.type;
  else if (list.type.is(Kind::range))
    item = Kind::integer;
  else if (list.type.is(Kind::map))
    item = Kind::text;
  else
    context.report(list.span, not_iterable, with_article(list.type))
        .label("expected a list, a range or a map");
  return pointer_to(std::move(list));
}

program::Test check_test(Context& context, const ast::Test& written) {
  program::Test test;
  Body body(context);
  Type item = Kind::unknown;
  if (written.loop) test.loop = check_loop(context, *written.loop, item);
  body.open_scope();
  if (written.loop) body.declare(written.loop->name, item, Bound::loop);

  test.span = written.title->span;
  test.title = pointer_to(check_wanted(body, *written.title, some_text));
  for (const ast::Name& tag : written.tags) test.tags.push_back(tag.text);
  if (written.timeout) {
    test.timeout = check_duration(body, *written.timeout);
    note_limit(body, *test.timeout);
  }
  test.body.statements = check_block(body, written.body);
  body.close_scope();
  test.body.slot_count = body.slot_count();
  return test;
}

class Order {
public:
  Order(Context& context, std::vector<const ast::Test*> written)
      : context_(context), written_(std::move(written)) {}

  void find_titles() {
    const auto& tests = context_.program.tests;
    for (std::uint32_t i = 0; i < tests.size(); ++i) {
      const auto title = plain_title(*tests[i].title);
      if (!title) continue;
      const auto [first, is_new] = by_title_.emplace(*title, i);
      if (!is_new)
        context_.report(tests[i].span, duplicate_test, *title)
            .label("the same title again")
            .label(tests[first->second].span, "first used here");
    }
  }

  void resolve() {
    for (std::uint32_t i = 0; i < written_.size(); ++i)
      if (written_[i]->after) resolve_one(i, *written_[i]->after);
  }

  // A test that starts from its own end, over others or at once.
  void find_circles() {
    auto& tests = context_.program.tests;
    std::vector<std::uint32_t> seen_by(tests.size(), 0);
    for (std::uint32_t start = 0; start < tests.size(); ++start) {
      std::optional<std::uint32_t> here = start;
      while (here && seen_by[*here] == 0) {
        seen_by[*here] = start + 1;
        here = tests[*here].after;
      }
      if (!here || seen_by[*here] != start + 1) continue;
      context_.report(written_[*here]->after->span, after_cycle)
          .label("this test starts from its own end")
          .label(tests[*here].span, "of this test");
      tests[*here].after.reset();
    }
  }

private:
  void resolve_one(std::uint32_t index, const ast::Expression& after) {
    Body body(context_);
    const auto title = check_wanted(body, after, some_text);
    const auto wanted = plain_title(title);
    if (!wanted) {
      if (!title.type.is(Kind::unknown))
        context_.report(after.span, after_not_literal).label("expected the title of a test");
      return;
    }
    const auto found = by_title_.find(*wanted);
    if (found != by_title_.end()) {
      context_.program.tests[index].after = found->second;
      return;
    }
    std::vector<std::string_view> titles;
    for (const auto& [other, place] : by_title_) titles.push_back(other);
    Diagnostic& diagnostic = context_.report(after.span, unknown_test, *wanted);
    diagnostic.label("not found in this file");
    if (const auto near = context_.nearest(*wanted, titles))
      diagnostic.fix(fmt::format("there is a test \"{}\"", *near), after.span, '"' + *near + '"');
  }

  Context& context_;
  std::vector<const ast::Test*> written_;
  std::unordered_map<std::string, std::uint32_t> by_title_;
};

}  // namespace

void check_setups(Context& context, const Files& files) {
  Body body(context);
  program::Statements statements;
  bool has_setup = false;
  for (const ast::File* file : files.in_order) {
    const ast::Statement* first = nullptr;
    for (const ast::Statement& statement : file->body.statements) {
      const auto* setup = std::get_if<ast::Setup>(&statement.node);
      if (!setup) continue;
      if (first)
        context.report(statement.span, second_setup).label("the second").label(first->span, "the first");
      if (!first) first = &statement;
      has_setup = true;
      const Scope scope(body);
      check_statements(body, setup->body.statements, statements);
    }
  }
  if (has_setup) context.program.setup = program::Body{body.slot_count(), std::move(statements)};
}

void check_tests(Context& context, const ast::File& file) {
  std::vector<const ast::Test*> written;
  for (const ast::Statement& statement : file.body.statements)
    if (const auto* test = std::get_if<ast::Test>(&statement.node)) {
      written.push_back(test);
      context.program.tests.push_back(check_test(context, *test));
    }
  Order order(context, std::move(written));
  order.find_titles();
  order.resolve();
  order.find_circles();
}

}  // namespace vmt::checking
