#include "check/functions.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <string>

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
// told apart. What may be left out is left out here, or not, as the bits say.
constexpr std::uint32_t all_groups = ~std::uint32_t{0};

// Of more groups than this, only the first are compared one by one.
constexpr std::uint8_t most_compared_groups = 5;

std::string words_of(const Shape& shape, std::uint32_t groups) {
  std::string words;
  for (const ShapePiece& piece : shape.pieces) {
    const bool is_compared = piece.group && piece.group <= most_compared_groups;
    if (is_compared ? !(groups >> (piece.group - 1) & 1) : piece.group && groups != all_groups) continue;
    words += piece.is_hole() ? "_" : piece.word;
    words += ' ';
  }
  return words;
}

std::set<std::string> ways_to_say(const Shape& shape) {
  const auto count = std::min(shape.group_count, most_compared_groups);
  std::set<std::string> ways{words_of(shape, all_groups)};
  for (std::uint32_t groups = 0; groups < (1u << count); ++groups) ways.insert(words_of(shape, groups));
  return ways;
}

void report_same_phrase(Context& context, const Shape& shape, Span span) {
  const auto ways = ways_to_say(shape);
  const auto is_taken = [&](const std::string& way) { return ways.contains(way); };
  for (const Shape* other : context.phrases.commands(shape.pieces.front().word)) {
    if (std::ranges::none_of(ways_to_say(*other), is_taken)) continue;
    Diagnostic& diagnostic = context.report(span, duplicate_phrase, show(shape));
    if (other->form)
      diagnostic.label(fmt::format("there is `{}` already", show(*other)));
    else
      diagnostic.label("declared again here")
          .label(context.signatures[other->function].span, "first declared here");
    return;
  }
}

// The word that a part begins with says that the part is there, so nothing else may stand for that.
void check_option_words(Context& context, const ast::Phrase& phrase) {
  std::uint8_t group = 0;
  for (const ast::PhrasePiece& piece : phrase.pieces) {
    const bool is_first = piece.group > group;
    group = std::max(group, piece.group);
    const auto* word = std::get_if<ast::Name>(&piece.node);
    if (!is_first || !word) continue;
    for (const ast::PhrasePiece& other : phrase.pieces) {
      const auto* same = std::get_if<ast::Name>(&other.node);
      if (!same || &other == &piece || other.group == piece.group || same->text != word->text) continue;
      context.report(word->span, ambiguous_option, word->text)
          .label("begins a part that can be left out")
          .label(same->span, "the same word again");
      break;
    }
  }
}

void check_default(Context& context, const ast::PhrasePiece& piece, const ast::Parameter& parameter) {
  if (!piece.group && parameter.default_value)
    context.report(parameter.default_value->span, phrase_default, parameter.name.text)
        .label("never used")
        .help("a part in brackets can be left out: `[for {user: text = \"root\"}]`");
  if (piece.group && !parameter.default_value)
    context.report(piece.span, option_without_default, parameter.name.text)
        .label("what is it when nobody says it?")
        .help("give it a value, as in `{count: int = 1}`, or leave the brackets away");
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
      shape.pieces.push_back({word->text, {}, Role::any, Kind::any, piece.group});
      continue;
    }
    const auto& parameter = std::get<ast::Parameter>(piece.node);
    check_default(context, piece, parameter);
    const auto& known = signature.parameters.emplace_back(signature_of(context, parameter));
    shape.pieces.push_back({{}, known.name, known.wanted.role, known.wanted.type, piece.group});
  }
  for (const ShapePiece& piece : shape.pieces) shape.group_count = std::max(shape.group_count, piece.group);
  check_option_words(context, phrase);
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
