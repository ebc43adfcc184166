#include "interpreter/coverage.hpp"

#include <fmt/format.h>

namespace vmt {
namespace {

namespace fs = std::filesystem;

// In the guest. GCOV_PREFIX makes programs write below it, under the path that they were built at.
constexpr auto guest_folder = "/var/tmp/vmt-coverage";

}  // namespace

Coverage::Coverage(const fs::path& folder) : folder_(fs::absolute(folder) / "data") {
  std::error_code error;
  fs::remove_all(folder_, error);
  fs::create_directories(folder_, error);
  if (error)
    throw machine::Trouble(
        machine::TroubleKind::infrastructure,
        fmt::format("the folder `{}` for coverage can't be made: {}", folder_.string(), error.message()));
}

void Coverage::prepare(machine::MachineConfig& machine) {
  machine.environment.emplace_back("GCOV_PREFIX", guest_folder);
  if (!machine.kernel_arguments.empty()) machine.kernel_arguments += ' ';
  machine.kernel_arguments += fmt::format("systemd.setenv=GCOV_PREFIX={}", guest_folder);
}

void Coverage::collect(machine::Machine& machine, const Patience& patience) {
  if (!machine.is_running()) return;
  machine::CommandRequest look;
  look.command = fmt::format("test -d {}", guest_folder);
  if (!machine.run(look, patience).succeeded()) return;
  const auto target = folder_ / fmt::format("{}-{}", ++last_number_, machine.config().name);
  machine.copy_out(guest_folder, target, patience);
  machine::CommandRequest remove;
  remove.command = fmt::format("rm -rf {}", guest_folder);
  machine.run(remove, patience);
}

}  // namespace vmt
