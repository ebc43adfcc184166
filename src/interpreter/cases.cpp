#include "interpreter/cases.hpp"

#include <fmt/format.h>

#include "interpreter/operators.hpp"

namespace vmt {
namespace {

std::vector<Case> turns_of(const program::Test& test, World& world, const std::vector<Value>& globals) {
  Interpreter interpreter(world, globals, test.body.slot_count, world.interrupt);
  const auto title = [&] { return interpreter.evaluate(*test.title).text(); };
  if (!test.loop) return {{&test, std::nullopt, title(), std::nullopt, {}}};
  std::vector<Case> turns;
  for (auto& item : items_of(interpreter.evaluate(*test.loop))) {
    interpreter.local(0) = item;
    auto name = title();
    if (!std::holds_alternative<program::MakeText>(test.title->node))
      name += fmt::format(" ({})", show_plain(item, world.program.names));
    turns.push_back({&test, std::move(item), std::move(name), std::nullopt, {}});
  }
  return turns;
}

}  // namespace

std::vector<Case> make_cases(World& world, const std::vector<Value>& globals, std::size_t repeat) {
  const auto& tests = world.program.tests;
  std::vector<Case> cases;
  std::vector<std::optional<std::size_t>> first_of(tests.size());
  for (std::size_t i = 0; i < tests.size(); ++i) {
    for (const auto& turn : turns_of(tests[i], world, globals)) {
      if (!first_of[i]) first_of[i] = cases.size();
      for (std::size_t round = 1; round <= repeat; ++round) {
        auto& one = cases.emplace_back(turn);
        if (repeat > 1) one.name += fmt::format(" [{} of {}]", round, repeat);
      }
    }
  }
  // A test that comes after one with several turns begins at the end of the first.
  for (auto& one : cases) {
    if (!one.test->after) continue;
    one.after = first_of[*one.test->after];
    if (!one.after) one.not_run_because = "the test that it comes after has no turns";
  }
  return cases;
}

}  // namespace vmt
