// How a mistake of habit is told: what is said elsewhere, and the line that says it here.
#pragma once

#include <algorithm>
#include <span>
#include <string_view>

#include "check/context.hpp"
#include "check/match.hpp"

namespace vmt::checking {

// In `here`, `{m}` is the receiver, `{0}` and `{1}` are the arguments as they were written. `#{0}` is an
// argument inside of a text, `{0}s` a number of seconds, and `{0-1}` the number before it.
struct Habit {
  std::string_view name;
  std::size_t argument_count;
  std::string_view here;
};

// The habit with so many arguments, or the first of that name; null when there is none.
inline const Habit* find_habit(std::span<const Habit> habits, std::string_view name, std::size_t arguments) {
  const Habit* found = nullptr;
  for (const Habit& habit : habits)
    if (habit.name == name && (!found || habit.argument_count == arguments)) found = &habit;
  return found;
}

// `whole` is replaced when the habit takes as many arguments as there are. An argument that is called
// `timeout` becomes the limit of the statement.
void report_habit(Context& context, const Habit& habit, const ast::Name& name, std::string_view receiver,
                  Span whole, std::span<const Given> given);

}  // namespace vmt::checking
