#include "check/commands.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "ast/problems.hpp"
#include "check/expressions.hpp"
#include "check/foreign.hpp"
#include "check/problems.hpp"
#include "check/statements.hpp"
#include "check/variables.hpp"

namespace vmt::checking {

namespace {

bool takes_shell_command(const Shape& shape) {
  return std::ranges::any_of(shape.pieces,
                             [](const ShapePiece& piece) { return piece.is_hole() && piece.role == Role::command; });
}

// `web.succeed "date" contains "2026"`: the comparison is read as the operand, and the command's result was meant.
bool report_compared_operand(Context& context, const ast::Command& command, const Shape& shape) {
  const auto* last = command.pieces.empty() ? nullptr : std::get_if<ast::ExpressionPtr>(&command.pieces.back().node);
  const auto* binary = last ? std::get_if<ast::Binary>(&(*last)->node) : nullptr;
  if (!binary || !takes_shell_command(shape) || !std::holds_alternative<ast::Text>(binary->left->node)) return false;
  if (binary->op < ast::Operator::equal || binary->op > ast::Operator::in) return false;
  const Span whole = join(command.receiver->span, binary->left->span);
  Diagnostic& diagnostic = context.report(whole, problems::bare_command);
  diagnostic.label(fmt::format("without them `{}` belongs to the text", ast::spelling(binary->op)));
  diagnostic.fixes.push_back({"parentheses make a value of it",
                              {{before(whole), "("}, {after(whole), ")"}},
                              Applicability::machine_applicable});
  return true;
}

// `web.succeed echo hello`: words where the text for a shell belongs.
bool report_unquoted_command(Context& context, std::span<const Given> given, const Shape& shape) {
  if (given.empty() || !given.front().name || given.front().hint || !takes_shell_command(shape)) return false;
  const Span words = join(given.front().span, given.back().span);
  std::string text = "\"";
  for (const char letter : words.source->text(words)) {
    if (letter == '"' || letter == '\\') text += '\\';
    text += letter;
  }
  context.report(words, unquoted_command)
      .label("not in quotes")
      .fix("write it in quotes", words, text + "\"");
  return true;
}

// `web.succeed "true"`.
program::Expression check_method_command(Body& body, const ast::Command& command, Span span) {
  Context& context = body.context();
  auto receiver = check_receiver(body, *command.receiver, command.method.text);
  const auto given = given_by(body, command);
  if (receiver.type.is(Kind::unknown)) {
    look_at_operands(body, given);
    return broken(span);
  }
  const auto shapes = methods_of(context, command.method.text, receiver.type);
  if (shapes.empty()) {
    report_unknown_method(body, command.method, receiver.type, command.receiver->span, span, given);
    look_at_operands(body, given);
    return broken(span);
  }
  const Attempt best = best_attempt(shapes, given);
  if (report_compared_operand(context, command, *shapes.front()) ||
      (!best.is_complete && report_unquoted_command(context, given, *shapes.front())))
    return broken(span);
  if (!best.is_complete) {
    const Span head = join(command.receiver->span, command.method.span);
    report_mismatch(body, shapes, given, span, head.source->text(head));
    look_at_operands(body, given);
    return broken(span);
  }
  return bind_call(body, best, given, pointer_to(std::move(receiver)), span);
}

constexpr auto operator_words = std::to_array<std::string_view>({"and", "contains", "in", "matches", "or"});

// `page contians "hello"`: a value, and a word that is nearly an operator.
bool report_unknown_operator(Context& context, std::span<const Given> given) {
  if (given.size() < 3 || !given[1].name) return false;
  const auto near = context.nearest(given[1].word(), {operator_words.begin(), operator_words.end()});
  if (!near) return false;
  context.report(given[1].span, misplaced_piece, given[1].word(), given[0].word())
      .label("not an operator")
      .fix(fmt::format("there is an operator `{}`", *near), given[1].span, *near);
  return true;
}

// A command that begins with a word that no phrase begins with. True when its operands may still be what
// they were meant to be.
bool report_unknown_command(Body& body, const ast::Name& first, std::span<const Given> given) {
  Context& context = body.context();
  const auto declared = type_of_name(body, first.text);
  if (!declared && report_foreign_word(context, first)) return false;
  if (declared && report_unknown_operator(context, given)) return true;
  if (!context.is_first_mention(first.text)) return false;
  Diagnostic& diagnostic = context.report(first.span, unknown_command, first.text);
  if (declared && declared->is(Kind::machine) && given.size() > 1 && given[1].name) {
    diagnostic.label("this is a machine")
        .fix("a method stands behind a dot", {first.span.source, first.span.end, given[1].span.begin}, ".");
  } else if (declared && declared->is(Kind::machine) && given.size() > 1 && given[1].expression &&
             std::holds_alternative<ast::Text>(given[1].expression->node)) {
    diagnostic.label("this is a machine").fix("`succeed` runs a command in it", after(first.span), ".succeed");
  } else if (declared && declared->is(Kind::function)) {
    diagnostic.label("this is a function")
        .help(fmt::format("a function is called with brackets: `{}(...)`", first.text));
  } else if (declared) {
    diagnostic.label(fmt::format("this is {}, not a command", with_article(*declared)));
  } else {
    diagnostic.label("no command begins like this");
    const auto near = context.nearest(first.text, context.phrases.command_words());
    if (near) diagnostic.fix(fmt::format("there is a command `{}`", *near), first.span, *near);
    return near.has_value();
  }
  return true;
}

}  // namespace

void look_at_operands(Body& body, std::span<const Given> given) {
  for (const Given& one : given) {
    if (one.expression) check_expression(body, *one.expression);
    if (one.name && one.hint) load(body, *one.name);
    if (one.block) check_inner_block(body, *one.block, "a command");
  }
}

std::vector<const Shape*> methods_of(const Context& context, std::string_view name, Type receiver) {
  std::vector<const Shape*> fitting;
  for (const Shape* shape : context.phrases.methods(name))
    if (accepts(shape->receiver, receiver)) fitting.push_back(shape);
  return fitting;
}

program::Expression check_command(Body& body, const ast::Command& command, Span span) {
  if (command.receiver) return check_method_command(body, command, span);
  const auto given = given_by(body, command);
  if (given.empty() || !given.front().name) {
    look_at_operands(body, given);
    return broken(span);
  }
  const ast::Name& first = *given.front().name;
  const auto& shapes = body.context().phrases.commands(first.text);
  // A single name where a value stands: `let other = first`.
  if (shapes.empty() && given.size() == 1) return load(body, first);
  if (shapes.empty()) {
    // What was meant is not known then, but what the operands name is used.
    const bool is_muted = !report_unknown_command(body, first, given) || body.context().is_muted;
    const bool was_muted = std::exchange(body.context().is_muted, is_muted);
    look_at_operands(body, std::span(given).subspan(1));
    body.context().is_muted = was_muted;
    return broken(span);
  }
  const Attempt best = best_attempt(shapes, given);
  if (!best.is_complete) {
    report_mismatch(body, shapes, given, span, {});
    look_at_operands(body, std::span(given).subspan(1));
    return broken(span);
  }
  return bind_call(body, best, given, nullptr, span);
}

}  // namespace vmt::checking
