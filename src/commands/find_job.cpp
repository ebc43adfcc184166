#include "commands/find_job.hpp"

#include <fmt/format.h>

#include <sstream>

#include "interpreter/shell_quote.hpp"

namespace vmt::commands {
namespace {

// Finds the init system that knows "$job", and where there is one the job's script. Status 113, which no init
// script uses, when none does.
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

// Does what "$verb" says: start, stop or restart. Upstart is the only one that refuses to start what runs, or
// to stop and to restart what does not.
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
// OpenRC makes that link when the start of a service has succeeded, or its stop has failed, and nowhere else
// (src/openrc-run/openrc-run.c: svc_start_real, restore_state). Only then does it take away the ones in
// starting/, stopping/, inactive/ and failed/ (src/librc/librc.c: rc_service_mark), so a link that comes is
// news, whatever others are still there. `status` reads the same links (sh/openrc-run.sh.in: _status), and
// then looks whether the processes that a start has noted still run, which they did a moment ago. But a
// service may have a `status` of its own, or a `status_pre` that comes before it, in its script or in a file
// that is read before the script, or in others that these read; and runit and s6 have records of their own.
// SysV's scripts have a `status` of which OpenRC knows nothing.
constexpr auto tell_init = R"(
is_all_in_record() {
  case $first_line in '#!'*/openrc-run* | '#!'*/runscript*) ;; *) return 1 ;; esac
  conf=${script%/*}/../conf.d
  own_status='(^|[^[:alnum:]_])status(_pre|_post)?[[:space:]]*\(|function[[:space:]]+status'
  other_files='(^|[;&|{(]|then|do|else)[[:space:]]*(\.|source|sourcex|eval)[[:space:]]'
  other_records='supervisor=.?(runit|s6|\$)'
  ! cat "$script" "$conf/${job%%.*}"* /etc/rc.conf /etc/rc.conf.d/*.conf 2>/dev/null |
    grep -v '^[[:space:]]*#' | grep -qE "$own_status|$other_files|$other_records"
}
word=script
if [ "$script" ]; then
  IFS= read -r first_line <"$script"
  case $first_line in '#!'* | *ELF*) ;; *) word=text ;; esac
  if [ $init = OpenRC ] && is_all_in_record; then word=record; fi
fi
printf '%s\n' $init $word "$script"
)";

std::string script(const std::string& job, const char* what_to_do) {
  return fmt::format("job={}\n{}{}", quote_for_shell(job, program::Quoting::unquoted), find_init, what_to_do);
}

// OpenRC is the only one that knows failed jobs: its `status` says 32 for one whose process is gone, and it
// keeps a link for one that could not be started, until it is started again (src/librc/librc.c:
// rc_service_mark).
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

}  // namespace

std::string script_for_job(const std::string& job, std::string_view verb) {
  return fmt::format("verb={} {}", verb, script(job, do_verb));
}

std::string script_to_find_job(const std::string& job) {
  return script(job, tell_init);
}

machine::GuestCondition job_runs(const std::string& job, const std::string& found) {
  std::istringstream lines(found);
  std::string init, word, script;
  std::getline(lines, init);
  std::getline(lines, word);
  std::getline(lines, script);
  if (init == "systemd") return {agent::Condition::unit_active, {job, ""}};
  return {agent::Condition::job_runs, question_for(job, init, word, script).operands()};
}

}  // namespace vmt::commands
