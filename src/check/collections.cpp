// Lists, maps and ranges: making them and looking into them.
#include <unordered_map>

#include "check/expressions.hpp"
#include "check/problems.hpp"

namespace vmt::checking {

namespace {

bool is_open(Type type) {
  return type.is(Kind::unknown) || type.is(Kind::any);
}

// `worker[5]` of `machine worker[3]`.
program::Expression index_of_constant(Body& body, const ListValue& list, Type element,
                                      const program::Expression& index, Span span) {
  const Value* position = constant_value(index);
  if (!position) return broken(span);
  const auto place = position->as<std::int64_t>();
  const auto count = static_cast<std::int64_t>(list.size());
  if (place >= 0 && place < count) return constant(span, element, list[static_cast<std::size_t>(place)]);
  Diagnostic& diagnostic = body.context().report(index.span, index_out_of_range, place, count);
  diagnostic.label("not in the list");
  if (count > 0) diagnostic.help(fmt::format("the first is `[0]`, the last is `[{}]`", count - 1));
  return broken(span);
}

program::Expression index_of_list(Body& body, program::Expression object, const ast::Expression& at,
                                  Span span) {
  auto index = check_wanted(body, at, {Kind::integer, Role::integer});
  const Type element = object.type.element();
  const Value* list = constant_value(object);
  if (list && constant_value(index)) return index_of_constant(body, list->list(), element, index, span);
  return expression(span, element,
                    program::Index{pointer_to(std::move(object)), pointer_to(std::move(index))});
}

}  // namespace

std::optional<Type> common_type(Type first, Type second) {
  if (first.is(Kind::unknown)) return second;
  if (second.is(Kind::unknown)) return first;
  if (first.is(Kind::any) || second.is(Kind::any)) return Type(Kind::any);
  if (first == second) return first;
  if (first.kind() != second.kind()) return std::nullopt;
  const auto element = common_type(first.element(), second.element());
  // A map is often a record, whose values have types of their own.
  if (first.is(Kind::map)) return Type::map_of(element.value_or(Kind::any));
  if (first.is(Kind::list) && element) return Type::list_of(*element);
  if (first.is(Kind::function)) return Type::function_to(element.value_or(Kind::any));
  return std::nullopt;
}

program::Expression check_list(Body& body, const ast::List& list, Span span) {
  program::MakeList make;
  Type element = Kind::unknown;
  bool is_mixed = false;
  for (const ast::Expression& item : list.items) {
    auto checked = check_value(body, item);
    const auto common = common_type(element, checked.type);
    if (!common && !is_mixed) {
      is_mixed = true;
      body.context()
          .report(item.span, mixed_list, show(element), show(checked.type))
          .label(fmt::format("{} among items that are {}", with_article(checked.type), show(element)))
          .label(list.items.front().span, fmt::format("the first is {}", with_article(element)));
    }
    element = common.value_or(Kind::unknown);
    make.items.push_back(std::move(checked));
  }
  if (is_mixed) element = Kind::unknown;
  return expression(span, Type::list_of(element), std::move(make));
}

program::Expression check_map(Body& body, const ast::Map& map, Span span) {
  program::MakeMap make;
  std::unordered_map<std::string_view, Span> keys;
  Type element = Kind::unknown;
  for (const ast::MapEntry& entry : map.entries) {
    const auto [known, is_new] = keys.emplace(entry.key.text, entry.key.span);
    if (!is_new)
      body.context()
          .report(entry.key.span, duplicate_key, entry.key.text)
          .label("the same key again")
          .label(known->second, "first written here");
    if (!entry.value) continue;
    auto value = check_value(body, *entry.value);
    element = common_type(element, value.type).value_or(Kind::any);
    make.keys.emplace_back(entry.key.text);
    make.values.push_back(std::move(value));
  }
  return expression(span, Type::map_of(element), std::move(make));
}

program::Expression check_range(Body& body, const ast::Range& range, Span span) {
  const Wanted whole_number{Kind::integer, Role::integer};
  auto first = check_wanted(body, *range.first, whole_number);
  auto last = check_wanted(body, *range.last, whole_number);
  return expression(span, Kind::range,
                    program::MakeRange{pointer_to(std::move(first)), pointer_to(std::move(last))});
}

program::Expression check_index(Body& body, const ast::Index& index, Span span) {
  auto object = check_value(body, *index.object);
  if (object.type.is(Kind::list)) return index_of_list(body, std::move(object), *index.index, span);
  if (object.type.is(Kind::map)) {
    auto key = check_wanted(body, *index.index, {Kind::text, Role::text});
    const Type element = object.type.element();
    return expression(span, element,
                      program::Index{pointer_to(std::move(object)), pointer_to(std::move(key))});
  }
  auto key = check_value(body, *index.index);
  if (!is_open(object.type)) {
    body.context()
        .report(index.object->span, not_indexable, with_article(object.type))
        .label(fmt::format("this is {}, not a list or a map", with_article(object.type)));
    return broken(span);
  }
  return expression(span, object.type,
                    program::Index{pointer_to(std::move(object)), pointer_to(std::move(key))});
}

}  // namespace vmt::checking
