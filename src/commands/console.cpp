// Commands for a machine's serial console: what it shows, and what is typed there.
#include "commands/commands.hpp"
#include "interpreter/call.hpp"

namespace vmt::commands {
namespace {

Value wait_console(Call& call) {
  call.machine("machine").wait_console(call.text("pattern"), call.patience());
  return {};
}

Value type_on_console(Call& call) {
  call.machine("machine").type_on_console(call.text("text"), call.patience());
  return {};
}

Value console_text(Call& call) {
  return call.machine("machine").console();
}

constexpr auto rows = std::to_array<Form>({
    {.phrase = "wait console {pattern:pattern} on {machine:machine}",
     .doc = "Waits until a line of the machine's serial console matches the regular expression. Lines "
            "since its last start count too.",
     .example = "wait console \"login:\" on web",
     .run = wait_console,
     .power = PowerUse::none},
    {.phrase = "type {text:text} on console of {machine:machine}",
     .doc = "Sends the text to the machine's serial console, as a person at its other end would type it: to a boot "
            "loader, to a question for a passphrase, or to a log-in. The guest need not be up.",
     .example = "type \"root\\n\" on console of web",
     .run = type_on_console},
    {.phrase = "{machine:machine}.console_text",
     .result = Kind::text,
     .doc = "All that the machine has written to its serial console since its first start, over all of its boots, "
            "without the sequences that colour it.",
     .example = "expect not (web.console_text() contains \"error\")",
     .run = console_text,
     .power = PowerUse::none},
});

}  // namespace

std::span<const Form> console() {
  return rows;
}

}  // namespace vmt::commands
