#include "check/foreign.hpp"

#include <algorithm>
#include <array>

#include "ast/habits.hpp"
#include "check/foreign_habit.hpp"
#include "check/problems.hpp"

namespace vmt::checking {

namespace {

constexpr auto methods = std::to_array<Habit>({
    {"wait_for_unit", 1, "wait unit {0} on {m}"},
    {"require_unit_state", 1, "wait unit {0} on {m}"},
    {"wait_for_open_port", 1, "wait port {0} on {m}"},
    {"wait_for_closed_port", 1, "wait closed port {0} on {m}"},
    {"wait_for_open_unix_socket", 1, "wait socket {0} on {m}"},
    {"wait_for_file", 1, "wait file {0} on {m}"},
    {"wait_until_succeeds", 1, "wait until {m} succeeds {0}"},
    {"wait_until_fails", 1, "wait until {m} fails {0}"},
    {"wait_for_console_text", 1, "wait console {0} on {m}"},
    {"wait_for_text", 1, "wait screen {0} on {m}"},
    {"get_console_log", 0, "{m}.console_text()"},
    {"send_console", 1, "type {0} on console of {m}"},
    {"get_tty_text", 1, "{m}.terminal_text({0})"},
    {"send_monitor_command", 1, "{m}.monitor({0})"},
    {"get_unit_property", 2, "{m}.unit({0})[{1}]"},
    {"wait_until_tty_matches", 2, "wait terminal {0} {1} on {m}"},
    {"wait_for_shutdown", 0, "wait shutdown of {m}"},
    {"wait_for_qmp_event", 1, "wait event {0} on {m}"},
    {"copy_from_host", 2, "copy {0} to {m} at {1}"},
    {"copy_from_host_via_shell", 2, "copy {0} to {m} at {1}"},
    {"copy_from_machine", 2, "copy {0} from {m} to {1}"},
    {"copy_from_vm", 2, "copy {0} from {m} to {1}"},
    {"start_job", 1, "start unit {0} on {m}"},
    {"stop_job", 1, "stop unit {0} on {m}"},
    {"get_unit_info", 1, "{m}.unit({0})"},
    {"start", 0, "start {m}"},
    {"shutdown", 0, "shutdown {m}"},
    {"crash", 0, "crash {m}"},
    {"reboot", 0, "reboot {m}"},
    {"block", 0, "block {m}"},
    {"unblock", 0, "unblock {m}"},
    {"sleep", 1, "sleep {0}s"},
    {"log", 1, "log {0}"},
    {"screenshot", 1, "screenshot {m} as {0}"},
    {"send_key", 1, "press {0} on {m}"},
    {"send_chars", 1, "type {0} on {m}"},
    {"get_screen_text", 0, "{m}.screen_text()"},
    {"systemctl", 1, "{m}.succeed \"systemctl ...\""},
    {"shell_interact", 0, "pause"},
    {"wait_for_x", 0, "wait process \"Xorg\" on {m}"},
    {"run", 1, "{m}.execute {0}"},
    {"exec", 1, "{m}.succeed {0}"},
    {"sh", 1, "{m}.succeed {0}"},
});

constexpr auto functions = std::to_array<Habit>({
    {"Exception", 1, "{0}"},
    {"AssertionError", 1, "{0}"},
    {"RuntimeError", 1, "{0}"},
    {"Error", 1, "{0}"},
    {"start_all", 0, "start all"},
    {"join_all", 0, "join all"},
    {"print", 1, "log {0}"},
    {"print", 2, "log \"#{0} #{1}\""},
    {"range", 1, "0..{0-1}"},
    {"range", 2, "{0}..{1-1}"},
    {"echo", 1, "log {0}"},
    {"len", 1, "{0}.length"},
    {"str", 1, "\"#{0}\""},
    {"int", 1, "{0}.to_int()"},
    {"float", 1, "{0}.to_float()"},
    {"subtest", 1, "step {0} { ... }"},
    {"retry", 1, "eventually { ... }"},
    {"now", 0, "elapsed()"},
    {"time", 0, "elapsed()"},
    {"monotonic", 0, "elapsed()"},
    {"perf_counter", 0, "elapsed()"},
});

// Words that begin a statement elsewhere; only the word is replaced.
constexpr auto words = std::to_array<Habit>({
    {"assert", 0, "expect"},
    {"print", 0, "log"},
    {"echo", 0, "log"},
    {"raise", 0, "fail"},
    {"throw", 0, "fail"},
    {"def", 0, "function"},
    {"fn", 0, "function"},
    {"func", 0, "function"},
    {"import", 0, "use"},
    {"include", 0, "use"},
    {"const", 0, "let"},
    {"subtest", 0, "step"},
    {"foreach", 0, "for"},
    {"node", 0, "machine"},
    {"vm", 0, "machine"},
});

bool is_number(std::string_view text) {
  return !text.empty() && text.size() < 10 && text.find_first_not_of("0123456789") == text.npos;
}

// The argument as `hole` wants it.
std::string filled(std::string_view hole, const std::string& argument) {
  if (hole.starts_with('#')) {
    const bool is_text = argument.size() >= 2 && argument[0] == '"' && argument[1] != '"' && argument.back() == '"' &&
                         argument.find('"', 1) == argument.size() - 1;
    return is_text ? argument.substr(1, argument.size() - 2) : fmt::format("#{{{}}}", argument);
  }
  if (hole.ends_with('s')) return argument + (is_number(argument) ? "s" : "");
  if (!hole.ends_with("-1}")) return argument;
  return is_number(argument) && argument != "0" ? fmt::format("{}", std::stol(argument) - 1) : argument + " - 1";
}

struct Hole {
  std::string_view sign;
  std::size_t argument;
};
constexpr std::size_t receiver_hole = static_cast<std::size_t>(-1);
// Those that begin with another one come before it.
constexpr auto holes = std::to_array<Hole>({{"#{m}", receiver_hole},
                                            {"{m}", receiver_hole},
                                            {"#{0}", 0},
                                            {"{0}s", 0},
                                            {"{0-1}", 0},
                                            {"{0}", 0},
                                            {"#{1}", 1},
                                            {"{1-1}", 1},
                                            {"{1}", 1}});

std::string with_operands(std::string_view line, std::string_view receiver,
                          const std::vector<std::string>& arguments) {
  std::string made;
  while (!line.empty()) {
    const auto hole = std::ranges::find_if(holes, [&](const Hole& each) { return line.starts_with(each.sign); });
    if (hole == holes.end()) {
      made += line.front();
      line.remove_prefix(1);
      continue;
    }
    if (hole->argument == receiver_hole)
      made += filled(hole->sign, std::string(receiver));
    else
      made += filled(hole->sign, hole->argument < arguments.size() ? arguments[hole->argument] : "...");
    line.remove_prefix(hole->sign.size());
  }
  return made;
}

// `timeout=60` or `timeout: 60`.
bool is_named_timeout(Span argument) {
  std::string_view before = argument.source->text().substr(0, argument.begin);
  const auto trim = [&before](std::string_view blanks) {
    const auto end = before.find_last_not_of(blanks);
    before = before.substr(0, end == before.npos ? 0 : end + 1);
  };
  trim(" ");
  if (!before.ends_with('=') && !before.ends_with(':')) return false;
  before.remove_suffix(1);
  trim(" ");
  return before.ends_with("timeout");
}

// As it was written, with the parentheses that a bare command lacks (`int(web.succeed "date")`).
std::string text_of(const Given& given) {
  std::string text(given.span.source->text(given.span));
  const bool is_bare = given.expression && std::holds_alternative<ast::Parenthesized>(given.expression->node) &&
                       !text.starts_with('(');
  return is_bare ? "(" + text + ")" : text;
}

// Seconds, where the number has no unit.
std::string limit_of(std::string_view timeout) {
  return fmt::format(" within {}{}", timeout, is_number(timeout) ? "s" : "");
}

}  // namespace

void report_habit(Context& context, const Habit& habit, const ast::Name& name, std::string_view receiver,
                  Span whole, std::span<const Given> given) {
  std::vector<std::string> arguments;
  std::string limit;
  for (const Given& one : given) {
    const std::string text = text_of(one);
    is_named_timeout(one.span) ? void(limit = limit_of(text)) : arguments.push_back(text);
  }
  const std::string line = with_operands(habit.here, receiver, arguments) + limit;
  Diagnostic& diagnostic = context.report(name.span, foreign_habit, name.text);
  diagnostic.label("not known here");
  const bool is_whole = arguments.size() == habit.argument_count && line.find("...") == line.npos;
  if (is_whole)
    diagnostic.fix(fmt::format("vmt says `{}`", line), whole, line, Applicability::machine_applicable);
  else
    diagnostic.help(fmt::format("vmt says `{}`", line));
}

bool report_foreign_method(Context& context, const ast::Name& method, Span receiver, Span whole,
                           std::span<const Given> given) {
  const Habit* habit = find_habit(methods, method.text, given.size());
  if (habit) report_habit(context, *habit, method, receiver.source->text(receiver), whole, given);
  return habit != nullptr;
}

bool report_foreign_function(Context& context, const ast::Name& name, Span whole,
                             std::span<const Given> given) {
  const Habit* habit = find_habit(functions, name.text, given.size());
  if (habit) report_habit(context, *habit, name, {}, whole, given);
  return habit != nullptr;
}

bool report_foreign_word(Context& context, const ast::Name& word) {
  const Habit* habit = find_habit(words, word.text, 0);
  const auto advice = habit ? std::string_view() : statement_advice(word.text);
  if (!advice.empty())
    context.report(word.span, foreign_habit, word.text).label("not known here").help(std::string(advice));
  if (!habit) return !advice.empty();
  context.report(word.span, foreign_habit, word.text)
      .label("not known here")
      .fix(fmt::format("vmt says `{}`", habit->here), word.span, std::string(habit->here));
  return true;
}

}  // namespace vmt::checking
