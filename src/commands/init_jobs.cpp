// Commands for services of whatever init system the guest has: systemd, Upstart, OpenRC, SysV.
#include <fmt/format.h>

#include <sstream>

#include "commands/command_failure.hpp"
#include "commands/commands.hpp"
#include "interpreter/call.hpp"
#include "interpreter/shell_quote.hpp"

namespace vmt::commands {
namespace {

// Finds the init system that knows "$job", and where there is one the job's script. Status 113, which no init script
// uses, when none does.
constexpr auto find_init = R"(
unknown() { echo "no init system of this guest knows the job \`$job\`" >&2; exit 113; }
if [ -d /run/systemd/system ]; then
  init=systemd
elif command -v initctl >/dev/null && initctl version 2>/dev/null | grep -q upstart; then
  init=Upstart
  state=$(initctl status "$job") || unknown
elif command -v rc-service >/dev/null; then
  init=OpenRC
  script=$(rc-service --resolve "$job") && [ -x "$script" ] || unknown
elif [ -x "/etc/init.d/$job" ]; then
  init=SysV
  script=/etc/init.d/$job
else
  unknown
fi
)";

// Does what "$verb" says: start, stop or restart. Upstart is the only one that refuses to start what runs, or to stop
// and to restart what does not.
constexpr auto do_verb = R"(
case $init in
systemd) exec systemctl "$verb" -- "$job" ;;
Upstart)
  case $state in *start/running*) runs=yes ;; *) runs=no ;; esac
  case $verb-$runs in
  start-yes | stop-no) exit 0 ;;
  restart-no) verb=start ;;
  esac
  exec initctl "$verb" "$job" ;;
OpenRC) exec rc-service "$job" "$verb" ;;
SysV) exec "$script" "$verb" ;;
esac
)";

// Says how the job can be asked for: the init system, a word on the script, and the script. The word is
// - "record" when OpenRC's link /run/openrc/started/JOB is all that OpenRC knows of it;
// - "text" when the script does not say which shell it is for: then only a shell can start it;
// - "script" otherwise.
//
// OpenRC makes that link when the start of a service has succeeded (src/librc/librc.c: rc_service_mark), as the last
// step, after which it takes away the ones in starting/, inactive/ and failed/; nothing else makes one. Its `status`
// reads the links (sh/openrc-run.sh: _status), so it says the same until the job stops or crashes. But a service may
// have a `status` of its own, or a `status_pre` that comes before it, in its script or in the files that are read
// before the script; other files may be read from there; and runit and s6 have their own records. SysV's scripts always
// have a `status` of their own, of which OpenRC knows nothing.
constexpr auto tell_init = R"(
is_all_in_record() {
  case $first_line in '#!'*/openrc-run* | '#!'*/runscript*) ;; *) return 1 ;; esac
  conf=${script%/*}/../conf.d
  ! cat "$script" "$conf/${job%%.*}"* /etc/rc.conf /etc/rc.conf.d/*.conf 2>/dev/null | grep -v '^[[:space:]]*#' |
    grep -qE '(^|[^[:alnum:]_])(status|status_pre|status_post)[[:space:]]*\(|function[[:space:]]+status|(^|[;&|{(]|then|do|else)[[:space:]]*(\.|source|sourcex|eval)[[:space:]]|supervisor=.?(runit|s6|\$)'
}
word=script
if [ "$script" ]; then
  read -r first_line <"$script"
  case $first_line in '#!'* | *ELF*) ;; *) word=text ;; esac
  if [ $init = OpenRC ] && is_all_in_record; then word=record; fi
fi
printf '%s\n' $init $word "$script"
)";

std::string script_for(Call& call, std::string_view verb, const char* what_to_do) {
  return fmt::format("verb={} job={}\n{}{}", verb, quote_for_shell(call.text("job"), program::Quoting::unquoted),
                     find_init, what_to_do);
}

Failure failure_of(Call& call, std::string_view verb, const machine::CommandResult& result) {
  auto failure = command_failure(call, call.shown_machine("machine"), result);
  failure.diagnostic.message =
      fmt::format("can't {} the job `{}` on `{}`", verb, call.text("job"), call.machine_name("machine"));
  return failure;
}

Value ask_init(Call& call, std::string_view verb) {
  const auto result = call.machine("machine").run({.command = script_for(call, verb, do_verb)}, call.patience());
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

// OpenRC is the only one that knows failed jobs: its `status` says 32 for one whose process is gone, and it keeps a link
// for one that could not be started, until it is started again (src/librc/librc.c: rc_service_mark).
agent::JobQuestion question_for(const std::string& job, const std::string& init, const std::string& word,
                                const std::string& script) {
  agent::JobQuestion question;
  question.name = job;
  question.init = init;
  question.command = {script, "status"};
  if (init == "Upstart") {
    question.command = {"initctl", "status", job};
    question.running_words = "start/running";
  }
  if (word == "text") question.command.insert(question.command.begin(), "/bin/sh");
  if (word == "record") question.record = "/run/openrc/started/" + job;
  if (init == "OpenRC") {
    question.crash_status = "32";
    question.failure_record = "/run/openrc/failed/" + job;
  }
  return question;
}

// systemd tells of changes; the others have to be asked.
Value wait(Call& call) {
  auto& machine = call.machine("machine");
  const auto job = call.text("job");
  const auto result = machine.run({.command = script_for(call, "status", tell_init)}, call.patience());
  if (!result.succeeded()) throw failure_of(call, "wait for", result);
  std::istringstream told(result.output);
  std::string init, word, script;
  std::getline(told, init);
  std::getline(told, word);
  std::getline(told, script);
  if (init == "systemd")
    machine.wait({agent::Condition::unit_active, {job, ""}}, call.patience());
  else
    machine.wait({agent::Condition::job_runs, question_for(job, init, word, script).operands()}, call.patience());
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
