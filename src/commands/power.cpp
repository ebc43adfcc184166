// Commands that start and end machines.
#include <numeric>

#include "commands/commands.hpp"
#include "interpreter/call.hpp"
#include "interpreter/coverage.hpp"

namespace vmt::commands {
namespace {

Value start(Call& call) {
  call.lab().start(call.machine_indices("machines"), call.patience());
  return {};
}

Value start_all(Call& call) {
  std::vector<std::size_t> all(call.lab().machine_count());
  std::iota(all.begin(), all.end(), 0);
  call.lab().start(all, call.patience());
  return {};
}

void shut_down(Call& call, machine::Machine& machine) {
  if (auto* const coverage = call.interpreter().world().coverage) coverage->collect(machine, call.patience());
  machine.shutdown(call.patience());
}

Value shutdown(Call& call) {
  for (const auto index : call.machine_indices("machines"))
    shut_down(call, call.lab().machine(index));
  return {};
}

Value crash(Call& call) {
  for (const auto index : call.machine_indices("machines")) call.lab().machine(index).crash();
  return {};
}

Value ask_all(Call& call, const char* command) {
  for (const auto index : call.machine_indices("machines"))
    call.lab().machine(index).ask_qemu(command, "{}", call.patience());
  return {};
}

Value freeze(Call& call) { return ask_all(call, "stop"); }
Value thaw(Call& call) { return ask_all(call, "cont"); }

Value reboot(Call& call) {
  call.machine("machine").reboot(call.patience());
  return {};
}

Value wait_shutdown(Call& call) {
  call.machine("machine").wait_shutdown(call.patience());
  return {};
}

Value join_all(Call& call) {
  for (std::size_t index = 0; index < call.lab().machine_count(); ++index)
    if (auto& machine = call.lab().machine(index); machine.was_started())
      machine.wait_shutdown(call.patience());
  return {};
}

constexpr auto rows = std::to_array<Form>({
    {.phrase = "start {machines:machines}",
     .doc = "Boots a machine, or several at the same time, and returns when each answers with its root "
            "shell. A machine that runs already is left alone.",
     .example = "start web",
     .run = start,
     .power = PowerUse::turns_on},
    {.phrase = "start all",
     .doc = "Boots every machine of the script at the same time.",
     .example = "start all",
     .run = start_all,
     .power = PowerUse::turns_on},
    {.phrase = "shutdown {machines:machines}",
     .doc = "Asks the guest to power off in good order and returns when it is off.",
     .example = "shutdown web",
     .run = shutdown,
     .power = PowerUse::turns_off},
    {.phrase = "crash {machines:machines}",
     .doc = "Pulls the plug: the machine is off at once, and what it had not written is lost.",
     .example = "crash web",
     .run = crash,
     .power = PowerUse::turns_off},
    {.phrase = "reboot {machine:machine}",
     .doc = "Restarts the guest in good order and returns when its root shell answers again.",
     .example = "reboot web",
     .run = reboot},
    {.phrase = "freeze {machines:machines}",
     .doc = "Stops the machine's processors, all at once. To the others it looks as if it hung; `thaw` lets "
            "it go on as if no time had passed.",
     .example = "freeze web",
     .run = freeze,
     .power = PowerUse::needs},
    {.phrase = "thaw {machines:machines}",
     .doc = "Lets a machine go on that was stopped with `freeze`.",
     .example = "thaw web",
     .run = thaw,
     .power = PowerUse::needs},
    {.phrase = "wait shutdown of {machine:machine}",
     .doc = "Waits until the machine is off. It does not ask the guest to power off.",
     .example = "wait shutdown of web",
     .run = wait_shutdown,
     .power = PowerUse::turns_off},
    {.phrase = "join all",
     .doc = "Waits until every machine that was started is off.",
     .example = "join all",
     .run = join_all},
});

}  // namespace

std::span<const Form> power() { return rows; }

}  // namespace vmt::commands
