#include "check/literals.hpp"

#include <re2/re2.h>

#include "check/paths.hpp"
#include "check/problems.hpp"
#include "check/variables.hpp"

namespace vmt::checking {

namespace {

constexpr std::int64_t largest_port = 65535;
constexpr double whole = 100;

// The literal text of a text without interpolations; null for anything else.
const ast::TextPart* only_literal(const ast::Expression& written) {
  if (const auto* inner = std::get_if<ast::Parenthesized>(&written.node))
    return inner->inside ? only_literal(*inner->inside) : nullptr;
  const auto* text = std::get_if<ast::Text>(&written.node);
  if (!text || text->parts.size() != 1 || text->parts.front().value) return nullptr;
  return &text->parts.front();
}

std::string_view what_is_wrong(re2::RE2::ErrorCode code) {
  switch (code) {
    case re2::RE2::ErrorBadEscape: return "this escape means nothing";
    case re2::RE2::ErrorBadCharClass: return "no such class of characters";
    case re2::RE2::ErrorBadCharRange: return "this range of characters runs backwards";
    case re2::RE2::ErrorMissingBracket: return "a `[` is not closed";
    case re2::RE2::ErrorMissingParen: return "a `(` is not closed, or a `)` closes nothing";
    case re2::RE2::ErrorUnexpectedParen: return "this `)` closes nothing";
    case re2::RE2::ErrorTrailingBackslash: return "a `\\` at the end escapes nothing";
    case re2::RE2::ErrorRepeatArgument: return "there is nothing to repeat";
    case re2::RE2::ErrorRepeatSize: return "this repeats too often, or backwards";
    case re2::RE2::ErrorRepeatOp: return "two repetitions in a row";
    case re2::RE2::ErrorBadPerlOp: return "there is no such group; look-around is not known";
    case re2::RE2::ErrorBadUTF8: return "this is not UTF-8";
    case re2::RE2::ErrorBadNamedCapture: return "this name of a group is not one";
    case re2::RE2::ErrorPatternTooLarge: return "this takes too much memory";
    case re2::RE2::NoError:
    case re2::RE2::ErrorInternal: break;
  }
  return "this cannot be read";
}

void check_port(Context& context, const program::Expression& checked) {
  const Value* value = constant_value(checked);
  if (!value || !value->is<std::int64_t>()) return;
  const auto port = value->as<std::int64_t>();
  if (port >= 1 && port <= largest_port) return;
  context.report(checked.span, port_out_of_range, port).label("a port is from 1 to 65535");
}

template <typename Unit>
void check_positive(Context& context, const program::Expression& checked, std::int64_t Unit::*amount,
                    std::string_view what) {
  const Value* value = constant_value(checked);
  if (!value || !value->is<Unit>() || value->as<Unit>().*amount > 0) return;
  context.report(checked.span, not_positive, what, show(value->as<Unit>()))
      .label("must be more than nothing");
}

void check_percentage(Context& context, const program::Expression& checked) {
  const Value* value = constant_value(checked);
  if (!value || !value->is<PercentageValue>()) return;
  const double percent = value->as<PercentageValue>().percent;
  if (percent >= 0 && percent <= whole) return;
  context.report(checked.span, percentage_out_of_range, percent).label("not from `0%` to `100%`");
}

void check_guest_path(Context& context, const ast::Expression& written) {
  const auto* text = std::get_if<ast::Text>(&written.node);
  if (!text) return;
  if (text->parts.empty()) {
    context.report(written.span, path_not_absolute, std::string_view{}).label("an empty path");
    return;
  }
  const ast::TextPart& first = text->parts.front();
  if (first.value || first.literal.starts_with('/')) return;
  context.report(written.span, path_not_absolute, first.literal)
      .label("does not begin with `/`")
      .note("a command starts in the home folder of its user, so a relative path says little");
}

}  // namespace

Span place_in(const ast::Expression& written, std::size_t index) {
  const ast::TextPart* part = only_literal(written);
  if (!part || index >= part->offsets.size()) return written.span;
  const std::uint32_t begin = part->offsets[index];
  return {written.span.source, begin, begin + 1};
}

void check_pattern(Context& context, const ast::Expression& written, const program::Expression& checked) {
  const Value* value = constant_value(checked);
  if (!value || !value->is<std::shared_ptr<const std::string>>()) return;
  const std::string& pattern = value->text();
  const re2::RE2 expression(pattern, re2::RE2::Quiet);
  if (expression.ok()) return;
  // RE2 names the part that it could not read, and that part stands in the pattern.
  const std::string& part = expression.error_arg();
  const auto at = part.empty() ? pattern.npos : pattern.find(part);
  Span place = written.span;
  if (at != pattern.npos) {
    const Span last = place_in(written, at + part.size() - 1);
    place = join(place_in(written, at), last);
  }
  context.report(place, not_a_pattern, pattern).label(std::string(what_is_wrong(expression.error_code())));
}

void check_literal(Context& context, const ast::Expression& written, const program::Expression& checked,
                   Role role) {
  switch (role) {
    case Role::port:
    case Role::port_or_any: return check_port(context, checked);
    case Role::duration: return check_positive(context, checked, &DurationValue::nanoseconds, "duration");
    case Role::size: return;  // none may be left: only settings need more, and ask themselves
    case Role::rate: return check_positive(context, checked, &RateValue::bits_per_second, "rate");
    case Role::percentage: return check_percentage(context, checked);
    case Role::pattern: return check_pattern(context, written, checked);
    case Role::guest_path: return check_guest_path(context, written);
    case Role::host_path: return check_host_path(context, written, checked);
    default: return;
  }
}

void propose_unit(Diagnostic& diagnostic, const ast::Expression& written, Type wanted) {
  if (!std::holds_alternative<ast::Integer>(written.node) &&
      !std::holds_alternative<ast::Decimal>(written.node))
    return;
  const std::string digits(written.span.source ? written.span.source->text(written.span) : "");
  const auto propose = [&](std::string_view what, std::string_view unit) {
    diagnostic.fix(fmt::format("{} is written `{}{}`", what, digits, unit), after(written.span),
                   std::string(unit));
  };
  switch (wanted.kind()) {
    case Kind::duration: return propose("a number of seconds", "s");
    case Kind::size: return propose("a number of mebibytes", "MiB");
    case Kind::rate: return propose("a number of megabits a second", "mbit");
    case Kind::percentage: return propose("a part of a hundred", "%");
    default: return;
  }
}

}  // namespace vmt::checking
