#include "machine/qemu/command_line.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "agent/protocol.hpp"

namespace vmt::machine::qemu {
namespace {

using Arguments = std::vector<std::string>;

void add(Arguments& arguments, std::initializer_list<std::string> more) {
  arguments.insert(arguments.end(), more);
}

// What QEMU reads as options may hold a comma, written twice.
std::string option_text(const std::string& words) {
  std::string text;
  for (const char c : words) text += c == ',' ? std::string(",,") : std::string(1, c);
  return text;
}

// "virtio-net-device" hangs on microvm's virtio-mmio, "virtio-net-pci" on a PC's bus. A start script builds
// PCs.
std::string virtio(const Options& options, const char* kind) {
  const bool is_mmio = options.board == Board::microvm && !options.is_script;
  return fmt::format("virtio-{}-{}", kind, is_mmio ? "device" : "pci");
}

// Without its option ROM: nothing boots from the network, and each one costs the firmware a second.
std::string network_device(const Options& options) {
  const auto device = virtio(options, "net");
  return device.ends_with("-pci") ? device + ",romfile=" : device;
}

// By its firmware and its own boot loader.
bool boots_from_disk(const Options& options) {
  return options.board == Board::pc && options.kernel.empty() && !options.is_script;
}

// microvm has no firmware to wait for, and starts an ELF kernel at its PVH entry point.
void add_machine(Arguments& arguments, const Options& options) {
  add(arguments, {"-name", options.name, "-M", options.board == Board::microvm ? "microvm" : "q35", "-accel",
                  options.accelerator, "-cpu", processor(options.accelerator), "-m",
                  fmt::format("{}M", options.memory_mib), "-smp", std::to_string(options.cpu_count)});
  add(arguments, {"-nodefaults", "-no-user-config", "-display", "none", "-no-reboot"});
  if (options.board == Board::microvm) add(arguments, {"-global", "virtio-mmio.force-legacy=false"});
  // SeaBIOS then uses the serial port beside the screen, and so does a boot loader that uses the BIOS: what
  // keeps a disk from booting is said on the console (SeaBIOS, docs/Runtime_config.md).
  if (boots_from_disk(options)) add(arguments, {"-machine", "graphics=off"});
}

// What only a PC has. A guest with the driver tells pvpanic of its panic before it does anything else.
void add_pc(Arguments& arguments, const Options& options) {
  if (options.board != Board::pc) return;
  add(arguments, {"-device", "pvpanic-pci"});
  if (options.has_display) add(arguments, {"-device", "VGA", "-device", "virtio-tablet-pci"});
  if (!options.uefi_code.empty())
    add(arguments,
        {"-drive", "if=pflash,unit=0,format=raw,readonly=on,file=" + option_text(options.uefi_code.string()),
         "-drive", "if=pflash,unit=1,format=raw,file=" + option_text(options.uefi_variables.string())});
  for (const auto& text : options.firmware_strings)
    add(arguments, {"-smbios", "type=11,value=" + option_text(text)});
  if (options.tpm >= 0)
    add(arguments, {"-chardev", fmt::format("socket,id=tpm,fd={}", options.tpm), "-tpmdev",
                    "emulator,id=tpm,chardev=tpm", "-device", "tpm-tis,tpmdev=tpm"});
}

// The ways to a root shell. QEMU's own network leads nowhere but to that port.
void add_shell(Arguments& arguments, const Options& options) {
  if (options.shell >= 0)
    add(arguments, {"-chardev", fmt::format("socket,id=shell,fd={}", options.shell), "-device",
                    "virtconsole,chardev=shell"});
  if (options.shell_port != 0)
    add(arguments, {"-netdev", "user,id=shell," + user_network(options.shell_port), "-device",
                    network_device(options) + ",netdev=shell"});
}

// The file is opened anew by its name, so that each QEMU has its own view of it.
void add_memory(Arguments& arguments, const Options& options) {
  if (options.memory < 0) return;
  add(arguments, {"-machine", "memory-backend=memory", "-object",
                  fmt::format("memory-backend-file,id=memory,size={}M,mem-path=/proc/self/fd/{},share={}",
                              options.memory_mib, options.memory, options.memory_is_private ? "off" : "on")});
}

// A microvm has no PCI bus, and the kernel would complain about that on the console.
// A panic resets the guest at once (panic=-1), by triple fault (reboot=t), which ends QEMU
// (-no-reboot): so the console is complete by the time that vmt looks at it. A kernel that has tripped
// over itself (oops) can't be trusted any more, and panics.
// The guest reads the host's counter. Its ticks are late when the host is busy: compared with them, the
// counter would be found at fault, and the ticks would become the clock, which is slow then and knows no time
// below 4 ms.
void add_kernel(Arguments& arguments, const Options& options) {
  if (options.kernel.empty()) return;
  std::string words = "console=ttyS0 quiet";
  if (options.board == Board::microvm) words += " initcall_blacklist=pci_arch_init";
  words += " panic=-1 oops=panic reboot=t";
  if (options.accelerator == "tcg") words += std::string(" ") + quick_boot;
  if (options.tsc_khz != 0) words += fmt::format(" tsc_early_khz={} tsc=reliable", options.tsc_khz);
  if (!options.kernel_arguments.empty()) words += " " + options.kernel_arguments;
  add(arguments,
      {"-kernel", options.kernel.string(), "-initrd", options.initramfs.string(), "-append", words});
}

void add_channels(Arguments& arguments, const Options& options) {
  add(arguments, {"-chardev", fmt::format("socket,id=monitor,fd={}", options.monitor), "-mon",
                  "chardev=monitor,mode=control"});
  add(arguments,
      {"-chardev", fmt::format("socket,id=console,fd={}", options.console), "-serial", "chardev:console"});
  // A guest sets up queues for all the ports that there could be: number 0 is kept for a console.
  add(arguments, {"-device", virtio(options, "serial") + ",max_ports=2", "-chardev",
                  fmt::format("socket,id=agent,fd={}", options.agent), "-device",
                  fmt::format("virtserialport,id=agent,chardev=agent,name={}", agent::port_name)});
  add(arguments, {"-device", virtio(options, "rng")});
}

// What of the host QEMU may not read, the guest can't read either.
void add_host_root(Arguments& arguments, const Options& options) {
  if (options.host_root_tag.empty()) return;
  add(arguments, {"-fsdev", "local,id=host,path=/,security_model=none,readonly=on,multidevs=remap", "-device",
                  virtio(options, "9p") + ",fsdev=host,mount_tag=" + options.host_root_tag});
}

// The file's name is written as JSON: no character in it means anything to QEMU. What a machine
// writes need not survive a crash of the host, so nothing waits for the host's disk (no-flush); it
// does survive the end of QEMU, since it then is in the host's page cache.
void add_disk(Arguments& arguments, const Options& options, std::size_t index) {
  const auto& disk = options.disks[index];
  const auto name = fmt::format("disk{}", index);
  const nlohmann::json node = {{"driver", disk.format},
                               {"node-name", name},
                               {"read-only", disk.read_only},
                               {"cache", {{"no-flush", !disk.read_only}}},
                               {"file",
                                {{"driver", "file"},
                                 {"filename", disk.file.string()},
                                 {"read-only", disk.read_only},
                                 {"cache", {{"no-flush", !disk.read_only}}}}}};
  // Where one device has a number, OVMF tries those with numbers only: not the network, for minutes.
  const auto order = index == 0 && boots_from_disk(options) ? ",bootindex=0" : "";
  add(arguments, {"-blockdev", node.dump(), "-device",
                  fmt::format("{},drive={},serial={}{}", virtio(options, "blk"), name, disk.serial, order)});
}

// The table of VLANs that a card lets in is lost in a copy (QEMU's virtio_net_set_features clears it when a
// state is loaded); without `ctrl_vlan` it lets all of them in. The switch of a copy knows where its machines
// are: a guest that tells it again (`guest_announce`) has less time for its first command.
void add_card(Arguments& arguments, const Options& options, std::size_t index) {
  const auto& card = options.cards[index];
  const auto name = card_name(index);
  add(arguments,
      {"-netdev", fmt::format("stream,id={},server=off,addr.type=fd,addr.str={}", name, card.channel),
       "-device",
       fmt::format("{},ctrl_vlan=off,guest_announce=off,netdev={},mac={}", network_device(options), name,
                   card.mac)});
}

}  // namespace

std::string user_network(std::uint16_t guest_port) {
  if (guest_port == 0) return "restrict=on";
  return fmt::format("restrict=on,hostfwd=tcp:127.0.0.1:0-:{}", guest_port);
}

std::string card_name(std::size_t index) {
  return fmt::format("card{}", index);
}

std::string processor(const std::string& accelerator) {
  return accelerator == "kvm" ? "host" : "max,-erms,-fsrm";
}

Arguments command_line(const Options& options) {
  Arguments arguments;
  if (options.is_script) {
    add(arguments, {"-display", "none", "-no-reboot"});
  } else {
    add_machine(arguments, options);
    add_memory(arguments, options);
    add_kernel(arguments, options);
    add_pc(arguments, options);
  }
  add_channels(arguments, options);
  add_shell(arguments, options);
  add_host_root(arguments, options);
  if (options.state >= 0) add(arguments, {"-incoming", "defer"});
  for (std::size_t i = 0; i < options.disks.size(); ++i) add_disk(arguments, options, i);
  for (std::size_t i = 0; i < options.cards.size(); ++i) add_card(arguments, options, i);
  return arguments;
}

}  // namespace vmt::machine::qemu
