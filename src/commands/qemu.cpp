// Commands for QEMU itself, for the few who need them.
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "commands/commands.hpp"
#include "interpreter/call.hpp"
#include "interpreter/operators.hpp"

namespace vmt::commands {
namespace {

Value qmp(Call& call) {
  const auto arguments = call.text_or("arguments", "{}");
  if (!nlohmann::json::parse(arguments, nullptr, /*allow_exceptions=*/false).is_object())
    throw ValueError("the arguments are no JSON object, such as {\"id\": \"card0\"}");
  return call.machine("machine").ask_qemu(call.text("command"), arguments, call.patience());
}

Value monitor(Call& call) {
  const nlohmann::json arguments = {{"command-line", call.text("command")}};
  const auto answer =
      call.machine("machine").ask_qemu("human-monitor-command", arguments.dump(), call.patience());
  auto text = nlohmann::json::parse(answer).get<std::string>();
  std::erase(text, '\r');
  return text;
}

Value wait_event(Call& call) {
  call.machine("machine").wait_event(call.text("name"), call.patience());
  return {};
}

constexpr auto rows = std::to_array<Form>({
    {.phrase = "{machine:machine}.qmp {command:text} [with {arguments:text}]",
     .result = Kind::text,
     .doc = "Gives QEMU a command of its machine protocol, with arguments as a JSON object, and returns what "
            "QEMU answers, as JSON.",
     .example = "let state = web.qmp(\"query-status\").json()",
     .run = qmp},
    {.phrase = "{machine:machine}.monitor {command:text}",
     .result = Kind::text,
     .doc = "Gives QEMU's monitor a line as a person would, and returns what it prints.",
     .example = "log web.monitor(\"info network\")",
     .run = monitor},
    {.phrase = "wait event {name:text} on {machine:machine}",
     .doc = "Waits until QEMU tells an event of its machine protocol. Events since the machine's last start "
            "count too.",
     .example = "wait event \"RESUME\" on web",
     .run = wait_event,
     .power = PowerUse::none},
});

}  // namespace

std::span<const Form> qemu() {
  return rows;
}

}  // namespace vmt::commands
