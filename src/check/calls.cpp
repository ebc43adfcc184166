// Calls with brackets: functions of the script, functions and methods of the catalogue, small functions.
#include <algorithm>

#include "check/commands.hpp"
#include "check/expressions.hpp"
#include "check/foreign.hpp"
#include "check/problems.hpp"

namespace vmt::checking {

namespace {

std::vector<Given> given_by(const Body& body, const ast::Call& call) {
  std::vector<Given> given;
  given.reserve(call.arguments.size());
  for (const ast::Argument& argument : call.arguments)
    given.push_back(vmt::checking::given_by(body, *argument.value));
  return given;
}

// Which parameter each argument is for. Reports what has no place, and what is missing.
class Placing {
public:
  struct Parameter {
    std::string_view name;
    std::string_view word;  // that stands before the hole: `as: "ada"`
    bool is_required = true;
    std::string shown;
  };

  Placing(Context& context, const ast::Call& call, std::string_view name, Span declared)
      : context_(context), call_(call), name_(name), declared_(declared) {}

  // By parameter the number of its argument, or `left_out`.
  std::vector<std::size_t> place(const std::vector<Parameter>& parameters, Span span) {
    places_.assign(parameters.size(), left_out);
    for (std::size_t i = 0; i < call_.arguments.size(); ++i) place_one(parameters, i);
    for (std::size_t i = 0; i < parameters.size() && is_good_; ++i) {
      if (!parameters[i].is_required || places_[i] != left_out) continue;
      is_good_ = false;
      Diagnostic& diagnostic = context_.report(span, missing_argument, name_, parameters[i].shown);
      diagnostic.label(fmt::format("`{}` is missing", parameters[i].shown));
      point_at_declaration(diagnostic);
    }
    return places_;
  }

  bool is_good() const { return is_good_; }

private:
  void place_one(const std::vector<Parameter>& parameters, std::size_t index) {
    const ast::Argument& argument = call_.arguments[index];
    const auto found = argument.name ? named(parameters, argument.name->text) : next_positional(parameters);
    const Span span = argument.name ? argument.name->span : argument.value->span;
    if (found == parameters.end()) return report_surplus(parameters, argument, span);
    auto& place = places_[static_cast<std::size_t>(found - parameters.begin())];
    if (place != left_out) {
      is_good_ = false;
      context_.report(span, argument_twice, found->word.empty() ? found->name : found->word)
          .label("given again")
          .label(call_.arguments[place].value->span, "given here");
      return;
    }
    place = index;
  }

  using Iterator = std::vector<Parameter>::const_iterator;
  Iterator named(const std::vector<Parameter>& parameters, std::string_view name) const {
    return std::ranges::find_if(parameters, [&](const Parameter& parameter) {
      return parameter.name == name || (!parameter.word.empty() && parameter.word == name);
    });
  }

  Iterator next_positional(const std::vector<Parameter>& parameters) {
    for (; next_ < parameters.size(); ++next_)
      // What may be left out of a phrase must be named; what has a default need not be.
      if (parameters[next_].is_required || parameters[next_].word.empty())
        return parameters.begin() + static_cast<std::ptrdiff_t>(next_++);
    return parameters.end();
  }

  void report_surplus(const std::vector<Parameter>& parameters, const ast::Argument& argument, Span span) {
    is_good_ = false;
    if (!argument.name) {
      Diagnostic& diagnostic = context_.report(span, surplus_argument, name_);
      diagnostic.label("nobody takes this");
      for (const Parameter& parameter : parameters)
        if (!parameter.is_required && !parameter.word.empty())
          diagnostic.note(fmt::format("`{}:` may be given by its name", parameter.word));
      return point_at_declaration(diagnostic);
    }
    std::vector<std::string_view> names;
    for (const Parameter& parameter : parameters)
      names.push_back(parameter.word.empty() ? parameter.name : parameter.word);
    Diagnostic& diagnostic = context_.report(span, unknown_argument, name_, argument.name->text);
    diagnostic.label("not one of its arguments");
    if (argument.name->text == "timeout" || argument.name->text == "within")
      diagnostic.help("a limit stands behind the statement: `... within 10s`");
    if (const auto near = context_.nearest(argument.name->text, names))
      diagnostic.fix(fmt::format("there is `{}:`", *near), span, *near);
    point_at_declaration(diagnostic);
  }

  void point_at_declaration(Diagnostic& diagnostic) const {
    if (declared_.is_somewhere()) diagnostic.label(declared_, "declared here");
  }

  Context& context_;
  const ast::Call& call_;
  std::string_view name_;
  Span declared_;
  std::vector<std::size_t> places_;
  std::size_t next_ = 0;
  bool is_good_ = true;
};

program::Expression call_script_function(Body& body, const ast::Call& call, FileName& name, Span span) {
  Context& context = body.context();
  name.is_used = true;
  const std::uint32_t index = std::get<FunctionName>(name.is).index;
  const Signature& signature = context.signatures[index];
  std::vector<Placing::Parameter> parameters;
  for (const ParameterSignature& parameter : signature.parameters)
    parameters.push_back({parameter.name, {}, !parameter.has_default, std::string(parameter.name)});
  Placing placing(context, call, signature.name, signature.span);
  const auto places = placing.place(parameters, span);
  if (!placing.is_good()) {
    look_at_operands(body, given_by(body, call));
    return expression(span, signature.result, program::Constant{});
  }
  program::CallFunction made{index, {}};
  for (std::size_t i = 0; i < places.size(); ++i) {
    // What is left out has its default, which the function itself evaluates.
    if (places[i] == left_out)
      made.arguments.push_back(constant(span, Kind::nothing, {}));
    else
      made.arguments.push_back(check_wanted(body, *call.arguments[places[i]].value,
                                            context.signatures[index].parameters[i].wanted));
  }
  return expression(span, context.signatures[index].result, std::move(made));
}

program::Expression call_value(Body& body, const ast::Call& call, program::Expression function, Span span) {
  if (function.type.is(Kind::unknown)) {
    look_at_operands(body, given_by(body, call));
    return broken(span);
  }
  if (!function.type.is(Kind::function)) {
    body.context().report(function.span, not_callable, with_article(function.type)).label("not a function");
    look_at_operands(body, given_by(body, call));
    return broken(span);
  }
  const Type result = function.type.element();
  program::CallValue made{pointer_to(std::move(function)), {}};
  for (const ast::Argument& argument : call.arguments)
    made.arguments.push_back(check_value(body, *argument.value));
  return expression(span, result, std::move(made));
}

void report_unknown_function(Body& body, const ast::Name& name, Span span, std::span<const Given> given) {
  Context& context = body.context();
  if (report_foreign_function(context, name, span, given)) return;
  if (!context.is_first_mention(name.text)) return;
  auto candidates = context.phrases.function_names();
  for (const FileName& declared : context.names.all())
    if (std::holds_alternative<FunctionName>(declared.is)) candidates.push_back(declared.text);
  Diagnostic& diagnostic = context.report(name.span, unknown_function, name.text);
  diagnostic.label("not found");
  if (!context.phrases.commands(name.text).empty()) {
    diagnostic.help(fmt::format("`{}` begins a command, and commands have no brackets", name.text));
  } else if (const auto near = context.nearest(name.text, candidates)) {
    diagnostic.fix(fmt::format("there is a function `{}`", *near), name.span, *near);
  }
}

program::Expression call_named(Body& body, const ast::Call& call, const ast::Name& name, Span span) {
  Context& context = body.context();
  if (type_of_name(body, name.text)) {
    FileName* declared = body.peek(name.text) ? nullptr : context.names.find(name.text);
    if (declared && std::holds_alternative<FunctionName>(declared->is))
      return call_script_function(body, call, *declared, span);
    return call_value(body, call, load(body, name), span);
  }
  const auto given = given_by(body, call);
  const auto& shapes = context.phrases.functions(name.text);
  if (shapes.empty()) {
    report_unknown_function(body, name, span, given);
    look_at_operands(body, given);
    return broken(span);
  }
  const Attempt placed = place_arguments(body, *shapes.front(), call, given, name.text);
  if (!placed.is_complete) return broken(span);
  return bind_call(body, placed, given, nullptr, span);
}

program::Expression call_method(Body& body, const ast::Call& call, const ast::Member& member, Span span) {
  Context& context = body.context();
  const auto given = given_by(body, call);
  if (report_foreign_module(body, member, span, given)) {
    look_at_operands(body, given);
    return broken(span);
  }
  auto receiver = check_receiver(body, *member.object, member.name.text);
  if (receiver.type.is(Kind::unknown)) {
    look_at_operands(body, given);
    return broken(span);
  }
  const auto shapes = methods_of(context, member.name.text, receiver.type);
  if (shapes.empty()) {
    report_unknown_method(body, member.name, receiver.type, member.object->span, span, given);
    look_at_operands(body, given);
    return broken(span);
  }
  const Attempt placed = place_arguments(body, *shapes.front(), call, given, member.name.text);
  if (!placed.is_complete) return broken(span);
  return bind_call(body, placed, given, pointer_to(std::move(receiver)), span);
}

}  // namespace

Attempt place_arguments(Body& body, const Shape& shape, const ast::Call& call, std::span<const Given> given,
                        std::string_view name) {
  std::vector<Placing::Parameter> parameters;
  std::vector<std::size_t> pieces;  // the piece of each parameter
  for (std::size_t i = 0; i < shape.pieces.size(); ++i) {
    const ShapePiece& piece = shape.pieces[i];
    if (!piece.is_hole()) continue;
    const bool has_word = i > 0 && !shape.pieces[i - 1].is_hole();
    const std::string_view word = has_word ? shape.pieces[i - 1].word : std::string_view();
    parameters.push_back({piece.hole, word, piece.group == 0, show(piece)});
    pieces.push_back(i);
  }
  Placing placing(body.context(), call, name, {});
  const auto places = placing.place(parameters, call.function->span);
  Attempt attempt;
  attempt.shape = &shape;
  attempt.is_complete = placing.is_good();
  attempt.given_of.assign(shape.pieces.size(), left_out);
  for (std::size_t i = 0; i < places.size(); ++i) {
    attempt.given_of[pieces[i]] = places[i];
    // The words of a group come with its operand.
    const std::uint8_t group = shape.pieces[pieces[i]].group;
    for (std::size_t piece = 0; group && piece < shape.pieces.size(); ++piece)
      if (shape.pieces[piece].group == group) attempt.given_of[piece] = places[i];
  }
  if (!attempt.is_complete) look_at_operands(body, given);
  return attempt;
}

program::Expression check_call(Body& body, const ast::Call& call, Span span) {
  if (const auto* variable = std::get_if<ast::Variable>(&call.function->node))
    return call_named(body, call, variable->name, span);
  if (const auto* member = std::get_if<ast::Member>(&call.function->node))
    return call_method(body, call, *member, span);
  return call_value(body, call, check_value(body, *call.function), span);
}

}  // namespace vmt::checking
