// Commands for systemd's units.
#include <fmt/format.h>

#include "commands/command_failure.hpp"
#include "commands/commands.hpp"
#include "interpreter/call.hpp"
#include "interpreter/shell_quote.hpp"

namespace vmt::commands {
namespace {

std::string quoted(const std::string& text) {
  return quote_for_shell(text, program::Quoting::unquoted);
}

Value systemctl(Call& call, std::string_view verb) {
  const auto& unit = call.text("unit");
  const auto user = call.text_or("user", "");
  const auto* const whose = user.empty() ? "" : "--user ";
  const auto command = fmt::format("systemctl {}{} -- {}", whose, verb, quoted(unit));
  auto& machine = call.machine("machine");
  const auto result = machine.run({.command = command, .user = user}, call.patience());
  if (result.succeeded()) return {};
  auto failure = command_failure(call, call.shown_machine("machine"), result);
  failure.diagnostic.message = fmt::format("`systemctl {}` failed for `{}` on `{}`", verb, unit,
                                           call.machine_name("machine"));
  const auto journal = machine.run(
      {.command = fmt::format("journalctl {}--no-pager --boot --lines=10 --output=cat --unit={}", whose, quoted(unit)),
       .user = user},
      call.patience());
  if (journal.succeeded() && !journal.output.empty())
    failure.diagnostic.note("the unit's journal:\n" + last_lines(journal.output, 10));
  throw failure;
}

Value start(Call& call) { return systemctl(call, "start"); }
Value stop(Call& call) { return systemctl(call, "stop"); }
Value restart(Call& call) { return systemctl(call, "restart"); }
Value reload(Call& call) { return systemctl(call, "reload"); }

Value properties(Call& call) {
  const auto result = call.machine("machine").run(
      {.command = fmt::format("systemctl show --no-pager -- {}", quoted(call.text("unit")))},
      call.patience());
  if (!result.succeeded()) throw command_failure(call, call.shown_machine("machine"), result);
  MapValue map;
  std::string_view rest = result.output;
  while (!rest.empty()) {
    const auto end = std::min(rest.find('\n'), rest.size() - 1);
    const auto line = rest.substr(0, end + 1 - (rest[end] == '\n' ? 1 : 0));
    if (const auto equals = line.find('='); equals != line.npos)
      map.insert_or_assign(std::string(line.substr(0, equals)), Value(std::string(line.substr(equals + 1))));
    rest.remove_prefix(end + 1);
  }
  return map;
}

constexpr auto rows = std::to_array<Form>({
    {.phrase = "start unit {unit:unit} on {machine:machine} [for user {user:text}]",
     .doc = "Starts the systemd unit and returns when it has started; a failure shows its journal.",
     .example = "start unit \"apache2.service\" on web",
     .run = start},
    {.phrase = "stop unit {unit:unit} on {machine:machine} [for user {user:text}]",
     .doc = "Stops the systemd unit and returns when it has stopped.",
     .example = "stop unit \"apache2.service\" on web",
     .run = stop},
    {.phrase = "restart unit {unit:unit} on {machine:machine} [for user {user:text}]",
     .doc = "Stops and starts the systemd unit.",
     .example = "restart unit \"apache2.service\" on web",
     .run = restart},
    {.phrase = "reload unit {unit:unit} on {machine:machine} [for user {user:text}]",
     .doc = "Asks the systemd unit to read its configuration again.",
     .example = "reload unit \"apache2.service\" on web",
     .run = reload},
    {.phrase = "{machine:machine}.unit {unit:unit}",
     .result = Type::map_of(Kind::text),
     .doc = "The unit's properties, as `systemctl show` has them.",
     .example = "expect web.unit(\"apache2.service\").ActiveState == \"active\"",
     .run = properties},
});

}  // namespace

std::span<const Form> units() { return rows; }

}  // namespace vmt::commands
