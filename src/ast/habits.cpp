#include "ast/habits.hpp"

#include <array>

namespace vmt {
namespace {

constexpr auto habits = std::to_array<Habit>({
    // Characters of other keyboards, and of word processors.
    {"\uff08", "(", {}, true},
    {"\uff09", ")", {}, true},
    {"\uff3b", "[", {}, true},
    {"\uff3d", "]", {}, true},
    {"\uff5b", "{", {}, true},
    {"\uff5d", "}", {}, true},
    {"\uff0c", ",", {}, true},
    {"\u3001", ",", {}, true},
    {"\uff1a", ":", {}, true},
    {"\uff1b", ";", {}, true},
    {"\uff0e", ".", {}, true},
    {"\u3002", ".", {}, true},
    {"\uff1d", "=", {}, true},
    {"\uff0b", "+", {}, true},
    {"\uff0d", "-", {}, true},
    {"\uff0a", "*", {}, true},
    {"\uff0f", "/", {}, true},
    {"\uff05", "%", {}, true},
    {"\uff1c", "<", {}, true},
    {"\uff1e", ">", {}, true},
    {"\uff03", "#", {}, true},
    {"\uff02", "\"", {}, true},
    {"\u2018", "\"", {}, true},
    {"\u2019", "\"", {}, true},
    {"\u201c", "\"", {}, true},
    {"\u201d", "\"", {}, true},
    {"\u201e", "\"", {}, true},
    {"\u00ab", "\"", {}, true},
    {"\u00bb", "\"", {}, true},
    {"\u2212", "-", {}, true},
    {"\u2013", "-", {}, true},
    {"\u2014", "-", {}, true},
    {"\u00d7", "*", {}, true},
    {"\u2026", "..", {}, true},
    {"\u2192", "->", {}, true},
    {"\u2260", "!=", {}, true},
    {"\u2264", "<=", {}, true},
    {"\u2265", ">=", {}, true},
    // Signs of other languages.
    {"/*", {}, "comments begin with `#` and end with the line"},
    {"&&", "and", {}},
    {"||", "or", {}},
    {"|", {}, "a pipe belongs into the text of a shell command"},
    {"&", {}, "what shall run beside the rest stands in `parallel { }`, or is started with `spawn`"},
    {"$", {}, "a value is named without `$`, and in a text as `#{name}`"},
    {"@", {}, "names are letters, digits and `_`"},
    {"`", {}, "texts are written in double quotes, and a shell command is one: `web.succeed \"...\"`"},
    {"?", {}, "a choice is written with `if`"},
    {"\\", {}, "a statement goes on in the next line behind an operator and inside of brackets"},
    {"'", {}, "texts are written in double quotes"},
    {"->", {}, "a small function is written `x => x + 1`"},
    {"=>", {}, "a small function is written `x => x + 1`"},
});

}  // namespace

std::optional<Habit> habit_at(std::string_view text) {
  for (const Habit& habit : habits)
    if (text.starts_with(habit.sign)) return habit;
  return std::nullopt;
}

}  // namespace vmt
