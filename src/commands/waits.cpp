// Commands that wait for something to become true. What is waited for is watched in the guest; a wait
// ends early when it can no longer come true.
#include <fmt/format.h>

#include <algorithm>

#include "commands/command_failure.hpp"
#include "commands/commands.hpp"
#include "interpreter/call.hpp"

namespace vmt::commands {
namespace {

using agent::Condition;

// `wait until EXPR` asks again after a pause that grows from one to the other.
constexpr std::chrono::milliseconds first_pause{20};
constexpr std::chrono::milliseconds longest_pause{500};

Value in_guest(Call& call, Condition condition, std::vector<std::string> operands) {
  call.machine("machine").wait({condition, std::move(operands)}, call.patience());
  return {};
}

std::string port_text(Call& call) { return std::to_string(call.port("port")); }

Value port(Call& call) { return in_guest(call, Condition::port_open, {port_text(call)}); }
Value closed_port(Call& call) { return in_guest(call, Condition::port_closed, {port_text(call)}); }
Value port_at(Call& call) {
  return in_guest(call, Condition::connectable, {call.text("host"), port_text(call)});
}
Value closed_port_at(Call& call) {
  return in_guest(call, Condition::unconnectable, {call.text("host"), port_text(call)});
}
Value udp_port(Call& call) { return in_guest(call, Condition::udp_open, {port_text(call)}); }
Value closed_udp_port(Call& call) { return in_guest(call, Condition::udp_closed, {port_text(call)}); }
Value file(Call& call) {
  if (call.has("text")) return in_guest(call, Condition::file_contains, {call.text("file"), call.text("text")});
  return in_guest(call, Condition::file_exists, {call.text("file")});
}
Value no_file(Call& call) { return in_guest(call, Condition::file_absent, {call.text("file")}); }
Value socket(Call& call) { return in_guest(call, Condition::socket_exists, {call.text("socket")}); }
Value process(Call& call) { return in_guest(call, Condition::process_exists, {call.text("name")}); }
Value boot(Call& call) { return in_guest(call, Condition::boot_finished, {}); }
Value unit(Call& call) {
  return in_guest(call, Condition::unit_active, {call.text("unit"), call.text_or("user", "")});
}
Value until_succeeds(Call& call) {
  return in_guest(call, Condition::command_succeeds, {call.text("command"), ""});
}
Value until_fails(Call& call) {
  return in_guest(call, Condition::command_fails, {call.text("command"), ""});
}

Value until(Call& call) {
  const auto begin = Deadline::Clock::now();
  std::chrono::nanoseconds pause = first_pause;
  const auto deadline = call.patience().deadline;
  while (!call.holds("condition")) {
    if (deadline.at_most(pause).moment() == deadline.moment()) {
      Failure failure(FailureKind::timed_out, call.span_of("condition"),
                      fmt::format("this did not come true in {:.1f}s",
                                  std::chrono::duration<double>(Deadline::Clock::now() - begin).count()));
      call.interpreter().explain_limit(failure);
      throw failure;
    }
    call.interpreter().sleep(pause, call.span());
    pause = std::min<std::chrono::nanoseconds>(pause * 2, longest_pause);
  }
  return {};
}

constexpr auto rows = std::to_array<Form>({
    {.phrase = "wait port {port:port} on {machine:machine}",
     .doc = "Waits until something on the machine listens on the TCP port, over IPv4 or IPv6.",
     .example = "wait port 80 on web",
     .run = port},
    {.phrase = "wait port {port:port} at {host:text} on {machine:machine}",
     .doc = "Waits until a TCP connection from the machine to that host and port succeeds.",
     .example = "wait port 5432 at \"db\" on web",
     .run = port_at},
    {.phrase = "wait closed port {port:port} on {machine:machine}",
     .doc = "Waits until nothing on the machine listens on the TCP port.",
     .example = "wait closed port 80 on web",
     .run = closed_port},
    {.phrase = "wait closed port {port:port} at {host:text} on {machine:machine}",
     .doc = "Waits until a TCP connection from the machine to that host and port fails.",
     .example = "wait closed port 5432 at \"db\" on web",
     .run = closed_port_at},
    {.phrase = "wait udp port {port:port} on {machine:machine}",
     .doc = "Waits until something on the machine is bound to the UDP port, over IPv4 or IPv6.",
     .example = "wait udp port 53 on web",
     .run = udp_port},
    {.phrase = "wait closed udp port {port:port} on {machine:machine}",
     .doc = "Waits until nothing on the machine is bound to the UDP port.",
     .example = "wait closed udp port 53 on web",
     .run = closed_udp_port},
    {.phrase = "wait file {file:guest_path} on {machine:machine} [containing {text:text}]",
     .doc = "Waits until the file or folder exists; with `containing`, until the file has the text in it.",
     .example = "wait file \"/run/ready\" on web",
     .run = file},
    {.phrase = "wait no file {file:guest_path} on {machine:machine}",
     .doc = "Waits until nothing of that name exists.",
     .example = "wait no file \"/run/lock/busy\" on web",
     .run = no_file},
    {.phrase = "wait socket {socket:guest_path} on {machine:machine}",
     .doc = "Waits until a unix socket is bound to the path.",
     .example = "wait socket \"/run/mysqld/mysqld.sock\" on db",
     .run = socket},
    {.phrase = "wait process {name:text} on {machine:machine}",
     .doc = "Waits until a process of that name runs.",
     .example = "wait process \"apache2\" on web",
     .run = process},
    {.phrase = "wait unit {unit:unit} on {machine:machine} [for user {user:text}]",
     .doc = "Waits until the systemd unit is active. Fails at once when the unit has failed, does not "
            "exist, or is inactive with nothing left to start it.",
     .example = "wait unit \"apache2.service\" on web",
     .run = unit},
    {.phrase = "wait boot of {machine:machine}",
     .doc = "Waits until the guest's service manager says that the boot has finished.",
     .example = "wait boot of web",
     .run = boot},
    {.phrase = "wait until {machine:machine} succeeds {command:command}",
     .doc = "Runs the command in the guest again and again, until its exit status is 0.",
     .example = "wait until client succeeds \"curl --fail http://web/\"",
     .run = until_succeeds},
    {.phrase = "wait until {machine:machine} fails {command:command}",
     .doc = "Runs the command in the guest again and again, until its exit status is not 0.",
     .example = "wait until client fails \"ping -c 1 web\"",
     .run = until_fails},
    {.phrase = "wait until {condition:condition}",
     .doc = "Evaluates the condition again and again, until it holds.",
     .example = "wait until web.succeed(\"cat /tmp/count\").trim().to_int() > 3",
     .run = until},
});

}  // namespace

std::span<const Form> waits() { return rows; }

}  // namespace vmt::commands
