// Commands in a guest's shell.
#include <fmt/format.h>

#include "commands/command_failure.hpp"
#include "commands/commands.hpp"
#include "interpreter/call.hpp"

namespace vmt::commands {
namespace {

machine::CommandRequest request_of(Call& call) {
  machine::CommandRequest request;
  request.command = call.text("command");
  request.user = call.text_or("user", "");
  request.directory = call.text_or("directory", "");
  if (call.has("environment"))
    for (const auto& [name, value] : call.value("environment").map())
      request.environment.emplace_back(name, value.text());
  if (call.has("input")) request.input = call.text("input");
  return request;
}

Value succeed(Call& call) {
  auto result = call.machine("machine").run(request_of(call), call.patience());
  if (!result.succeeded()) throw command_failure(call, call.shown_machine("machine"), result);
  return std::move(result.output);
}

Value fail(Call& call) {
  auto result = call.machine("machine").run(request_of(call), call.patience());
  if (result.ending == agent::Ending::timed_out) throw command_failure(call, call.shown_machine("machine"), result);
  if (!result.succeeded()) return result.output + result.errors;
  auto failure = call.failure(fmt::format("the command was meant to fail on `{}`, and succeeded",
                                          call.machine_name("machine")));
  add_output(failure, result);
  throw failure;
}

Value execute(Call& call) {
  auto result = call.machine("machine").run(request_of(call), call.patience());
  if (result.ending == agent::Ending::timed_out) throw command_failure(call, call.shown_machine("machine"), result);
  return result_value(std::move(result));
}

Value spawn(Call& call) { return call.machine("machine").spawn(request_of(call), call.patience()); }

constexpr auto rows = std::to_array<Form>({
    {.phrase = "{machine:machine}.succeed {command:command} [as {user:text}] [in {directory:guest_path}] "
               "[with {environment:environment}] [input {input:text}]",
     .result = Kind::text,
     .doc = "Runs the command in the guest's shell, as root. The test fails when the exit status is not "
            "0. Gives the standard output.",
     .example = "web.succeed \"systemctl is-active ssh\"",
     .run = succeed},
    {.phrase = "{machine:machine}.fail {command:command} [as {user:text}] [in {directory:guest_path}] "
               "[with {environment:environment}] [input {input:text}]",
     .result = Kind::text,
     .doc = "Runs the command, and the test fails when it succeeds. Gives the standard output followed by "
            "the standard error.",
     .example = "web.fail \"curl --max-time 2 http://db/\"",
     .run = fail},
    {.phrase = "{machine:machine}.execute {command:command} [as {user:text}] [in {directory:guest_path}] "
               "[with {environment:environment}] [input {input:text}]",
     .result = Kind::result,
     .doc = "Runs the command and gives its result, whatever it is: `status`, `output`, `errors`, `ok`, "
            "`duration`.",
     .example = "let answer = web.execute \"test -e /etc/motd\"",
     .run = execute},
    {.phrase = "{machine:machine}.spawn {command:command} [as {user:text}] [in {directory:guest_path}] "
               "[with {environment:environment}] [input {input:text}]",
     .result = Kind::job,
     .doc = "Runs the command in the background and gives a job: `job.wait()`, `job.stop()`, "
            "`job.output`.",
     .example = "let load = web.spawn \"stress --cpu 1\"",
     .run = spawn},
});

}  // namespace

std::span<const Form> shell() { return rows; }

}  // namespace vmt::commands
