#include <charconv>
#include <cmath>
#include <limits>

#include "ast/builder.hpp"
#include "ast/scan.hpp"
#include "ast/units.hpp"

namespace vmt {
namespace {

// The parts of `1_000.5kbit`, the digits without their underscores.
struct NumberParts {
  std::string digits;  // "1000.5"
  std::string_view unit;
  bool is_decimal = false;
};

NumberParts parts_of(std::string_view written) {
  NumberParts parts;
  std::size_t at = 0;
  for (; at < written.size(); ++at) {
    const char c = written[at];
    const bool is_separator = c == '_' && at + 1 < written.size() && is_digit(written[at + 1]);
    if (!is_digit(c) && c != '.' && !is_separator) break;
    if (c == '.') parts.is_decimal = true;
    if (!is_separator) parts.digits += c;
  }
  parts.unit = written.substr(at);
  return parts;
}

double decimal_of(const std::string& digits) {
  double value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return value;
}

// Nothing when it does not fit.
std::optional<std::int64_t> scaled(const NumberParts& parts, std::int64_t factor) {
  if (parts.is_decimal) {
    const double value = std::round(decimal_of(parts.digits) * static_cast<double>(factor));
    if (value >= 9.2e18) return std::nullopt;
    return static_cast<std::int64_t>(value);
  }
  std::int64_t value = 0;
  const auto* end = parts.digits.data() + parts.digits.size();
  if (std::from_chars(parts.digits.data(), end, value).ec != std::errc()) return std::nullopt;
  if (value > std::numeric_limits<std::int64_t>::max() / factor) return std::nullopt;
  return value * factor;
}

std::string_view noun_of(Measure measure) {
  switch (measure) {
    case Measure::duration: return "a duration";
    case Measure::size: return "a size";
    case Measure::rate: return "a rate";
  }
  return "";
}

std::string_view largest_of(Measure measure) {
  switch (measure) {
    case Measure::duration: return "`106751d`";
    case Measure::size: return "`8388607TiB`";
    case Measure::rate: return "`9223372036gbit`";
  }
  return "";
}

std::string names_of_units() {
  std::string text;
  for (const Measure measure : {Measure::duration, Measure::size, Measure::rate}) {
    text += text.empty() ? "" : "; ";
    text += measure == Measure::duration ? "durations" : measure == Measure::size ? "sizes" : "rates";
    for (const Unit& unit : units)
      if (unit.measure == measure) text += fmt::format(" `{}`", unit.name);
  }
  return text;
}

}  // namespace

decltype(ast::Expression::node) Builder::number(Index index) const {
  const auto text = written(index);
  const auto parts = parts_of(text);
  const auto unit_span = source_.span(tree_[index].end - parts.unit.size(), tree_[index].end);
  if (parts.unit == "%") return ast::Percentage{decimal_of(parts.digits)};
  if (parts.unit.empty()) {
    if (parts.is_decimal) return ast::Decimal{decimal_of(parts.digits)};
    const auto value = scaled(parts, 1);
    if (!value) {
      diagnostics_.report(span(index), problems::too_large, text, "an integer",
                          "`9223372036854775807`")
          .label("does not fit into 64 bits");
      return ast::Broken{};
    }
    if (parts.digits.size() > 1 && parts.digits[0] == '0')
      diagnostics_.report(span(index), problems::leading_zero, text)
          .fix("leave the zeros out", span(index), std::to_string(*value));
    return ast::Integer{*value};
  }

  const Unit* unit = unit_named(parts.unit);
  if (!unit) {
    auto& diagnostic = diagnostics_.report(unit_span, problems::unknown_unit, parts.unit);
    if (parts.digits == "0" && (parts.unit[0] == 'x' || parts.unit[0] == 'b' || parts.unit[0] == 'o'))
      diagnostic.help("integers are written in decimal digits");
    else if (const auto likely = likely_unit(parts.unit))
      diagnostic.fix(fmt::format("there is a unit `{}`", *likely), unit_span, std::string(*likely));
    diagnostic.note("the units are: " + names_of_units());
    return ast::Broken{};
  }
  const auto value = scaled(parts, unit->factor);
  if (!value) {
    diagnostics_.report(span(index), problems::too_large, text, noun_of(unit->measure),
                        largest_of(unit->measure))
        .label("does not fit into 64 bits");
    return ast::Broken{};
  }
  switch (unit->measure) {
    case Measure::duration: return ast::Duration{*value};
    case Measure::size: return ast::Size{*value};
    case Measure::rate: return ast::Rate{*value};
  }
  return ast::Broken{};
}

}  // namespace vmt
