// How long something took, by the host's clock.
#include "commands/commands.hpp"
#include "interpreter/call.hpp"

namespace vmt::commands {
namespace {

// Without what a person took at `pause`, as limits have it.
Value elapsed(Call& call) {
  const World& world = call.interpreter().world();
  return DurationValue{(Deadline::Clock::now() - world.begin).count() - world.paused_ns};
}

constexpr auto rows = std::to_array<Form>({
    {.phrase = "elapsed",
     .result = Kind::duration,
     .doc = "How long the test, or `setup`, has been running; the difference of two is how long something took. "
            "Measured on the host, and without the time that was spent at `pause`.",
     .example = "let begin = elapsed()\nbox.succeed \"sync\"\nexpect elapsed() - begin < 10s",
     .run = elapsed},
});

}  // namespace

std::span<const Form> clock_functions() {
  return rows;
}

}  // namespace vmt::commands
