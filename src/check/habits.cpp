// Lints about single statements: `sleep` where a wait is meant, values that nobody uses.
#include "check/expressions.hpp"
#include "check/problems.hpp"
#include "check/statements.hpp"

namespace vmt::checking {

namespace {

std::string source_of(Span span) {
  return std::string(span.source->text(span));
}

// The shell command of `web.succeed "..."` or `web.succeed("...")`; nothing for anything else.
struct SucceedCall {
  Span machine;
  Span command;
};

std::optional<SucceedCall> as_succeed(const ast::Expression& expression) {
  if (const auto* command = std::get_if<ast::Command>(&expression.node)) {
    if (!command->receiver || command->method.text != "succeed" || command->pieces.size() != 1)
      return std::nullopt;
    return SucceedCall{command->receiver->span, command->pieces.front().span};
  }
  const auto* call = std::get_if<ast::Call>(&expression.node);
  const auto* member = call ? std::get_if<ast::Member>(&call->function->node) : nullptr;
  if (!member || member->name.text != "succeed" || call->arguments.size() != 1) return std::nullopt;
  return SucceedCall{member->object->span, call->arguments.front().value->span};
}

// The wait that the statement behind a `sleep` suggests.
std::optional<std::string> wait_for(const ast::Statement& statement) {
  if (const auto* expect = std::get_if<ast::Expect>(&statement.node)) {
    if (std::holds_alternative<ast::ExpectFailure>(expect->condition->node)) return std::nullopt;
    return "wait until " + source_of(expect->condition->span);
  }
  const auto* evaluate = std::get_if<ast::Evaluate>(&statement.node);
  const auto succeed = evaluate ? as_succeed(*evaluate->expression) : std::nullopt;
  if (!succeed) return std::nullopt;
  return "wait until " + source_of(succeed->machine) + " succeeds " + source_of(succeed->command);
}

bool is_without_effect(const ast::Expression& written);

// Calls and commands do something, or may; all other expressions only have a value.
struct HasNoEffect {
  bool operator()(const ast::Broken&) const { return false; }
  bool operator()(const ast::Member&) const { return false; }
  bool operator()(const ast::Call&) const { return false; }
  // A name alone: one that a command has would have become that command.
  bool operator()(const ast::Command& node) const {
    return !node.receiver && !node.block && node.pieces.size() == 1;
  }
  bool operator()(const ast::ExpectFailure&) const { return false; }
  bool operator()(const ast::Parenthesized& node) const { return is_without_effect(*node.inside); }
  template <typename Other>
  bool operator()(const Other&) const {
    return true;
  }
};

bool is_without_effect(const ast::Expression& written) {
  return std::visit(HasNoEffect{}, written.node);
}

}  // namespace

void check_sleep(Body& body, Span span, const ast::Statement* next) {
  Diagnostic& diagnostic = body.context().report(span, sleeps);
  diagnostic.label("too long on a good day, too short on a bad one");
  const auto wait = next ? wait_for(*next) : std::nullopt;
  if (wait && next->span.source)
    diagnostic.fix(fmt::format("`{}` goes on as soon as it can", *wait), join(span, next->span), *wait);
  else
    diagnostic.help(
        "wait for what should have happened by then: `wait port`, `wait file`, `wait "
        "unit`, `wait until`");
}

void check_effect(Body& body, const ast::Expression& written, const program::Expression& checked) {
  if (checked.type.is(Kind::unknown) || std::holds_alternative<program::CallForm>(checked.node) ||
      std::holds_alternative<program::CallFunction>(checked.node) ||
      !is_without_effect(written))
    return;
  Diagnostic& diagnostic = body.context().report(written.span, no_effect);
  diagnostic.label("computed and forgotten");
  if (checked.type.is(Kind::boolean))
    diagnostic.fix("`expect` makes a test of it", before(written.span), "expect ");
}

}  // namespace vmt::checking
