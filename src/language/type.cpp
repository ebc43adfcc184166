#include "language/type.hpp"

#include <utility>

namespace vmt {

namespace {

constexpr auto kind_words = std::to_array<std::pair<std::string_view, Kind>>({
    {"nothing", Kind::nothing}, {"bool", Kind::boolean},      {"int", Kind::integer},
    {"float", Kind::decimal},   {"text", Kind::text},         {"duration", Kind::duration},
    {"size", Kind::size},       {"rate", Kind::rate},         {"percentage", Kind::percentage},
    {"range", Kind::range},     {"regex", Kind::regex},       {"machine", Kind::machine},
    {"network", Kind::network}, {"host", Kind::host},         {"job", Kind::job},
    {"result", Kind::result},   {"failure", Kind::failure},   {"list", Kind::list},
    {"map", Kind::map},         {"function", Kind::function}, {"any", Kind::any},
});

bool fits_everything(Type type) {
  return type.is(Kind::any) || type.is(Kind::unknown);
}

bool holds_another(Type type) {
  return type.is(Kind::list) || type.is(Kind::map) || type.is(Kind::function);
}

std::string_view word_of(Kind kind) {
  for (const auto& [word, named] : kind_words)
    if (named == kind) return word;
  return "unknown";
}

}  // namespace

bool fits(Type from, Type to) {
  // A chain is finite and ends in a kind that holds nothing, or in `unknown` where it was cut off.
  while (!fits_everything(from) && !fits_everything(to)) {
    if (from.kind() != to.kind()) return false;
    if (!holds_another(from)) return true;
    from = from.element();
    to = to.element();
  }
  return true;
}

std::string show(Type type) {
  std::string shown{word_of(type.kind())};
  if (!holds_another(type)) return shown;
  const Type inner = type.element();
  // `[]` is a list of nobody knows what; saying so helps nobody.
  if (inner.is(Kind::unknown)) return shown;
  return shown + (type.is(Kind::function) ? " to " : " of ") + show(inner);
}

std::optional<Kind> kind_named(std::string_view word) {
  for (const auto& [spelling, kind] : kind_words)
    if (spelling == word) return kind;
  return std::nullopt;
}

}  // namespace vmt
