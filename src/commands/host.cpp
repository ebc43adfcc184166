// Commands on the host, in the folder of the script.
#include <fmt/format.h>

#include <array>
#include <filesystem>

#include "commands/command_failure.hpp"
#include "commands/commands.hpp"
#include "interpreter/call.hpp"

namespace vmt::commands {
namespace {

machine::CommandResult run(Call& call) {
  machine::CommandRequest request;
  request.command = call.text("command");
  request.directory = call.has("directory") ? call.host_path("directory") : call.script_folder();
  if (call.has("environment"))
    for (const auto& [name, value] : call.value("environment").map())
      request.environment.emplace_back(name, value.text());
  if (call.has("input")) request.input = call.text("input");
  return call.lab().run_on_host(request, call.patience());
}

Value succeed(Call& call) {
  auto result = run(call);
  if (!result.succeeded()) throw command_failure(call, "the host", result);
  return std::move(result.output);
}

Value fail(Call& call) {
  auto result = run(call);
  if (result.ending == agent::Ending::timed_out) throw command_failure(call, "the host", result);
  if (!result.succeeded()) return result.output + result.errors;
  auto failure = call.failure("the command was meant to fail on the host, and succeeded");
  add_output(failure, result);
  throw failure;
}

Value execute(Call& call) {
  auto result = run(call);
  if (result.ending == agent::Ending::timed_out) throw command_failure(call, "the host", result);
  return result_value(std::move(result));
}

constexpr auto rows = std::to_array<Form>({
    {.phrase = "{host:host}.succeed {command:command} [in {directory:host_path}] "
               "[with {environment:environment}] [input {input:text}]",
     .result = Kind::text,
     .doc = "Runs the command in the host's shell, in the folder of the script, as the user who runs vmt. "
            "The test fails when the exit status is not 0. Gives the standard output.",
     .example = "host.succeed \"curl --fail http://localhost:8081/\"",
     .run = succeed},
    {.phrase = "{host:host}.fail {command:command} [in {directory:host_path}] "
               "[with {environment:environment}] [input {input:text}]",
     .result = Kind::text,
     .doc = "Runs the command on the host, and the test fails when it succeeds. Gives the standard output "
            "followed by the standard error.",
     .example = "host.fail \"curl --max-time 2 http://localhost:8081/\"",
     .run = fail},
    {.phrase = "{host:host}.execute {command:command} [in {directory:host_path}] "
               "[with {environment:environment}] [input {input:text}]",
     .result = Kind::result,
     .doc = "Runs the command on the host and gives its result, whatever it is.",
     .example = "let answer = host.execute \"test -e results.txt\"",
     .run = execute},
});

}  // namespace

std::span<const Form> host() { return rows; }

}  // namespace vmt::commands
