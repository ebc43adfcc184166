// What other languages have behind a dot: methods and fields of values, and functions of modules.
#include <array>

#include "check/foreign.hpp"
#include "check/foreign_habit.hpp"
#include "check/variables.hpp"

namespace vmt::checking {

namespace {

constexpr auto of_text = std::to_array<Habit>({
    {"strip", 0, "{m}.trim()"},
    {"lstrip", 0, "{m}.trim()"},
    {"rstrip", 0, "{m}.trim()"},
    {"chomp", 0, "{m}.trim()"},
    {"startswith", 1, "{m}.starts_with({0})"},
    {"startsWith", 1, "{m}.starts_with({0})"},
    {"endswith", 1, "{m}.ends_with({0})"},
    {"endsWith", 1, "{m}.ends_with({0})"},
    {"splitlines", 0, "{m}.lines()"},
    {"split_whitespace", 0, "{m}.words()"},
    {"toUpperCase", 0, "{m}.upper()"},
    {"to_uppercase", 0, "{m}.upper()"},
    {"toLowerCase", 0, "{m}.lower()"},
    {"to_lowercase", 0, "{m}.lower()"},
    {"replaceAll", 2, "{m}.replace({0}, {1})"},
    {"len", 0, "{m}.length"},
    {"size", 0, "{m}.length"},
    {"toString", 0, "{m}"},
    {"to_string", 0, "{m}"},
    {"includes", 1, "{m} contains {0}"},
    {"contains", 1, "{m} contains {0}"},
    {"match", 1, "{m} matches {0}"},
    {"parse", 0, "{m}.to_int()"},
    {"to_i", 0, "{m}.to_int()"},
    {"format", 1, "\"... #{value} ...\""},
});

constexpr auto of_list = std::to_array<Habit>({
    {"len", 0, "{m}.length"},
    {"size", 0, "{m}.length"},
    {"count", 0, "{m}.length"},
    {"includes", 1, "{m} contains {0}"},
    {"contains", 1, "{m} contains {0}"},
    {"append", 1, "{m} = {m} + [{0}]"},
    {"push", 1, "{m} = {m} + [{0}]"},
    {"forEach", 1, "for item in {m} { ... }"},
    {"some", 1, "{m}.any({0})"},
    {"every", 1, "{m}.all({0})"},
});

constexpr auto of_map = std::to_array<Habit>({
    {"get", 1, "{m}[{0}]"},
    {"has_key", 1, "{m}.has({0})"},
    {"containsKey", 1, "{m}.has({0})"},
    {"items", 0, "{m}.keys()"},
});

constexpr auto of_number = std::to_array<Habit>({
    {"toString", 0, "\"#{m}\""},
    {"to_string", 0, "\"#{m}\""},
});

constexpr auto of_result = std::to_array<Habit>({
    {"stdout", 0, "{m}.output"},
    {"stderr", 0, "{m}.errors"},
    {"code", 0, "{m}.status"},
    {"exit_code", 0, "{m}.status"},
    {"exit_status", 0, "{m}.status"},
    {"returncode", 0, "{m}.status"},
    {"rc", 0, "{m}.status"},
});

std::span<const Habit> habits_of(Type receiver) {
  switch (receiver.kind()) {
    case Kind::text: return of_text;
    case Kind::list: return of_list;
    case Kind::map: return of_map;
    case Kind::integer:
    case Kind::decimal: return of_number;
    case Kind::result: return of_result;
    default: return {};
  }
}

// By the module and the function, as they are written.
constexpr auto of_modules = std::to_array<Habit>({
    {"time.sleep", 1, "sleep {0}s"},
    {"time.time", 0, "elapsed()"},
    {"time.monotonic", 0, "elapsed()"},
    {"time.perf_counter", 0, "elapsed()"},
    {"Date.now", 0, "elapsed()"},
    {"performance.now", 0, "elapsed()"},
    {"json.loads", 1, "{0}.json()"},
    {"JSON.parse", 1, "{0}.json()"},
    {"re.search", 2, "{1} matches {0}"},
    {"re.match", 2, "{1} matches {0}"},
    {"re.findall", 2, "{1}.find_all({0})"},
    {"random.choice", 1, "{0}.pick()"},
    {"console.log", 1, "log {0}"},
    {"console.error", 1, "log {0}"},
    {"os.system", 1, "host.succeed {0}"},
    {"subprocess.run", 1, "host.succeed \"...\""},
    {"subprocess.check_output", 1, "host.succeed \"...\""},
    {"sys.exit", 1, "fail \"...\""},
    {"pytest.raises", 1, "expect failure { ... }"},
    {"pytest.skip", 1, "skip {0}"},
    {"pytest.fail", 1, "fail {0}"},
});

}  // namespace

bool report_foreign_member(Context& context, const ast::Name& member, Type type, Span receiver, Span whole,
                           std::span<const Given> given) {
  const Habit* habit = find_habit(habits_of(type), member.text, given.size());
  if (habit) report_habit(context, *habit, member, receiver.source->text(receiver), whole, given);
  return habit != nullptr;
}

bool report_foreign_module(Body& body, const ast::Member& member, Span whole, std::span<const Given> given) {
  const auto* module = std::get_if<ast::Variable>(&member.object->node);
  if (!module || type_of_name(body, module->name.text)) return false;
  const ast::Name name{join(module->name.span, member.name.span),
                       fmt::format("{}.{}", module->name.text, member.name.text)};
  const Habit* habit = find_habit(of_modules, name.text, given.size());
  if (habit) report_habit(body.context(), *habit, name, {}, whole, given);
  return habit != nullptr;
}

}  // namespace vmt::checking
