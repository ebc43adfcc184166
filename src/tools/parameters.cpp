#include "tools/parameters.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "ast/parse.hpp"
#include "diagnostic/closest.hpp"

namespace vmt::tools {
namespace {

std::optional<Value> value_of(const ast::Expression& literal) {
  if (const auto* node = std::get_if<ast::Integer>(&literal.node)) return Value(node->value);
  if (const auto* node = std::get_if<ast::Decimal>(&literal.node)) return Value(node->value);
  if (const auto* node = std::get_if<ast::Truth>(&literal.node)) return Value(node->value);
  if (const auto* node = std::get_if<ast::Duration>(&literal.node))
    return Value(DurationValue{node->nanoseconds});
  if (const auto* node = std::get_if<ast::Size>(&literal.node)) return Value(SizeValue{node->bytes});
  if (const auto* node = std::get_if<ast::Rate>(&literal.node))
    return Value(RateValue{node->bits_per_second});
  if (const auto* node = std::get_if<ast::Percentage>(&literal.node))
    return Value(PercentageValue{node->value});
  return std::nullopt;
}

Kind kind_of(const Value& value) {
  if (value.is<std::int64_t>()) return Kind::integer;
  if (value.is<double>()) return Kind::decimal;
  if (value.is<bool>()) return Kind::boolean;
  if (value.is<DurationValue>()) return Kind::duration;
  if (value.is<SizeValue>()) return Kind::size;
  if (value.is<RateValue>()) return Kind::rate;
  return Kind::percentage;
}

}  // namespace

// The value as the language would read it after `let value =`.
std::optional<Value> read_literal(const std::string& text, Type type) {
  if (type.is(Kind::text)) return Value(text);
  const Source source("--set", "let value = " + text);
  Diagnostics diagnostics;
  const auto file = parse(source, diagnostics);
  if (diagnostics.has_errors() || file.body.statements.size() != 1) return std::nullopt;
  const auto* binding = std::get_if<ast::Binding>(&file.body.statements.front().node);
  if (!binding) return std::nullopt;
  auto value = value_of(*binding->value);
  return value && kind_of(*value) == type.kind() ? value : std::nullopt;
}

tl::expected<std::map<std::string, Value>, std::string> read_parameters(
    const program::Program& program, const std::vector<std::string>& settings) {
  std::map<std::string, Value> values;
  for (const auto& setting : settings) {
    const auto equals = setting.find('=');
    if (equals == std::string::npos)
      return tl::unexpected(fmt::format("`--set {}` has no value; write --set NAME=value", setting));
    const auto name = setting.substr(0, equals);
    const auto text = setting.substr(equals + 1);
    const auto found = std::ranges::find(program.parameters, name, &program::Parameter::name);
    if (found == program.parameters.end()) {
      std::vector<std::string_view> names;
      for (const auto& parameter : program.parameters) names.push_back(parameter.name);
      const auto nearest = closest(name, names);
      return tl::unexpected(fmt::format("the script has no `param {}`{}", name,
                                        nearest ? fmt::format("; there is `{}`", *nearest) : ""));
    }
    auto value = read_literal(text, found->type);
    if (!value)
      return tl::unexpected(fmt::format("`param {}` is of type {}, and `{}` is not", name,
                                        show(found->type), text));
    values.insert_or_assign(name, std::move(*value));
  }
  return values;
}

}  // namespace vmt::tools
