#include "machine/guest/shell_text.hpp"

#include <fmt/format.h>

#include "machine/images/sha256.hpp"

namespace vmt::machine::guest {
namespace {

using agent::Condition;

// `vmt_watch` tells of output while a command runs, and ends the command when its time is over. The mark behind the
// output lets vmt see that a line break belongs to the output. `vmt_say FILE OFFSET` tells the rest, `vmt_end` the end.
// `vmt_ran` is the last command, which is not run again when it comes again. Its files go when the next one comes.
constexpr auto functions = R"(
vmt_watch='f=$1 i=$2 n=0 w=0.2
mark() { printf "\nvmt-%s-output %s=%s\n" $i $n $n; }
read -r b r </proc/uptime
while sleep $w 2>/dev/null || sleep 1; do
  w=0.5 s=$(($(wc -c <$f.out)))
  if [ $s -gt $n ]; then
    mark
    tail -c +$((n + 1)) $f.out | head -c $((s - n))
    n=$s
    mark
    echo $n >$f.sent
  fi
  [ $3 = 0 ] && continue
  read -r u r </proc/uptime
  if [ $((${u%.*} - ${b%.*})) -ge $3 ]; then : >$f.late; kill -9 -$4; fi
done'
vmt_mark() { printf '\nvmt-%s-%s %s=%s\n' $vmt_id $1 "$2" "$2"; }
vmt_taken() { printf '\nvmt-%s-taken %s=%s\n' $1 $2 $2; }
vmt_end() { vmt_mark end "$vmt_s"; }
vmt_say() {
  if [ -s $1.out ] || [ -s $1.err ]; then
    set -- $1 $2 $(wc -c $1.out $1.err) $(sha256sum $1.out $1.err)
  else
    set -- $1 $2 0 - 0 - 0 - - - -
  fi
  vmt_s="$vmt_s $9 $3 ${11} $5"
  if [ $3 -gt $2 ]; then
    vmt_mark output $2
    if [ $2 = 0 ]; then cat $1.out; else tail -c +$(($2 + 1)) $1.out; fi
  fi
  if [ $5 -gt 0 ]; then vmt_mark errors 0; cat $1.err; fi
  vmt_end
}
vmt_put() {
  [ "$vmt_piece" = "$1 $2 $3" ] || printf '%s\n' "$4" >>/tmp/.vmt-$1.$2
  vmt_piece="$1 $2 $3"
  case $2 in input) vmt_taken $1 i$3 ;; *) vmt_taken $1 c$3 ;; esac
}
vmt_run() {
  vmt_taken $1 run
  [ "$vmt_ran" != $1 ] || return
  [ -z "$vmt_ran" ] || rm -f /tmp/.vmt-$vmt_ran.* &
  vmt_ran=$1 vmt_id=$1 vmt_f=/tmp/.vmt-$1 vmt_i=/dev/null vmt_n=0
  if [ $3 = 1 ]; then vmt_i=$vmt_f.in; base64 -d <$vmt_f.input >$vmt_i; fi
  : >$vmt_f.out
  setsid sh -c "$4" <$vmt_i >>$vmt_f.out 2>>$vmt_f.err & vmt_c=$!
  setsid sh -c "$vmt_watch" vmt $vmt_f $1 $2 $vmt_c </dev/null & vmt_w=$!
  wait $vmt_c; vmt_s=$?
  kill -9 -$vmt_w || kill -9 $vmt_w
  wait $vmt_w
  if [ -e $vmt_f.late ]; then vmt_s="$vmt_s 1"; else vmt_s="$vmt_s 0"; fi
  [ ! -e $vmt_f.sent ] || read -r vmt_n <$vmt_f.sent
  vmt_say $vmt_f ${vmt_n:-0}
}
vmt_part() {
  dd if=$2 of=/tmp/.vmt-$1.out bs=8192 skip=$3 count=1
  : >/tmp/.vmt-$1.err
  vmt_id=$1 vmt_s='0 0'
  vmt_say /tmp/.vmt-$1 0
  rm -f /tmp/.vmt-$1.*
}
)";

std::string body_of(const CommandRequest& request) {
  std::string body;
  for (const auto& [name, value] : request.environment)
    body += fmt::format("export {}={}; ", name, quoted(value));
  body += request.directory.empty() ? std::string("cd 2>/dev/null; ")
                                    : fmt::format("cd {} || exit 126; ", quoted(request.directory));
  if (request.user.empty()) return body + "eval " + quoted(request.command);
  return body + fmt::format("exec su -s /bin/sh {} -c {}", quoted(request.user), quoted(request.command));
}

// /proc/net/tcp and its sisters have ports in hexadecimal: "0: 0100007F:0016 00000000:0000 0A".
std::string port_test(const std::string& port, const char* transport, const char* state) {
  const auto number = static_cast<unsigned>(std::stoul(port));
  return fmt::format("grep -qE '^ *[0-9]+: [0-9A-F]+:{:04X} [0-9A-F:]+ {} ' /proc/net/{}*", number, state,
                     transport);
}

std::string unit_test(const GuestCondition& condition) {
  const auto unit = quoted(condition.operands[0]);
  const auto& user = condition.operands[1];
  auto question = "systemctl is-active " + unit;
  if (!user.empty())
    question = fmt::format("su -s /bin/sh {0} -c {1}", quoted(user),
                           quoted("XDG_RUNTIME_DIR=/run/user/$(id -u) systemctl --user is-active " + unit));
  return fmt::format(
      "{{ s=$({}); case $s in failed) echo unit {} failed; exit 3;; active) true;; *) false;; esac; }}",
      question, unit);
}

// What JobQuestion says of its fields; a shell looks often instead of waiting for the record.
std::string job_test(const GuestCondition& condition) {
  const auto question = agent::JobQuestion::of(condition.operands);
  std::string command;
  for (const auto& word : question.command) command += quoted(word) + " ";
  const auto given_up = [&](const std::string& why) {
    return fmt::format("{{ echo {}; exit 3; }}", quoted(question.init + " says that " + why));
  };
  auto not_yet = std::string("false");
  if (!question.failure_record.empty())
    not_yet = fmt::format("{{ test ! -e {} || {}; false; }}", quoted(question.failure_record),
                          given_up("its start failed"));
  std::string crashed;
  if (!question.crash_status.empty())
    crashed = fmt::format("{}-*) {};; ", question.crash_status, given_up("it crashed"));
  return fmt::format("{{ s=$({}2>&1); case $?-$s in 0-*{}*) true;; {}*) {};; esac; }}", command,
                     question.running_words.empty() ? "" : quoted(question.running_words), crashed, not_yet);
}

std::string test_of(const GuestCondition& condition) {
  const auto& operands = condition.operands;
  const auto operand = [&](std::size_t i) { return quoted(operands[i]); };
  switch (condition.condition) {
    case Condition::port_open: return port_test(operands[0], "tcp", "0A");
    case Condition::port_closed: return "! " + port_test(operands[0], "tcp", "0A");
    case Condition::udp_open: return port_test(operands[0], "udp", "07");
    case Condition::udp_closed: return "! " + port_test(operands[0], "udp", "07");
    case Condition::connectable: return fmt::format("nc -z -w 1 {} {}", operand(0), operand(1));
    case Condition::unconnectable: return fmt::format("! nc -z -w 1 {} {}", operand(0), operand(1));
    case Condition::file_exists: return "test -e " + operand(0);
    case Condition::file_absent: return "! test -e " + operand(0);
    case Condition::file_contains: return fmt::format("grep -qF -e {} {}", operand(1), operand(0));
    case Condition::socket_exists: return "test -S " + operand(0);
    case Condition::process_exists: return "pidof " + operand(0);
    case Condition::unit_active: return unit_test(condition);
    case Condition::job_runs: return job_test(condition);
    case Condition::command_succeeds: return fmt::format("sh -c {}", operand(0));
    case Condition::command_fails: return fmt::format("! sh -c {}", operand(0));
    case Condition::boot_finished:
      return "{ ! test -d /run/systemd/system || "
             "case $(systemctl is-system-running) in running|degraded) true;; *) false;; esac; }";
  }
  return "false";
}

}  // namespace

std::string quoted(const std::string& text) {
  std::string word = "'";
  for (const char c : text)
    if (c == '\'')
      word += "'\\''";
    else
      word.push_back(c);
  return word + "'";
}

std::string ready_mark(const std::string& nonce) {
  return "vmt-" + nonce + "-ready";
}
std::string damaged_mark(const std::string& nonce) {
  return "vmt-" + nonce + "-damaged";
}
std::string mark_start(const std::string& nonce) {
  return "vmt-" + nonce + "-";
}

// What `printf %b` takes back.
std::string packet(const std::string& script) {
  std::string text;
  for (const unsigned char c : script) {
    if (c == '\\')
      text += "\\\\";
    else if (c == '\n')
      text += "\\n";
    else if (c < ' ' || c > '~')
      text += fmt::format("\\0{:03o}", c);
    else
      text.push_back(static_cast<char>(c));
  }
  return fmt::format("{} {}\n", sha256(text), text);
}

// The mark is written in two pieces, so that a terminal's echo of this line is not taken for it. Kernel
// messages would fall into what commands write. dd passes on what one read gave it; busybox' cat asks the
// kernel to splice, and that keeps what came from a terminal back until more comes. A line without a checksum is
// one that vmt ends because its end may have been lost.
std::string takeover_line(const std::string& nonce) {
  return fmt::format(
      "exec sh -c 'stty raw -echo 2>/dev/null; dmesg -n 1 2>/dev/null; echo vmt-{0}-\"\"ready; "
      "dd bs=4096 2>/dev/null | while read -r k c; do set -- $(printf %s \"$c\" | sha256sum); "
      "if [ \"$1\" = \"$k\" ]; then eval \"$(printf %b \"$c\")\"; "
      "elif [ \"$k\" ]; then echo; echo vmt-{0}-\"\"damaged; fi; done 2>/dev/null'\n",
      nonce);
}

std::string setup_script(const std::string& nonce) {
  return fmt::format("{}vmt_taken {} setup\n", functions + 1, nonce);
}

std::string piece_script(const std::string& nonce, Piece of, std::size_t number, std::string_view base64) {
  return fmt::format("vmt_put {} {} {} {}\n", nonce, of == Piece::input ? "input" : "command", number, base64);
}

std::string command_text(const CommandRequest& request) {
  return body_of(request);
}

std::string command_script(const CommandRequest& request, const std::string& nonce,
                           std::int64_t limit_seconds, bool is_in_pieces) {
  const auto body =
      is_in_pieces ? fmt::format("eval \"$(base64 -d </tmp/.vmt-{}.command)\"", nonce) : body_of(request);
  return fmt::format("vmt_run {} {} {} {}\n", nonce, limit_seconds, request.input ? 1 : 0, quoted(body));
}

std::string again_script(const std::string& nonce) {
  return fmt::format("[ \"$vmt_id\" != {} ] || vmt_end\n", nonce);
}

std::string part_script(const std::string& nonce, const std::string& of, bool is_errors, std::size_t number) {
  return fmt::format("vmt_part {} /tmp/.vmt-{}.{} {}\n", nonce, of, is_errors ? "err" : "out", number);
}

std::string condition_script(const GuestCondition& condition) {
  return fmt::format("until {}; do sleep 0.05; done", test_of(condition));
}

}  // namespace vmt::machine::guest
