#include "machine/launch.hpp"

#include <fmt/format.h>

#include "machine/images/disk.hpp"
#include "machine/images/seed.hpp"

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

// Debian's name for the firmware (package ovmf), and the other distributions'.
struct Uefi {
  fs::path code, variables;
};
Uefi find_uefi() {
  const Uefi places[] = {{"/usr/share/OVMF/OVMF_CODE_4M.fd", "/usr/share/OVMF/OVMF_VARS_4M.fd"},
                         {"/usr/share/OVMF/OVMF_CODE.fd", "/usr/share/OVMF/OVMF_VARS.fd"},
                         {"/usr/share/edk2/x64/OVMF_CODE.4m.fd", "/usr/share/edk2/x64/OVMF_VARS.4m.fd"}};
  std::error_code error;
  for (const auto& place : places)
    if (fs::exists(place.code, error) && fs::exists(place.variables, error)) return place;
  throw Trouble(TroubleKind::infrastructure, "there is no UEFI firmware for virtual machines on this machine")
      .with_help("install it: `sudo apt-get install ovmf`");
}

// A file of the machine in the run folder: "web-boot.qcow2".
fs::path own_file(const Surroundings& surroundings, std::size_t machine, const std::string& name) {
  return surroundings.run_folder / (surroundings.config.machines[machine].name + "-" + name);
}
fs::path extra_disk(const Surroundings& surroundings, std::size_t machine, std::size_t index) {
  return own_file(surroundings, machine, fmt::format("disk{}.qcow2", index + 1));
}

// All that a machine writes to beside its own disk, once: it survives a restart.
void make_own_files(const Surroundings& surroundings, std::size_t machine, const BootFiles& files,
                    const Patience& patience) {
  const auto& config = surroundings.config.machines[machine];
  std::error_code error;
  const auto boot = own_file(surroundings, machine, "boot.qcow2");
  if (!files.base_disk.empty() && !fs::exists(boot, error)) make_overlay(files.base_disk, boot, patience);
  for (std::size_t i = 0; i < config.disks.size(); ++i) {
    const auto disk = extra_disk(surroundings, machine, i);
    if (fs::exists(disk, error)) continue;
    if (config.disks[i].file.empty())
      make_empty_disk(disk, config.disks[i].size_bytes, patience);
    else
      make_overlay(fs::absolute(config.disks[i].file), disk, patience);
  }
  if (config.has_uefi) make_own_disk(find_uefi().variables, own_file(surroundings, machine, "uefi.fd"));
  if (config.has_tpm || files.loader == Loader::script)
    fs::create_directories(own_file(surroundings, machine, "state"), error);
}

std::string reason_against_copies(const MachineConfig& config) {
  if (config.shell.is_shell()) return fmt::format("`{}` has a root shell and no agent", config.name);
  if (config.has_tpm) return fmt::format("the TPM of `{}` can't be copied", config.name);
  if (config.has_uefi) return fmt::format("the UEFI variables of `{}` can't be copied", config.name);
  return {};
}

void check_script(const MachineConfig& config) {
  const auto refuse = [&](const char* what) {
    throw Trouble(
        TroubleKind::infrastructure,
        fmt::format("`{}` starts by a script of its own, which decides about {}", config.name, what));
  };
  if (config.has_uefi) refuse("its firmware");
  if (config.has_tpm) refuse("its TPM");
}

}  // namespace

Hardware prepare_hardware(const Surroundings& surroundings, std::size_t machine, const Progress& progress,
                          const Patience& patience) {
  const auto& config = surroundings.config.machines[machine];
  Hardware hardware;
  hardware.files = surroundings.images.prepare(config.image, progress, patience);
  hardware.accelerator = surroundings.accelerator();
  if (hardware.accelerator == "tcg") hardware.tsc_khz = surroundings.tsc.khz();
  if (hardware.files.loader == Loader::script) check_script(config);
  if (config.shell.starts_agent && hardware.files.seed.empty())
    throw Trouble(
        TroubleKind::infrastructure,
        fmt::format("`agent by serial` is for `image disk`; the image of `{}` starts the agent by itself or "
                    "can't have it",
                    config.name));
  make_own_disk(hardware.files.blank_disk, own_disk_of(surroundings, machine));
  make_own_files(surroundings, machine, hardware.files, patience);
  if (config.has_display && !hardware.files.host_root_tag.empty())
    throw Trouble(
        TroubleKind::infrastructure,
        fmt::format("`{}` has `image host` and `display`: the kernel for the one can't do the other",
                    config.name));
  if (config.has_display && hardware.files.loader == Loader::kernel)
    hardware.files.kernel = surroundings.images.kernel_for_display(progress, patience);
  if (hardware.files.cannot_be_copied_because.empty())
    hardware.files.cannot_be_copied_because = reason_against_copies(config);
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
  options.board = config.needs_pc() ? qemu::Board::pc : qemu::Board::microvm;
  options.is_script = hardware.files.loader == Loader::script;
  options.has_display = config.has_display;
  if (config.has_uefi) {
    options.uefi_code = find_uefi().code;
    options.uefi_variables = own_file(surroundings, machine, "uefi.fd");
  }
  options.host_root_tag = hardware.files.host_root_tag;
  options.firmware_strings = hardware.files.firmware_strings;
  options.tsc_khz = hardware.tsc_khz;
  if (!hardware.files.base_disk.empty())
    options.disks.push_back({own_file(surroundings, machine, "boot.qcow2"), "qcow2", false, "vmt-boot"});
  options.disks.insert(options.disks.end(), hardware.files.disks.begin(), hardware.files.disks.end());
  if (!hardware.files.blank_disk.empty())
    options.disks.push_back({own_disk_of(surroundings, machine), "qcow2", false, own_disk_serial});
  if (!hardware.files.seed.empty()) options.disks.push_back({hardware.files.seed, "raw", true, seed_serial});
  for (std::size_t i = 0; i < config.disks.size(); ++i)
    options.disks.push_back(
        {extra_disk(surroundings, machine, i), "qcow2", false, fmt::format("disk{}", i + 1)});
  for (const auto& interface : interfaces_of(surroundings.config, machine))
    options.cards.push_back({interface.mac, -1});
  return options;
}

qemu::Programs programs_of(const Surroundings& surroundings, std::size_t machine, const Hardware& hardware) {
  const auto& config = surroundings.config.machines[machine];
  const auto state = own_file(surroundings, machine, "state");
  qemu::Programs programs{.qemu = surroundings.qemu};
  if (config.has_tpm) programs.tpm_state = state;
  if (hardware.files.loader != Loader::script) return programs;
  programs.qemu = hardware.files.start_script;
  std::string more_options;
  if (config.memory_mib) more_options += fmt::format(" -m {}", *config.memory_mib);
  if (config.cpu_count > 1) more_options += fmt::format(" -smp {}", config.cpu_count);
  programs.environment = {{"NIX_DISK_IMAGE", (state / "root.qcow2").string()},
                          {"TMPDIR", state.string()},
                          {"USE_TMPDIR", "1"},
                          {"SHARED_DIR", state.string()},
                          {"QEMU_OPTS", more_options},
                          {"QEMU_NET_OPTS", qemu::user_network(config.shell.port)},
                          {"QEMU_KERNEL_PARAMS", "panic=-1 oops=panic " + config.kernel_arguments}};
  return programs;
}

}  // namespace vmt::machine
