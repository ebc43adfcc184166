// Which lines of programs ran in the guests: what gcc's instrumentation (--coverage) leaves behind there
// when a program ends, brought to the host. Each bringing has a folder of its own, so machines and tests
// never overwrite each other; the report adds them up (tools/coverage_report.hpp).
#pragma once

#include <atomic>
#include <filesystem>

#include "machine/machine.hpp"

namespace vmt {

class Coverage {
public:
  // Collects into `folder`, which is made; what an earlier run collected there is removed. Throws
  // machine::Trouble (infrastructure).
  explicit Coverage(const std::filesystem::path& folder);

  // The machine's programs will write where `collect` looks: all commands, and every service of systemd.
  static void prepare(machine::MachineConfig& machine);

  // Brings what has been written on the machine since its last time; from any thread. Nothing when it is
  // off. Throws Trouble as machine::Machine does.
  void collect(machine::Machine& machine, const Patience& patience);

private:
  std::filesystem::path folder_;
  std::atomic<unsigned> last_number_ = 0;
};

}  // namespace vmt
