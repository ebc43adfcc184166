#include <algorithm>
#include <cassert>
#include <iterator>

#include "ast/builder.hpp"

namespace vmt {

using ExpressionNode = decltype(ast::Expression::node);

namespace {

struct Sign {
  std::string_view text;
  ast::Operator op;
};

// Those of other languages among them, which are reported where they are read.
constexpr Sign signs[]{
    {"or", ast::Operator::logical_or},        {"||", ast::Operator::logical_or},
    {"and", ast::Operator::logical_and},      {"&&", ast::Operator::logical_and},
    {"==", ast::Operator::equal},             {"===", ast::Operator::equal},
    {"=", ast::Operator::equal},              {"!=", ast::Operator::not_equal},
    {"!==", ast::Operator::not_equal},        {"<>", ast::Operator::not_equal},
    {"<", ast::Operator::less},               {"<=", ast::Operator::less_equal},
    {">", ast::Operator::greater},            {">=", ast::Operator::greater_equal},
    {"contains", ast::Operator::contains},    {"matches", ast::Operator::matches},
    {"in", ast::Operator::in},                {"+", ast::Operator::add},
    {"-", ast::Operator::subtract},           {"*", ast::Operator::multiply},
    {"/", ast::Operator::divide},             {"%", ast::Operator::remainder},
};

ast::Operator operator_of(std::string_view text) {
  const auto* sign = std::find_if(std::begin(signs), std::end(signs),
                                  [text](const Sign& each) { return each.text == text; });
  assert(sign != std::end(signs));
  return sign->op;
}

bool is_comparison(ast::Operator op) {
  return op >= ast::Operator::equal && op <= ast::Operator::in;
}

}  // namespace

std::vector<ast::Name> Builder::names(const Children& children) const {
  std::vector<ast::Name> names;
  for (const Index child : children) names.push_back(name(child));
  return names;
}

ast::ExpressionPtr Builder::expression(Index index) const {
  return std::make_unique<ast::Expression>(expression_value(index));
}

ast::Expression Builder::expression_value(Index index) const {
  return {span(index), expression_node(index)};
}

ExpressionNode Builder::expression_node(Index index) const {
  const auto kind = shape(index);
  if (kind == Shape::variable) return variable(index);
  if (kind == Shape::number) return number(index);
  if (kind == Shape::line_text) return line_text(index);
  if (kind == Shape::block_text) return block_text(index);
  if (kind == Shape::phrase_command || kind == Shape::method_command) return command(index);

  const auto children = tree_.children(index);
  // What has a broken part is as a whole not what was meant.
  if (kind == Shape::broken || has(children, Shape::broken)) return ast::Broken{};
  switch (kind) {
    case Shape::literal_word:
      if (written(index) == "nothing") return ast::Variable{name(index)};
      return ast::Truth{written(index) == "true"};
    case Shape::list: {
      ast::List list;
      for (const Index child : children) list.items.push_back(expression_value(child));
      return list;
    }
    case Shape::map: return map(children);
    case Shape::parenthesized: return ast::Parenthesized{expression(children[0])};
    case Shape::expect_failure: return ast::ExpectFailure{block(children[0])};
    case Shape::member: return ast::Member{expression(children[0]), name(children[1])};
    case Shape::call: return call(children);
    case Shape::index: return ast::Index{expression(children[0]), expression(children[1])};
    case Shape::range: return ast::Range{expression(children[0]), expression(children[1])};
    case Shape::binary: return binary(children);
    case Shape::unary: {
      const auto op =
          written(children[0]) == "-" ? ast::Operator::negate : ast::Operator::logical_not;
      return ast::Unary{op, span(children[0]), expression(children[1])};
    }
    default: assert(kind == Shape::lambda); return lambda(children);
  }
}

// `None`, `True` and their like are names here; written where a value is meant, they are what other
// languages mean by them.
ExpressionNode Builder::variable(Index index) const {
  constexpr std::pair<std::string_view, std::string_view> foreign[]{
      {"None", "nothing"}, {"nil", "nothing"},  {"null", "nothing"},  {"undefined", "nothing"},
      {"NULL", "nothing"}, {"True", "true"},    {"False", "false"},   {"TRUE", "true"},
      {"FALSE", "false"}};
  for (const auto& [word, meant] : foreign) {
    if (written(index) != word) continue;
    diagnostics_.report(span(index), problems::foreign_operator, word, meant)
        .fix(fmt::format("write `{}`", meant), span(index), std::string(meant),
             Applicability::machine_applicable);
    if (meant != "nothing") return ast::Truth{meant == "true"};
    return ast::Variable{{span(index), "nothing"}};
  }
  return ast::Variable{name(index)};
}

ast::Binary Builder::binary(const Children& children) const {
  ast::Binary binary{operator_of(written(children[1])), span(children[1]), expression(children[0]),
                     expression(children[2])};
  if (!is_comparison(binary.op)) return binary;
  const auto* left = std::get_if<ast::Binary>(&binary.left->node);
  if (left && is_comparison(left->op)) {
    diagnostics_.report(binary.op_span, problems::comparison_chain)
        .label(left->op_span, "the result of this one is a `bool`")
        .help("join two comparisons with `and`, or put one into parentheses");
    binary.left->node = ast::Broken{};
  }
  return binary;
}

ast::Call Builder::call(const Children& children) const {
  ast::Call call;
  call.function = expression(children[0]);
  for (std::size_t i = 1; i < children.size(); ++i) {
    if (shape(children[i]) != Shape::named_argument) {
      call.arguments.push_back({std::nullopt, expression(children[i])});
      continue;
    }
    const auto parts = tree_.children(children[i]);
    call.arguments.push_back({name(parts[0]), expression(parts[1])});
  }
  return call;
}

ast::Map Builder::map(const Children& children) const {
  ast::Map map;
  for (const Index child : children) {
    const auto parts = tree_.children(child);
    ast::MapEntry entry;
    entry.is_quoted = written(parts[0]).front() == '"';
    entry.key = {span(parts[0]), entry.is_quoted ? unquoted(parts[0]) : std::string(written(parts[0]))};
    entry.value = expression(parts[1]);
    map.entries.push_back(std::move(entry));
  }
  return map;
}

ast::Lambda Builder::lambda(const Children& children) const {
  return {names(tree_.children(children[0])), expression(children[1])};
}

// ---- Commands -----------------------------------------------------------------------------------

ast::Command Builder::command(Index index) const {
  const auto children = tree_.children(index);
  ast::Command command;
  std::size_t first = 0;
  if (shape(index) == Shape::method_command) {
    command.receiver = expression(children[0]);
    command.method = name(children[1]);
    first = 2;
  }
  command.pieces = pieces(children, first);
  if (shape(children.back()) == Shape::block)
    command.block = std::make_unique<ast::Block>(block(children.back()));
  return command;
}

std::vector<ast::Piece> Builder::pieces(const Children& children, std::size_t from) const {
  std::vector<ast::Piece> pieces;
  for (std::size_t i = from; i < children.size(); ++i) {
    Index child = children[i];
    if (shape(child) == Shape::block) break;
    const bool is_last = i + 1 == children.size();
    bool is_word = shape(child) == Shape::word;
    if (shape(child) == Shape::until_condition) {
      child = tree_.children(child)[0];
      is_word = shape(child) == Shape::variable && !is_last;
    }
    ast::Piece& piece = pieces.emplace_back();
    piece.span = span(child);
    if (is_word)
      piece.node.emplace<ast::Name>(name(child));
    else
      piece.node.emplace<ast::ExpressionPtr>(expression(child));
  }
  return pieces;
}

}  // namespace vmt

namespace vmt::ast {

std::string_view spelling(Operator op) {
  switch (op) {
    case Operator::logical_or: return "or";
    case Operator::logical_and: return "and";
    case Operator::logical_not: return "not";
    case Operator::equal: return "==";
    case Operator::not_equal: return "!=";
    case Operator::less: return "<";
    case Operator::less_equal: return "<=";
    case Operator::greater: return ">";
    case Operator::greater_equal: return ">=";
    case Operator::contains: return "contains";
    case Operator::matches: return "matches";
    case Operator::in: return "in";
    case Operator::add: return "+";
    case Operator::subtract: return "-";
    case Operator::multiply: return "*";
    case Operator::divide: return "/";
    case Operator::remainder: return "%";
    case Operator::negate: return "-";
  }
  return "";
}

}  // namespace vmt::ast
