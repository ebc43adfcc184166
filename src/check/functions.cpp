#include "check/functions.hpp"

#include <array>

#include "check/expressions.hpp"
#include "check/problems.hpp"
#include "check/statements.hpp"

namespace vmt::checking {

namespace {

constexpr auto type_words = std::to_array<std::string_view>(
    {"bool",    "int",  "float", "text",   "duration", "size", "rate", "percentage", "range", "machine",
     "network", "host", "job",   "result", "failure",  "list", "map",  "any",        "port",  "command"});

// What other languages call these types.
constexpr auto foreign_types = std::to_array<std::pair<std::string_view, std::string_view>>({
    {"string", "text"},
    {"str", "text"},
    {"String", "text"},
    {"integer", "int"},
    {"number", "int"},
    {"boolean", "bool"},
    {"double", "float"},
    {"decimal", "float"},
    {"array", "list"},
    {"dict", "map"},
    {"object", "map"},
    {"timedelta", "duration"},
    {"void", "nothing"},
    {"vm", "machine"},
});

std::string text_of(const ast::TypeName& name) {
  std::string text;
  for (const ast::Name& word : name.words) text += (text.empty() ? "" : " ") + word.text;
  return text;
}

bool holds_others(std::string_view type) {
  return type == "list" || type == "map";
}

Wanted type_said(Context& context, const ast::TypeName& name) {
  if (const auto wanted = wanted_by(name)) return *wanted;
  if (name.words.empty()) return {Kind::unknown};  // reported by the parser
  // In `list of integer` it is the last word that is wrong, unless the others hold nothing.
  const ast::Name& last = name.words.back();
  const bool is_of_some = name.words.size() == 1 || holds_others(name.words.front().text);
  const std::string text = is_of_some ? last.text : text_of(name);
  const Span span = is_of_some ? last.span : name.span;
  Diagnostic& diagnostic = context.report(span, unknown_type, text);
  diagnostic.label("not a type");
  for (const auto& [foreign, here] : foreign_types)
    if (foreign == text) {
      diagnostic.fix(fmt::format("this is called `{}` here", here), span, std::string(here));
      return {Kind::unknown};
    }
  if (const auto near = context.nearest(text, {type_words.begin(), type_words.end()}))
    diagnostic.fix(fmt::format("there is a type `{}`", *near), span, *near);
  return {Kind::unknown};
}

ParameterSignature signature_of(Context& context, const ast::Parameter& parameter) {
  return {parameter.name.text, type_said(context, parameter.type), parameter.default_value != nullptr};
}

Type result_of(Context& context, const std::optional<ast::TypeName>& result) {
  return result ? type_said(context, *result).type : Type(Kind::nothing);
}

void add(Context& context, Signature signature) {
  program::Function function;
  function.name = signature.name;
  function.span = signature.span;
  function.parameter_count = static_cast<std::uint32_t>(signature.parameters.size());
  function.result = signature.result;
  context.program.functions.push_back(std::move(function));
  context.signatures.push_back(std::move(signature));
}

// A phrase is known by its words and by where its holes are; two that differ in nothing else cannot be
// told apart.
std::string words_of(const Shape& shape) {
  std::string words;
  for (const ShapePiece& piece : shape.pieces) {
    words += piece.is_hole() ? "_" : piece.word;
    words += ' ';
  }
  return words;
}

void report_same_phrase(Context& context, const Shape& shape, Span span) {
  for (const Shape* other : context.phrases.commands(shape.pieces.front().word)) {
    if (words_of(*other) != words_of(shape)) continue;
    Diagnostic& diagnostic = context.report(span, duplicate_phrase, show(shape));
    if (other->form)
      diagnostic.label(fmt::format("there is `{}` already", show(*other)));
    else
      diagnostic.label("declared again here")
          .label(context.signatures[other->function].span, "first declared here");
    return;
  }
}

const ast::Parameter* parameter_of(const ast::PhrasePiece& piece) {
  return std::get_if<ast::Parameter>(&piece.node);
}

void report_missing_return(Context& context, const Signature& signature, const Body& body,
                           const program::Statements& statements) {
  const Type result = *body.function_result;
  if (result.is(Kind::nothing) || result.is(Kind::unknown) || leave(statements)) return;
  context.report(signature.span, missing_return, signature.name, with_article(result))
      .label("can reach its end without a `return`");
}

void check_body(Context& context, std::span<const ast::Parameter* const> parameters, const ast::Block& block,
                std::uint32_t index) {
  const Signature& signature = context.signatures[index];
  std::vector<program::ExpressionPtr> defaults;
  Body body(context);
  body.function_result = signature.result;
  body.open_scope();
  for (std::size_t i = 0; i < parameters.size(); ++i) body.new_slot();
  for (std::uint32_t i = 0; i < parameters.size(); ++i) {
    const Wanted wanted = context.signatures[index].parameters[i].wanted;
    const auto& written = parameters[i]->default_value;
    // A default may use the parameters before it.
    defaults.push_back(written ? pointer_to(check_wanted(body, *written, wanted)) : nullptr);
    body.declare(parameters[i]->name, wanted.type, Bound::parameter, i);
  }
  program::Statements statements = check_block(body, block);
  body.close_scope();
  report_missing_return(context, context.signatures[index], body, statements);
  program::Function& function = context.program.functions[index];
  function.defaults = std::move(defaults);
  function.body = {body.slot_count(), std::move(statements)};
}

}  // namespace

void declare_function(Context& context, const ast::Function& function) {
  Signature signature{function.name.text, function.name.span, {}, result_of(context, function.result)};
  for (const ast::Parameter& parameter : function.parameters)
    signature.parameters.push_back(signature_of(context, parameter));
  add(context, std::move(signature));
}

void declare_phrase(Context& context, const ast::Phrase& phrase) {
  Shape shape;
  shape.function = static_cast<std::uint32_t>(context.signatures.size());
  Signature signature{{}, {}, {}, result_of(context, phrase.result)};
  for (const ast::PhrasePiece& piece : phrase.pieces) {
    if (const auto* word = std::get_if<ast::Name>(&piece.node)) {
      shape.pieces.push_back({word->text, {}, Role::any, Kind::any, 0});
      continue;
    }
    const auto& parameter = std::get<ast::Parameter>(piece.node);
    if (parameter.default_value)
      context.report(parameter.default_value->span, phrase_default, parameter.name.text)
          .label("never used")
          .note("every hole of a phrase is filled, or it would be another phrase");
    const auto& known = signature.parameters.emplace_back(signature_of(context, parameter));
    shape.pieces.push_back({{}, known.name, known.wanted.role, known.wanted.type, 0});
  }
  if (!phrase.pieces.empty()) signature.span = join(phrase.pieces.front().span, phrase.pieces.back().span);
  const bool begins_with_word = !shape.pieces.empty() && !shape.pieces.front().is_hole();
  if (begins_with_word) {
    signature.name = shape.pieces.front().word;
    report_same_phrase(context, shape, signature.span);
  }
  add(context, std::move(signature));
  if (begins_with_word) context.phrases.add(std::move(shape));
}

void check_function(Context& context, const ast::Function& function, std::uint32_t index) {
  std::vector<const ast::Parameter*> parameters;
  for (const ast::Parameter& parameter : function.parameters) parameters.push_back(&parameter);
  check_body(context, parameters, function.body, index);
}

void check_phrase(Context& context, const ast::Phrase& phrase, std::uint32_t index) {
  std::vector<const ast::Parameter*> parameters;
  for (const ast::PhrasePiece& piece : phrase.pieces)
    if (const ast::Parameter* parameter = parameter_of(piece)) parameters.push_back(parameter);
  check_body(context, parameters, phrase.body, index);
}

}  // namespace vmt::checking
