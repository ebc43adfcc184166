// Methods of lists and maps.
#include <algorithm>

#include "commands/commands.hpp"
#include "interpreter/call.hpp"
#include "interpreter/operators.hpp"

namespace vmt::commands {
namespace {

const ListValue& list_of(Call& call) { return call.value("list").list(); }
const MapValue& map_of(Call& call) { return call.value("map").map(); }

Value length(Call& call) { return static_cast<std::int64_t>(list_of(call).size()); }

Value first(Call& call) {
  if (list_of(call).empty()) throw ValueError("an empty list has no first element");
  return list_of(call).front();
}

Value last(Call& call) {
  if (list_of(call).empty()) throw ValueError("an empty list has no last element");
  return list_of(call).back();
}

Value map(Call& call) {
  ListValue results;
  for (const auto& item : list_of(call)) results.push_back(call.apply(call.value("each"), {item}));
  return results;
}

Value filter(Call& call) {
  ListValue kept;
  for (const auto& item : list_of(call))
    if (call.apply(call.value("each"), {item}).as<bool>()) kept.push_back(item);
  return kept;
}

Value any(Call& call) {
  return std::ranges::any_of(list_of(call), [&](const Value& item) {
    return call.apply(call.value("each"), {item}).as<bool>();
  });
}

Value all(Call& call) {
  return std::ranges::all_of(list_of(call), [&](const Value& item) {
    return call.apply(call.value("each"), {item}).as<bool>();
  });
}

Value sort(Call& call) {
  ListValue sorted = list_of(call);
  std::ranges::stable_sort(sorted, [](const Value& left, const Value& right) {
    return apply_binary(ast::Operator::less, left, right).as<bool>();
  });
  return sorted;
}

Value join(Call& call) {
  std::string joined;
  for (const auto& item : list_of(call)) {
    if (&item != &list_of(call).front()) joined += call.text_or("separator", "");
    joined += show_plain(item, call.interpreter().program().names);
  }
  return joined;
}

Value to_map(Call& call) {
  MapValue map;
  for (const auto& pair : list_of(call)) {
    if (!pair.is<std::shared_ptr<const ListValue>>() || pair.list().size() != 2 ||
        !pair.list().front().is<std::shared_ptr<const std::string>>())
      throw ValueError("each element must be a list of two, a text and a value");
    map.insert_or_assign(pair.list().front().text(), pair.list().back());
  }
  return map;
}

Value keys(Call& call) {
  ListValue keys;
  for (const auto& [key, value] : map_of(call)) keys.emplace_back(key);
  return keys;
}

Value values(Call& call) {
  ListValue values;
  for (const auto& [key, value] : map_of(call)) values.push_back(value);
  return values;
}

Value has(Call& call) { return map_of(call).contains(call.text("key")); }

constexpr auto rows = std::to_array<Form>({
    {.phrase = "{list:list}.length",
     .result = Kind::integer,
     .doc = "The number of elements.",
     .example = "expect [1, 2].length == 2",
     .run = length},
    {.phrase = "{list:list}.first",
     .gives = Gives::receiver_element,
     .doc = "The first element.",
     .example = "expect [1, 2].first == 1",
     .run = first},
    {.phrase = "{list:list}.last",
     .gives = Gives::receiver_element,
     .doc = "The last element.",
     .example = "expect [1, 2].last == 2",
     .run = last},
    {.phrase = "{list:list}.map {each:each}",
     .gives = Gives::list_of_each,
     .doc = "What the small function gives for each element.",
     .example = "let doubled = [1, 2].map(x => x * 2)",
     .run = map},
    {.phrase = "{list:list}.filter {each:each}",
     .gives = Gives::receiver,
     .doc = "The elements for which the small function is true.",
     .example = "let large = [1, 20].filter(x => x > 10)",
     .run = filter},
    {.phrase = "{list:list}.any {each:each}",
     .result = Kind::boolean,
     .doc = "Whether the small function is true for an element.",
     .example = "expect [1, 20].any(x => x > 10)",
     .run = any},
    {.phrase = "{list:list}.all {each:each}",
     .result = Kind::boolean,
     .doc = "Whether the small function is true for every element.",
     .example = "expect [1, 20].all(x => x > 0)",
     .run = all},
    {.phrase = "{list:list}.sort",
     .gives = Gives::receiver,
     .doc = "The elements in ascending order.",
     .example = "expect [2, 1].sort() == [1, 2]",
     .run = sort},
    {.phrase = "{list:list}.join {separator:text}",
     .result = Kind::text,
     .doc = "The elements as one text, with the separator between them.",
     .example = "expect [\"a\", \"b\"].join(\", \") == \"a, b\"",
     .run = join},
    {.phrase = "{list:list}.to_map",
     .result = Type::map_of(Kind::any),
     .doc = "A map from a list of pairs, each a list of two: the key and its value. Of two equal keys the last "
            "one counts.",
     .example = "let ages = [\"ada 36\", \"alan 41\"].map(line => line.words()).to_map()",
     .run = to_map},
    {.phrase = "{map:map}.keys",
     .result = Type::list_of(Kind::text),
     .doc = "Its keys, in ascending order.",
     .example = "expect {a: 1}.keys() == [\"a\"]",
     .run = keys},
    {.phrase = "{map:map}.values",
     .result = Type::list_of(Kind::any),
     .doc = "Its values, in the order of their keys.",
     .example = "let numbers = {a: 1}.values()",
     .run = values},
    {.phrase = "{map:map}.has {key:text}",
     .result = Kind::boolean,
     .doc = "Whether the map has the key.",
     .example = "expect {a: 1}.has(\"a\")",
     .run = has},
});

constexpr auto function_rows = std::to_array<Form>({
    {.phrase = "raw {value:text}",
     .result = Kind::text,
     .doc = "In a command, the text as it is, unquoted: shell text on purpose.",
     .example = "web.succeed \"ls #{raw(\"-l -a\")} /\"",
     .run = [](Call& call) { return call.value("value"); }},
});

}  // namespace

std::span<const Form> lists() { return rows; }
std::span<const Form> functions() { return function_rows; }

}  // namespace vmt::commands
