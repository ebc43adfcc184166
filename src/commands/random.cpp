// What is left to chance, and comes again with the same `--seed`.
#include <fmt/format.h>

#include "commands/commands.hpp"
#include "interpreter/call.hpp"
#include "interpreter/operators.hpp"

namespace vmt::commands {
namespace {

// Moves so many elements, drawn at random, to the front (the first rounds of a Fisher-Yates shuffle).
ListValue drawn(Call& call, std::size_t count) {
  auto list = call.value("list").list();
  for (std::size_t i = 0; i < count; ++i) {
    const auto left = list.size() - i;
    std::swap(list[i], list[i + call.interpreter().draw() % left]);
  }
  list.resize(count);
  return list;
}

Value pick(Call& call) {
  if (call.value("list").list().empty()) throw ValueError("there is nothing to pick in an empty list");
  return drawn(call, 1).front();
}

Value sample(Call& call) {
  const auto count = call.integer("count");
  const auto size = call.value("list").list().size();
  if (count < 0 || static_cast<std::size_t>(count) > size)
    throw ValueError(fmt::format("{} of {} elements can't be drawn", count, size));
  return drawn(call, static_cast<std::size_t>(count));
}

Value seed(Call& call) {
  return static_cast<std::int64_t>(call.interpreter().world().seed);
}

constexpr auto rows = std::to_array<Form>({
    {.phrase = "{list:list}.pick",
     .gives = Gives::receiver_element,
     .doc = "An element drawn at random; the same one in every run with the same `--seed`.",
     .example = "let name = [\"ada\", \"grace\"].pick()",
     .run = pick},
    {.phrase = "{list:list}.sample {count:int}",
     .gives = Gives::receiver,
     .doc =
         "So many of the elements, drawn at random, none of them twice: with all of them, a shuffled list. "
         "The same ones in every run with the same `--seed`.",
     .example = "let some = [1, 2, 3].sample(2)",
     .run = sample},
});

constexpr auto function_rows = std::to_array<Form>({
    {.phrase = "seed",
     .result = Kind::integer,
     .doc = "The number that decides on all that is left to chance: `--seed`, or 0.",
     .example = "log \"seed #{seed()}\"",
     .run = seed},
});

}  // namespace

std::span<const Form> random() {
  return rows;
}
std::span<const Form> random_functions() {
  return function_rows;
}

}  // namespace vmt::commands
