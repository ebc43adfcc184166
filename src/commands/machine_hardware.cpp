// The settings for machines that vmt did not make, and for what is plugged into a machine.
#include <fmt/format.h>

#include "commands/commands.hpp"
#include "interpreter/call.hpp"
#include "interpreter/operators.hpp"

namespace vmt::commands {
namespace {

Value image_disk(Call& call) {
  call.machine_config().image = machine::DiskImage{call.host_path("file")};
  return {};
}

Value image_directory(Call& call) {
  call.machine_config().image = machine::DirectoryImage{call.host_path("folder")};
  return {};
}

Value image_host(Call& call) {
  call.machine_config().image = machine::HostImage{};
  return {};
}

Value image_script(Call& call) {
  call.machine_config().image = machine::ScriptImage{call.host_path("program")};
  return {};
}

std::string no_size_of_disk(const Value& size) {
  constexpr std::int64_t sector_bytes = 512;
  const auto size_bytes = size.as<SizeValue>().bytes;
  if (size_bytes >= sector_bytes && size_bytes % sector_bytes == 0) return {};
  return fmt::format("a disk has a whole number of sectors of {} bytes", sector_bytes);
}

Value empty_disk(Call& call) {
  const auto& size = call.value("size");
  if (auto objection = no_size_of_disk(size); !objection.empty()) throw ValueError(objection);
  call.machine_config().disks.push_back({size.as<SizeValue>().bytes, {}});
  return {};
}

Value disk_from(Call& call) {
  call.machine_config().disks.push_back({0, call.host_path("file")});
  return {};
}

Value display(Call& call) {
  call.machine_config().has_display = true;
  return {};
}

Value uefi(Call& call) {
  call.machine_config().has_uefi = true;
  return {};
}

Value tpm(Call& call) {
  call.machine_config().has_tpm = true;
  return {};
}

Value kernel_arguments(Call& call) {
  auto& arguments = call.machine_config().kernel_arguments;
  arguments += (arguments.empty() ? "" : " ") + call.text("arguments");
  return {};
}

Value shell_on_port(Call& call) {
  call.machine_config().shell = {.access = machine::Access::tcp_port, .port = call.port("port")};
  return {};
}

Value shell_on_hvc0(Call& call) {
  call.machine_config().shell = {.access = machine::Access::virtual_console};
  return {};
}

machine::ShellAccess serial_log_in(Call& call) {
  return {.access = machine::Access::serial_console,
          .user = call.text_or("user", "root"),
          .password = call.text_or("password", "")};
}

Value shell_on_serial(Call& call) {
  call.machine_config().shell = serial_log_in(call);
  return {};
}

Value agent_by_serial(Call& call) {
  call.machine_config().shell = serial_log_in(call);
  call.machine_config().shell.starts_agent = true;
  return {};
}

constexpr auto rows = std::to_array<Form>({
    {.phrase = "image disk {file:host_path}",
     .doc = "Boots the disk, qcow2 or raw, with the BIOS of a PC, or with `uefi`. It is never written to. "
            "A guest with cloud-init, or with systemd 256 or newer, starts vmt's agent from a second disk by "
            "itself; another one does after a log-in, see `agent by serial`.",
     .example = "image disk \"debian-12.qcow2\"",
     .run = image_disk},
    {.phrase = "image directory {folder:host_path}",
     .doc =
         "Boots the root file system in the folder, which systemd or SysV's init starts. It is packed when it has changed, "
         "and never written to.",
     .example = "image directory \"rootfs\"",
     .run = image_directory},
    {.phrase = "image host",
     .doc =
         "Has the root of the machine that vmt runs on: its programs and files, as vmt's user may read them. "
         "What "
         "the guest writes stays in its memory; the host's services are not started. Each test boots anew.",
     .example = "image host",
     .run = image_host},
    {.phrase = "image script {program:host_path}",
     .doc =
         "Starts QEMU by the program, as NixOS builds them (`run-web-vm`): vmt's options follow as "
         "arguments, "
         "and it reads QEMU_OPTS, QEMU_KERNEL_PARAMS, QEMU_NET_OPTS, NIX_DISK_IMAGE, TMPDIR, USE_TMPDIR and "
         "SHARED_DIR. Use it with `shell on hvc0`.",
     .example = "image script \"result/bin/run-web-vm\"",
     .run = image_script},
    {.phrase = "disk {size:size}",
     .doc = "One more disk, empty. The guest finds the first one by the serial number `disk1`.",
     .example = "disk 1GiB",
     .run = empty_disk,
     .objection = no_size_of_disk},
    {.phrase = "disk from {file:host_path}",
     .doc = "One more disk with the contents of the file, which is never written to.",
     .example = "disk from \"data.qcow2\"",
     .run = disk_from},
    {.phrase = "display",
     .doc = "Gives the machine a graphics card, a keyboard and a mouse.",
     .example = "display",
     .run = display},
    {.phrase = "uefi",
     .doc = "Starts the machine with UEFI firmware instead of a BIOS; needs the Debian package `ovmf`.",
     .example = "uefi",
     .run = uefi},
    {.phrase = "tpm",
     .doc = "Gives the machine a TPM 2.0; needs the Debian package `swtpm`.",
     .example = "tpm",
     .run = tpm},
    {.phrase = "cmdline {arguments:text}",
     .doc = "More arguments for the guest's kernel.",
     .example = "cmdline \"audit=1\"",
     .run = kernel_arguments},
    {.phrase = "shell on port {port:port}",
     .doc =
         "The guest has no agent: vmt uses the root shell that listens on this TCP port, at the address that "
         "QEMU's own network gives by DHCP (10.0.2.15), on a network card of its own.",
     .example = "shell on port 514",
     .run = shell_on_port},
    {.phrase = "shell on hvc0",
     .doc =
         "The guest has no agent: vmt uses the root shell on the virtual console /dev/hvc0, as the tests of "
         "NixOS have it. Any "
            "guest with such a shell needs `setsid`, `sha256sum` and `base64`, as busybox and every distribution have.",
     .example = "shell on hvc0",
     .run = shell_on_hvc0},
    {.phrase = "shell on serial [as {user:text}] [password {password:text}]",
     .doc = "The guest has no agent: vmt logs in on the first serial port, as root unless said otherwise.",
     .example = "shell on serial as \"root\" password \"secret\"",
     .run = shell_on_serial},
    {.phrase = "agent by serial [as {user:text}] [password {password:text}]",
     .doc =
         "For `image disk`: vmt logs in on the first serial port, as root unless said otherwise, and starts "
         "its agent from a second disk, which the guest has to be able to read (ISO 9660).",
     .example = "agent by serial password \"secret\"",
     .run = agent_by_serial},
});

}  // namespace

std::span<const Form> machine_hardware() {
  return rows;
}

}  // namespace vmt::commands
