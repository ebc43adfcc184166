// What can be asked of a command in the background.
#include "commands/command_failure.hpp"
#include "commands/commands.hpp"
#include "interpreter/call.hpp"

namespace vmt::commands {
namespace {

std::shared_ptr<machine::Job> job_of(Call& call) {
  return call.lab().job(call.value("job").as<std::shared_ptr<machine::Job>>());
}

Value wait(Call& call) { return result_value(job_of(call)->wait(call.patience())); }

Value stop(Call& call) {
  job_of(call)->stop(call.patience());
  return {};
}

Value output(Call& call) { return job_of(call)->output(); }
Value running(Call& call) { return job_of(call)->is_running(); }

constexpr auto rows = std::to_array<Form>({
    {.phrase = "{job:job}.wait",
     .result = Kind::result,
     .doc = "Waits until the background command has ended and gives its result.",
     .example = "let job = web.spawn(\"sleep 1\"); expect job.wait().ok",
     .run = wait},
    {.phrase = "{job:job}.stop",
     .doc = "Ends the background command: SIGTERM for its process group, and SIGKILL five seconds later.",
     .example = "let job = web.spawn(\"sleep 100\"); job.stop()",
     .run = stop},
    {.phrase = "{job:job}.output",
     .result = Kind::text,
     .doc = "What the background command has written to its standard output so far.",
     .example = "let job = web.spawn(\"dmesg -w\"); wait until job.output contains \"eth0\"",
     .run = output},
    {.phrase = "{job:job}.running",
     .result = Kind::boolean,
     .doc = "Whether the background command still runs.",
     .example = "let job = web.spawn(\"sleep 100\"); expect job.running",
     .run = running},
});

}  // namespace

std::span<const Form> jobs() { return rows; }

}  // namespace vmt::commands
