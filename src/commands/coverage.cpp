// Commands about the coverage of programs that run in guests.
#include "interpreter/coverage.hpp"

#include "commands/commands.hpp"
#include "interpreter/call.hpp"

namespace vmt::commands {
namespace {

Value collect(Call& call) {
  auto* const coverage = call.interpreter().world().coverage;
  if (coverage == nullptr) return {};
  for (const auto index : call.machine_indices("machines"))
    coverage->collect(call.lab().machine(index), call.patience());
  return {};
}

constexpr auto rows = std::to_array<Form>({
    {.phrase = "collect coverage from {machines:machines}",
     .doc = "Brings to the host which lines of C and C++ programs, built with `gcc --coverage`, have run on "
            "the machine. A program writes this down when it ends: stop a server first. It is also done "
            "before `shutdown` and at the end of each test, so this is for a machine that is about to "
            "crash or to lose its files. Does nothing unless vmt runs with `--coverage DIR`.",
     .example = "collect coverage from web",
     .run = collect,
     .power = PowerUse::needs},
});

}  // namespace

std::span<const Form> coverage() {
  return rows;
}

}  // namespace vmt::commands
