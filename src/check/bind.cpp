// From a matched phrase to a call: each operand is checked once, for the role of its hole.
#include "check/commands.hpp"
#include "check/expressions.hpp"
#include "check/problems.hpp"
#include "check/statements.hpp"

namespace vmt::checking {

namespace {

// A small function that must answer yes or no: the row gives a bool itself, or keeps what it was given.
bool wants_condition(const Form& form) {
  return form.result.is(Kind::boolean) || form.gives == Gives::receiver;
}

// `x => ...` behind a receiver: its parameter is what the receiver holds.
program::Expression check_each(Body& body, const Given& given, const Form* form, Type element) {
  const auto* lambda = given.expression ? std::get_if<ast::Lambda>(&given.expression->node) : nullptr;
  const Wanted function{type_of(Role::each), Role::each};
  auto checked = lambda             ? check_lambda(body, *lambda, given.span, {&element, 1})
                 : given.expression ? check_wanted(body, *given.expression, function)
                                    : check_wanted(body, *given.name, function);
  if (lambda && lambda->parameters.size() != 1)
    body.context()
        .report(given.span, wrong_parameter_count, 1, lambda->parameters.size())
        .label("called with one value at a time");
  const Type result = checked.type.element();
  if (form && wants_condition(*form) && checked.type.is(Kind::function) && !fits(result, Kind::boolean)) {
    const Span place = lambda ? lambda->body->span : given.span;
    body.context()
        .report(place, not_a_condition, with_article(result))
        .label("expected a bool, something that is true or false");
  }
  return checked;
}

program::ExpressionPtr check_operand(Body& body, const ShapePiece& hole, const Given& given, const Form* form,
                                     Type element) {
  if (hole.role == Role::each) return pointer_to(check_each(body, given, form, element));
  const Wanted wanted{hole.type, hole.role};
  if (given.expression) return pointer_to(check_wanted(body, *given.expression, wanted));
  return pointer_to(check_wanted(body, *given.name, wanted));
}

// Says what the row has against a value that is written literally.
void check_objection(Context& context, const Form& form, const program::Expression& operand) {
  const Value* value = constant_value(operand);
  if (!value) return;
  if (const auto objection = form.objection(*value); !objection.empty())
    context.report(operand.span, value_refused, objection).label("this cannot be");
}

Type result_of(const Form& form, Type receiver, const program::CallForm& call) {
  switch (form.gives) {
    case Gives::fixed: return form.result;
    case Gives::receiver: return receiver;
    case Gives::receiver_element: return receiver.is(Kind::any) ? Type(Kind::any) : receiver.element();
    case Gives::list_of_each:
      for (const auto& operand : call.operands)
        if (operand && operand->type.is(Kind::function)) return Type::list_of(operand->type.element());
      return Type::list_of(Kind::unknown);
  }
  return form.result;
}

program::Expression bind_phrase(Body& body, const Attempt& attempt, std::span<const Given> given, Span span) {
  const Shape& shape = *attempt.shape;
  program::CallFunction call{shape.function, {}};
  for (std::size_t i = 0; i < shape.pieces.size(); ++i) {
    if (!shape.pieces[i].is_hole()) continue;
    if (attempt.given_of[i] == left_out)  // the phrase knows what it is then
      call.arguments.push_back(constant(span, Kind::nothing, {}));
    else
      call.arguments.push_back(
          std::move(*check_operand(body, shape.pieces[i], given[attempt.given_of[i]], nullptr, Kind::any)));
  }
  const Type result = body.context().signatures[shape.function].result;
  return expression(span, result, std::move(call));
}

}  // namespace

program::CallForm bind_form(Body& body, const Attempt& attempt, std::span<const Given> given,
                            program::ExpressionPtr receiver) {
  const Shape& shape = *attempt.shape;
  // A list from JSON holds anything.
  const bool is_typed = receiver && !receiver->type.is(Kind::any);
  const Type element = is_typed ? receiver->type.element() : Type(Kind::any);
  program::CallForm call;
  call.form = shape.form;
  if (shape.is_method) call.operands.push_back(std::move(receiver));
  std::uint8_t last_group = 0;
  for (std::size_t i = 0; i < shape.pieces.size(); ++i) {
    const ShapePiece& piece = shape.pieces[i];
    const bool is_given = attempt.given_of[i] != left_out;
    if (is_given && piece.group > last_group) call.words.push_back(piece.word);
    last_group = std::max(last_group, piece.group);
    if (!piece.is_hole()) continue;
    auto& operand = call.operands.emplace_back();
    if (!is_given) continue;
    const Given& one = given[attempt.given_of[i]];
    if (one.block)
      call.block = check_inner_block(body, *one.block, "a command");
    else
      operand = check_operand(body, piece, one, shape.form, element);
    if (operand && shape.form && shape.form->objection) check_objection(body.context(), *shape.form, *operand);
  }
  return call;
}

program::Expression bind_call(Body& body, const Attempt& attempt, std::span<const Given> given,
                         program::ExpressionPtr receiver, Span span) {
  if (!attempt.shape->form) return bind_phrase(body, attempt, given, span);
  const Type receiver_type = receiver ? receiver->type : Type(Kind::nothing);
  auto call = bind_form(body, attempt, given, std::move(receiver));
  const Type result = result_of(*attempt.shape->form, receiver_type, call);
  return expression(span, result, std::move(call));
}

}  // namespace vmt::checking
