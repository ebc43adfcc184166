#include "machine/launch.hpp"

#include <fmt/format.h>

namespace vmt::machine {
namespace {

namespace fs = std::filesystem;

fs::path own_disk_of(const Surroundings& surroundings, std::size_t machine) {
  return surroundings.run_folder / (surroundings.config.machines[machine].name + ".qcow2");
}

void make_own_disk(const fs::path& blank, const fs::path& disk) {
  std::error_code error;
  if (blank.empty() || fs::exists(disk, error)) return;
  fs::copy_file(blank, disk, error);
  if (!error) fs::permissions(disk, fs::perms::owner_read | fs::perms::owner_write, error);
  if (error)
    throw Trouble(TroubleKind::infrastructure,
                  fmt::format("the disk `{}` can't be made: {}", disk.string(), error.message()))
        .with_help("name a folder with more room: `VMT_RUN_DIR=/some/folder vmt ...`");
}

}  // namespace

Hardware prepare_hardware(const Surroundings& surroundings, std::size_t machine, const Progress& progress,
                          const Patience& patience) {
  const auto& config = surroundings.config.machines[machine];
  Hardware hardware;
  hardware.files = surroundings.images.prepare(config.image, progress, patience);
  hardware.accelerator = surroundings.accelerator();
  if (hardware.accelerator == "tcg") hardware.tsc_khz = surroundings.tsc.khz();
  make_own_disk(hardware.files.blank_disk, own_disk_of(surroundings, machine));
  return hardware;
}

qemu::Options options_of(const Surroundings& surroundings, std::size_t machine, const Hardware& hardware) {
  const auto& config = surroundings.config.machines[machine];
  qemu::Options options;
  options.name = config.name;
  options.accelerator = hardware.accelerator;
  options.memory_mib = config.memory_mib.value_or(hardware.files.default_memory_mib);
  options.cpu_count = config.cpu_count;
  options.kernel = hardware.files.kernel;
  options.initramfs = hardware.files.initramfs;
  options.kernel_arguments = hardware.files.kernel_arguments;
  if (!config.kernel_arguments.empty())
    options.kernel_arguments += (options.kernel_arguments.empty() ? "" : " ") + config.kernel_arguments;
  options.tsc_khz = hardware.tsc_khz;
  options.disks = hardware.files.disks;
  if (!hardware.files.blank_disk.empty())
    options.disks.push_back({own_disk_of(surroundings, machine), "qcow2", false, own_disk_serial});
  for (const auto& interface : interfaces_of(surroundings.config, machine))
    options.cards.push_back({interface.mac, -1});
  return options;
}

}  // namespace vmt::machine
