// Commands that keep the state of all machines, and go back to it.
#include <fmt/format.h>

#include "commands/commands.hpp"
#include "interpreter/call.hpp"
#include "interpreter/test_bed.hpp"

namespace vmt::commands {
namespace {

// All machines stand still while they are saved or replaced: nobody else may be using them.
TestBed& bed(Call& call, const char* what) {
  call.lab();
  auto& world = call.interpreter().world();
  if (world.branches_beside != 0) {
    auto failure = call.failure(fmt::format("{} while other branches of the test run", what));
    failure.diagnostic.help("move it before or behind the `parallel` or `throughout` block");
    throw failure;
  }
  if (!world.bed) throw call.failure(fmt::format("{} of machines that are kept up by hand", what));
  return *world.bed;
}

Value checkpoint(Call& call) {
  auto& bed = vmt::commands::bed(call, "a checkpoint can't be made");
  auto& world = call.interpreter().world();
  if (const auto why = bed.lab()->why_not_saved())
    throw call.failure("no checkpoint of these machines can be made, because " + *why);
  world.lab = nullptr;
  bed.checkpoint(call.text("name"), call.patience());
  world.lab = bed.lab();
  return {};
}

Value restore(Call& call) {
  auto& bed = vmt::commands::bed(call, "no state can be restored");
  auto& world = call.interpreter().world();
  const auto& name = call.text("name");
  if (!bed.has_checkpoint(name)) {
    auto failure = call.failure(fmt::format("there is no checkpoint \"{}\"", name));
    std::string known;
    for (const auto& other : bed.checkpoint_names())
      known += fmt::format("{}\"{}\"", known.empty() ? "" : ", ", other);
    failure.diagnostic.note(known.empty() ? "no checkpoint has been made so far" : "there is " + known);
    throw failure;
  }
  world.lab = nullptr;
  bed.restore(name, call.patience());
  world.lab = bed.lab();
  return {};
}

constexpr auto rows = std::to_array<Form>({
    {.phrase = "checkpoint {name:text}",
     .doc = "Keeps the state of all machines together: memory, processes, disks, open connections between "
            "them. The machines go on as if nothing had happened. A later checkpoint of the same name "
            "replaces it.",
     .example = "checkpoint \"filled\"",
     .run = checkpoint},
    {.phrase = "restore {name:text}",
     .doc = "Takes all machines back to a checkpoint of this test, or of one that it starts from. The "
            "script's own variables stay as they are; a job that ran at the checkpoint runs again.",
     .example = "checkpoint \"filled\"; restore \"filled\"",
     .run = restore,
     .power = PowerUse::turns_on},
});

}  // namespace

std::span<const Form> states() {
  return rows;
}

}  // namespace vmt::commands
