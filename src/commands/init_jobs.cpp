// Commands for services of whatever init system the guest has: systemd, Upstart, OpenRC, SysV.
#include <fmt/format.h>

#include "commands/command_failure.hpp"
#include "commands/commands.hpp"
#include "interpreter/call.hpp"
#include "interpreter/shell_quote.hpp"

namespace vmt::commands {
namespace {

constexpr auto is_systemd = "test -d /run/systemd/system";

// The exit status of the script below when there is no such job: no init script uses it.
constexpr std::uint32_t unknown_job = 113;

// Does what "$verb" says with "$job": start, stop, restart, or status, which succeeds when the job runs and ends
// with agent::failed_job when it can't come any more. Upstart is the only one that refuses to start what runs, or to
// stop and to restart what does not. OpenRC is the only one that knows failed jobs: it says 32 for one whose process
// is gone, and keeps a file for one that could not be started, until it is started again.
constexpr auto init_script = R"(
unknown() { echo "no init system of this guest knows the job \`$job\`" >&2; exit 113; }
if [ -d /run/systemd/system ]; then
  [ "$verb" = status ] && verb=is-active
  exec systemctl "$verb" -- "$job"
elif command -v initctl >/dev/null && initctl version 2>/dev/null | grep -q upstart; then
  state=$(initctl status "$job") || unknown
  case $state in *start/running*) runs=yes ;; *) runs=no ;; esac
  case $verb-$runs in
  status-yes | start-yes | stop-no) exit 0 ;;
  status-no) echo "$state"; exit 1 ;;
  restart-no) verb=start ;;
  esac
  exec initctl "$verb" "$job"
elif command -v rc-service >/dev/null; then
  rc-service --exists "$job" || unknown
  if [ "$verb" = status ]; then
    rc-service "$job" status; status=$?
    if [ $status = 32 ]; then echo "OpenRC says that it crashed"; exit 114; fi
    if [ -e "/run/openrc/failed/$job" ]; then echo "OpenRC says that its start failed"; exit 114; fi
    exit $status
  fi
  exec rc-service "$job" "$verb"
elif [ -x "/etc/init.d/$job" ]; then
  exec "/etc/init.d/$job" "$verb"
fi
unknown
)";

std::string script_for(Call& call, std::string_view verb) {
  return fmt::format("verb={} job={}\n{}", verb,
                     quote_for_shell(call.text("job"), program::Quoting::unquoted), init_script);
}

Failure failure_of(Call& call, std::string_view verb, const machine::CommandResult& result) {
  auto failure = command_failure(call, call.shown_machine("machine"), result);
  failure.diagnostic.message =
      fmt::format("can't {} the job `{}` on `{}`", verb, call.text("job"), call.machine_name("machine"));
  return failure;
}

Value ask_init(Call& call, std::string_view verb) {
  const auto result = call.machine("machine").run({.command = script_for(call, verb)}, call.patience());
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

// systemd tells of changes; the others have to be asked.
Value wait(Call& call) {
  auto& machine = call.machine("machine");
  if (machine.run({.command = is_systemd}, call.patience()).succeeded()) {
    machine.wait({agent::Condition::unit_active, {call.text("job"), ""}}, call.patience());
    return {};
  }
  const auto script = script_for(call, "status");
  const auto result = machine.run({.command = script}, call.patience());
  if (result.code == unknown_job) throw failure_of(call, "wait for", result);
  if (!result.succeeded())
    machine.wait({agent::Condition::job_runs, {call.text("job"), script}}, call.patience());
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
