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

// microvm has no firmware to wait for, and starts an ELF kernel at its PVH entry point.
void add_machine(Arguments& arguments, const Options& options) {
  add(arguments, {"-name", options.name, "-M", "microvm", "-accel", options.accelerator, "-cpu",
                  options.accelerator == "kvm" ? "host" : "max", "-m", fmt::format("{}M", options.memory_mib),
                  "-smp", std::to_string(options.cpu_count)});
  add(arguments, {"-nodefaults", "-no-user-config", "-display", "none", "-no-reboot", "-global",
                  "virtio-mmio.force-legacy=false"});
}

// A microvm has no PCI bus, and the kernel would complain about that on the console.
// A panic resets the guest at once (panic=-1), by triple fault (reboot=t), which ends QEMU
// (-no-reboot): so the console is complete by the time that vmt looks at it.
void add_kernel(Arguments& arguments, const Options& options) {
  std::string words = "console=ttyS0 quiet initcall_blacklist=pci_arch_init panic=-1 reboot=t";
  if (options.tsc_khz != 0) words += fmt::format(" tsc_early_khz={}", options.tsc_khz);
  if (!options.kernel_arguments.empty()) words += " " + options.kernel_arguments;
  add(arguments,
      {"-kernel", options.kernel.string(), "-initrd", options.initramfs.string(), "-append", words});
}

void add_channels(Arguments& arguments, const Options& options) {
  add(arguments, {"-chardev", fmt::format("socket,id=monitor,fd={}", options.monitor), "-mon",
                  "chardev=monitor,mode=control"});
  add(arguments,
      {"-chardev", fmt::format("socket,id=console,fd={}", options.console), "-serial", "chardev:console"});
  add(arguments,
      {"-device", "virtio-serial-device", "-chardev", fmt::format("socket,id=agent,fd={}", options.agent),
       "-device", fmt::format("virtserialport,id=agent,chardev=agent,name={}", agent::port_name)});
  add(arguments, {"-device", "virtio-rng-device"});
}

// The file's name is written as JSON: no character in it means anything to QEMU. What a machine
// writes need not survive a crash of the host, so nothing waits for the host's disk (no-flush); it
// does survive the end of QEMU, since it then is in the host's page cache.
void add_disk(Arguments& arguments, const Disk& disk, std::size_t index) {
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
  add(arguments, {"-blockdev", node.dump(), "-device",
                  fmt::format("virtio-blk-device,drive={},serial={}", name, disk.serial)});
}

void add_card(Arguments& arguments, const NetworkCard& card, std::size_t index) {
  const auto name = card_name(index);
  add(arguments,
      {"-netdev", fmt::format("stream,id={},server=off,addr.type=fd,addr.str={}", name, card.channel),
       "-device", fmt::format("virtio-net-device,netdev={},mac={}", name, card.mac)});
}

}  // namespace

std::string card_name(std::size_t index) {
  return fmt::format("card{}", index);
}

Arguments command_line(const Options& options) {
  Arguments arguments;
  add_machine(arguments, options);
  add_kernel(arguments, options);
  add_channels(arguments, options);
  for (std::size_t i = 0; i < options.disks.size(); ++i) add_disk(arguments, options.disks[i], i);
  for (std::size_t i = 0; i < options.cards.size(); ++i) add_card(arguments, options.cards[i], i);
  return arguments;
}

}  // namespace vmt::machine::qemu
