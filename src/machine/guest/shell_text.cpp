#include "machine/guest/shell_text.hpp"

#include <fmt/format.h>

#include "machine/images/base64.hpp"

namespace vmt::machine::guest {
namespace {

using agent::Condition;

// In lines that any terminal takes.
constexpr std::size_t base64_columns = 76;

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

std::string job_test(const std::string& question) {
  return fmt::format(
      "{{ s=$(sh -c {} 2>&1); case $? in 0) true;; {}) echo \"$s\"; exit 3;; *) false;; esac; }}",
      quoted(question), agent::failed_job);
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
    case Condition::job_runs: return job_test(operands[1]);
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
std::string output_mark(const std::string& nonce) {
  return "vmt-" + nonce + "-output";
}
std::string errors_mark(const std::string& nonce) {
  return "vmt-" + nonce + "-errors\n";
}

// The mark is written in two pieces, so that a terminal's echo of this line is not taken for it. Kernel
// messages would fall into what commands write. dd passes on what one read gave it; busybox' cat asks the
// kernel to splice, and that keeps what came from a terminal back until more comes.
std::string takeover_line(const std::string& nonce) {
  return fmt::format(
      "exec sh -c 'stty raw -echo 2>/dev/null; dmesg -n 1 2>/dev/null; echo vmt-{}-\"\"ready; "
      "dd bs=4096 2>/dev/null | sh 2>/dev/null'\n",
      nonce);
}

std::string command_script(const CommandRequest& request, const std::string& nonce,
                           std::int64_t limit_seconds) {
  const auto file = "/tmp/.vmt-" + nonce;
  std::string script;
  if (request.input)
    script += fmt::format("base64 -d >{}.in <<'END'\n{}END\n", file, base64(*request.input, base64_columns));
  script += fmt::format("setsid sh -c {} <{} 2>{}.err & vmt_c=$!\n", quoted(body_of(request)),
                        request.input ? file + ".in" : "/dev/null", file);
  if (limit_seconds > 0)
    script += fmt::format(
        "setsid sh -c 'sleep {}; : >{}.late; kill -9 -'$vmt_c </dev/null >/dev/null 2>&1 & vmt_w=$!\n",
        limit_seconds, file);
  script += "wait $vmt_c; vmt_s=$?\n";
  if (limit_seconds > 0) script += "kill -9 -$vmt_w\n";
  script +=
      fmt::format("test -e {0}.late && vmt_s=\"$vmt_s late\"; printf '\\nvmt-{1}-output %s\\n' \"$vmt_s\"\n",
                  file, nonce);
  script +=
      fmt::format("cat {0}.err; printf '\\nvmt-{1}-errors\\n'; rm -f {0}.err {0}.in {0}.late\n", file, nonce);
  return script;
}

std::string condition_script(const GuestCondition& condition) {
  return fmt::format("until {}; do sleep 0.05; done", test_of(condition));
}

}  // namespace vmt::machine::guest
