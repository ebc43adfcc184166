// Commands for services of whatever init system the guest has: systemd, Upstart, OpenRC, SysV.
#include <fmt/format.h>

#include "commands/command_failure.hpp"
#include "commands/commands.hpp"
#include "commands/find_job.hpp"
#include "interpreter/call.hpp"

namespace vmt::commands {
namespace {

Failure failure_of(Call& call, std::string_view verb, const machine::CommandResult& result) {
  auto failure = command_failure(call, call.shown_machine("machine"), result);
  failure.diagnostic.message =
      fmt::format("can't {} the job `{}` on `{}`", verb, call.text("job"), call.machine_name("machine"));
  return failure;
}

Value ask_init(Call& call, std::string_view verb) {
  const auto result = call.machine("machine").run({.command = script_for_job(call.text("job"), verb)}, call.patience());
  if (!result.succeeded()) throw failure_of(call, verb, result);
  return {};
}

Value start(Call& call) {
  return ask_init(call, "start");
}
Value stop(Call& call) {
  return ask_init(call, "stop");
}
Value restart(Call& call) {
  return ask_init(call, "restart");
}

Value wait(Call& call) {
  auto& machine = call.machine("machine");
  const auto job = call.text("job");
  const auto found = machine.run({.command = script_to_find_job(job)}, call.patience());
  if (!found.succeeded()) throw failure_of(call, "wait for", found);
  machine.wait(job_runs(job, found.output), call.patience());
  return {};
}

constexpr auto rows = std::to_array<Form>({
    {.phrase = "wait job {job:text} on {machine:machine}",
     .doc = "Waits until the service runs, whatever init system the guest has: systemd, Upstart, OpenRC, or "
            "scripts in /etc/init.d. Fails at once when there is no such service, and when systemd or OpenRC says that "
            "it failed.",
     .example = "wait job \"ssh\" on web",
     .run = wait},
    {.phrase = "start job {job:text} on {machine:machine}",
     .doc = "Starts the service by whatever init system the guest has.",
     .example = "start job \"ssh\" on web",
     .run = start},
    {.phrase = "stop job {job:text} on {machine:machine}",
     .doc = "Stops the service by whatever init system the guest has.",
     .example = "stop job \"ssh\" on web",
     .run = stop},
    {.phrase = "restart job {job:text} on {machine:machine}",
     .doc = "Stops and starts the service by whatever init system the guest has.",
     .example = "restart job \"ssh\" on web",
     .run = restart},
});

}  // namespace

std::span<const Form> init_jobs() {
  return rows;
}

}  // namespace vmt::commands
