#include "check/expressions.hpp"

#include "check/commands.hpp"
#include "check/literals.hpp"
#include "check/problems.hpp"
#include "check/statements.hpp"
#include "check/texts.hpp"

namespace vmt::checking {

namespace {

bool is_open(Type type) {
  return type.is(Kind::any) || type.is(Kind::unknown);
}

// One expression by the kind of its node.
struct Reader {
  Body& body;
  const ast::Expression& written;
  Span span = written.span;

  program::Expression operator()(const ast::Broken&) const { return broken(span); }
  program::Expression operator()(const ast::Text& text) const { return check_text(body, text, span); }
  program::Expression operator()(const ast::Integer& integer) const {
    return constant(span, Kind::integer, integer.value);
  }
  program::Expression operator()(const ast::Decimal& decimal) const {
    return constant(span, Kind::decimal, decimal.value);
  }
  program::Expression operator()(const ast::Truth& truth) const {
    return constant(span, Kind::boolean, truth.value);
  }
  program::Expression operator()(const ast::Duration& duration) const {
    return constant(span, Kind::duration, DurationValue{duration.nanoseconds});
  }
  program::Expression operator()(const ast::Size& size) const {
    return constant(span, Kind::size, SizeValue{size.bytes});
  }
  program::Expression operator()(const ast::Rate& rate) const {
    return constant(span, Kind::rate, RateValue{rate.bits_per_second});
  }
  program::Expression operator()(const ast::Percentage& percentage) const {
    return constant(span, Kind::percentage, PercentageValue{percentage.value});
  }
  program::Expression operator()(const ast::List& list) const { return check_list(body, list, span); }
  program::Expression operator()(const ast::Map& map) const { return check_map(body, map, span); }
  program::Expression operator()(const ast::Range& range) const { return check_range(body, range, span); }
  program::Expression operator()(const ast::Variable& variable) const { return load(body, variable.name); }
  program::Expression operator()(const ast::Member& member) const { return check_member(body, member, span); }
  program::Expression operator()(const ast::Index& index) const { return check_index(body, index, span); }
  program::Expression operator()(const ast::Call& call) const { return check_call(body, call, span); }
  program::Expression operator()(const ast::Unary& unary) const { return check_unary(body, unary, span); }
  program::Expression operator()(const ast::Binary& binary) const { return check_binary(body, binary, span); }
  program::Expression operator()(const ast::Lambda& lambda) const {
    return check_lambda(body, lambda, span, {});
  }
  program::Expression operator()(const ast::Command& command) const {
    return check_command(body, command, span);
  }
  program::Expression operator()(const ast::ExpectFailure& expected) const {
    const auto block = check_inner_block(body, expected.body, "expect failure");
    return expression(span, Kind::failure, program::CatchFailure{block});
  }
  program::Expression operator()(const ast::Parenthesized& parenthesized) const {
    return check_expression(body, *parenthesized.inside);
  }
};

const ast::Expression& without_parentheses(const ast::Expression& written) {
  const auto* parenthesized = std::get_if<ast::Parenthesized>(&written.node);
  return parenthesized && parenthesized->inside ? without_parentheses(*parenthesized->inside) : written;
}

// Something simple enough that `.ok` or `!= ""` can be written behind it.
bool is_postfix(const ast::Expression& written) {
  return std::holds_alternative<ast::Variable>(written.node) ||
         std::holds_alternative<ast::Member>(written.node) ||
         std::holds_alternative<ast::Index>(written.node) || std::holds_alternative<ast::Call>(written.node);
}

void propose_condition(Diagnostic& diagnostic, const ast::Expression& written, Type type) {
  const auto propose = [&](std::string_view what, std::string_view suffix) {
    if (is_postfix(written))
      diagnostic.fix(fmt::format("{} is `{}{}`", what, written.span.source->text(written.span), suffix),
                     after(written.span), std::string(suffix));
    else
      diagnostic.help(fmt::format("{} is `(...){}`", what, suffix));
  };
  // `succeed` gives what the command wrote, and fails otherwise; here its outcome is asked.
  const std::string_view text = written.span.source->text(written.span);
  const auto asks = text.find(".succeed(");
  if (type.is(Kind::text) && asks != text.npos && std::holds_alternative<ast::Call>(written.node)) {
    const auto replaced = fmt::format("{}.execute({}.ok", text.substr(0, asks), text.substr(asks + 9));
    diagnostic.fix(fmt::format("whether a command succeeds is `{}`", replaced), written.span, replaced);
    return;
  }
  switch (type.kind()) {
    case Kind::text: return propose("\"not empty\"", " != \"\"");
    case Kind::integer: return propose("\"not zero\"", " != 0");
    case Kind::list: return propose("\"not empty\"", ".length > 0");
    case Kind::map: return propose("\"not empty\"", ".keys.length > 0");
    case Kind::result: return propose("\"it succeeded\"", ".ok");
    default: return;
  }
}

bool is_accepted(const Wanted& wanted, Type type) {
  return wanted.role == Role::any ? accepts(Role::any, type) && fits(type, wanted.type)
                                  : accepts(wanted.role, type);
}

void report_wrong_type(Context& context, const ast::Expression* written, Span span, Wanted wanted,
                       Type found) {
  const bool has_role = wanted.role != Role::any;
  const std::string wanted_noun = has_role ? std::string(noun(wanted.role)) : with_article(wanted.type);
  const std::string expected =
      has_role ? std::string(vmt::checking::wanted(wanted.role)) : with_article(wanted.type);
  Diagnostic& diagnostic = context.report(span, wrong_type, with_article(found), wanted_noun);
  diagnostic.label("expected " + expected);
  if (written) propose_unit(diagnostic, *written, wanted.type);
}

// The type of the value against what the place wants.
program::Expression held_against(Context& context, const ast::Expression* written,
                                 program::Expression checked, Wanted wanted) {
  if (checked.type.is(Kind::unknown)) return checked;
  if (!is_accepted(wanted, checked.type)) {
    report_wrong_type(context, written, checked.span, wanted, checked.type);
    return broken(checked.span);
  }
  if (written) check_literal(context, *written, checked, wanted.role);
  return checked;
}

}  // namespace

program::Expression check_expression(Body& body, const ast::Expression& written) {
  return std::visit(Reader{body, written}, written.node);
}

program::Expression check_value(Body& body, const ast::Expression& written) {
  auto checked = check_expression(body, written);
  if (!checked.type.is(Kind::nothing)) return checked;
  body.context().report(written.span, gives_nothing).label("a value is needed here");
  return broken(written.span);
}

program::Expression check_wanted(Body& body, const ast::Expression& outer, Wanted wanted) {
  const ast::Expression& written = without_parentheses(outer);
  if (wanted.role == Role::condition) return check_condition(body, outer);
  const auto* text = std::get_if<ast::Text>(&written.node);
  if (wanted.role == Role::command && text) return check_command_text(body, *text, written.span);
  const auto* variable = std::get_if<ast::Variable>(&written.node);
  auto checked = variable ? load(body, variable->name, wanted.role) : check_expression(body, written);
  return held_against(body.context(), &written, std::move(checked), wanted);
}

program::Expression check_wanted(Body& body, const ast::Name& written, Wanted wanted) {
  if (wanted.role == Role::name) return constant(written.span, Kind::text, written.text);
  if (wanted.role == Role::port_or_any && written.text == "any" && !type_of_name(body, "any"))
    return constant(written.span, Kind::text, written.text);
  auto checked = load(body, written, wanted.role);
  if (wanted.role == Role::condition) wanted = {Kind::boolean, Role::condition};
  return held_against(body.context(), nullptr, std::move(checked), wanted);
}

program::Expression check_condition(Body& body, const ast::Expression& written) {
  auto checked = check_expression(body, written);
  if (checked.type.is(Kind::boolean) || is_open(checked.type)) return checked;
  Diagnostic& diagnostic = body.context().report(written.span, not_a_condition, with_article(checked.type));
  diagnostic.label("expected a bool, something that is true or false");
  propose_condition(diagnostic, written, checked.type);
  return broken(written.span);
}

program::ExpressionPtr check_duration(Body& body, const ast::Expression& written) {
  return pointer_to(check_wanted(body, written, {Kind::duration, Role::duration}));
}

program::Expression check_lambda(Body& body, const ast::Lambda& lambda, Span span,
                                 std::span<const Type> given) {
  Body inner(body.context(), &body);
  inner.around.is_interjected = body.around.is_interjected;
  inner.open_scope();
  for (std::size_t i = 0; i < lambda.parameters.size(); ++i)
    inner.declare(lambda.parameters[i], i < given.size() ? given[i] : Type(Kind::any), Bound::loop);
  auto result = check_expression(inner, *lambda.body);
  inner.close_scope();
  const Type type = Type::function_to(result.type);
  program::MakeClosure make{static_cast<std::uint32_t>(lambda.parameters.size()), inner.slot_count(),
                            inner.captures(), std::make_shared<const program::Expression>(std::move(result))};
  return expression(span, type, std::move(make));
}

}  // namespace vmt::checking
