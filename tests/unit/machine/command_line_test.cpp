// QEMU's arguments, all of them: what changes here changes how every machine boots.
#include "machine/qemu/command_line.hpp"

#include <gtest/gtest.h>

namespace vmt::machine::qemu {
namespace {

Options smallest() {
  Options options;
  options.name = "web";
  options.accelerator = "tcg";
  options.kernel = "/cache/vmlinux";
  options.initramfs = "/cache/tiny.cpio";
  options.tsc_khz = 2'596'138;
  options.monitor = 5;
  options.console = 7;
  options.agent = 9;
  return options;
}

std::string joined(const std::vector<std::string>& arguments) {
  std::string text;
  for (const auto& argument : arguments) text += argument + (argument.starts_with('-') ? " " : "\n");
  return text;
}

TEST(CommandLine, OfTheSmallestMachine) {
  EXPECT_EQ(joined(command_line(smallest())), R"(-name web
-M microvm
-accel tcg
-cpu max,-erms,-fsrm
-m 256M
-smp 1
-nodefaults -no-user-config -display none
-no-reboot -global virtio-mmio.force-legacy=false
-kernel /cache/vmlinux
-initrd /cache/tiny.cpio
-append console=ttyS0 quiet initcall_blacklist=pci_arch_init panic=-1 oops=panic reboot=t cryptomgr.notests=1 noreplace-smp tsc_early_khz=2596138 tsc=reliable
-chardev socket,id=monitor,fd=5
-mon chardev=monitor,mode=control
-chardev socket,id=console,fd=7
-serial chardev:console
-device virtio-serial-device,max_ports=2
-chardev socket,id=agent,fd=9
-device virtserialport,id=agent,chardev=agent,name=vmt.agent
-device virtio-rng-device
)");
}

TEST(CommandLine, OfAMachineWithEverything) {
  auto options = smallest();
  options.accelerator = "kvm";
  options.tsc_khz = 0;
  options.memory_mib = 1024;
  options.cpu_count = 4;
  options.kernel_arguments = "root=/dev/vda";
  options.disks = {{"/cache/root.erofs", "raw", true, "vmt-root"},
                   {"/run, \"folder\"/web.qcow2", "qcow2", false, "vmt-upper"}};
  options.cards = {{"52:54:00:12:01:01", 11}, {"52:54:00:12:02:01", 13}};
  EXPECT_EQ(joined(command_line(options)), R"(-name web
-M microvm
-accel kvm
-cpu host
-m 1024M
-smp 4
-nodefaults -no-user-config -display none
-no-reboot -global virtio-mmio.force-legacy=false
-kernel /cache/vmlinux
-initrd /cache/tiny.cpio
-append console=ttyS0 quiet initcall_blacklist=pci_arch_init panic=-1 oops=panic reboot=t root=/dev/vda
-chardev socket,id=monitor,fd=5
-mon chardev=monitor,mode=control
-chardev socket,id=console,fd=7
-serial chardev:console
-device virtio-serial-device,max_ports=2
-chardev socket,id=agent,fd=9
-device virtserialport,id=agent,chardev=agent,name=vmt.agent
-device virtio-rng-device
)"
                                           R"(-blockdev {"cache":{"no-flush":false},"driver":"raw",)"
                                           R"("file":{"cache":{"no-flush":false},"driver":"file",)"
                                           R"("filename":"/cache/root.erofs","read-only":true},)"
                                           R"("node-name":"disk0","read-only":true})"
                                           "\n"
                                           R"(-device virtio-blk-device,drive=disk0,serial=vmt-root
)"
                                           R"(-blockdev {"cache":{"no-flush":true},"driver":"qcow2",)"
                                           R"("file":{"cache":{"no-flush":true},"driver":"file",)"
                                           R"("filename":"/run, \"folder\"/web.qcow2","read-only":false},)"
                                           R"("node-name":"disk1","read-only":false})"
                                           "\n"
                                           R"(-device virtio-blk-device,drive=disk1,serial=vmt-upper
-netdev stream,id=card0,server=off,addr.type=fd,addr.str=11
-device virtio-net-device,ctrl_vlan=off,guest_announce=off,netdev=card0,mac=52:54:00:12:01:01
-netdev stream,id=card1,server=off,addr.type=fd,addr.str=13
-device virtio-net-device,ctrl_vlan=off,guest_announce=off,netdev=card1,mac=52:54:00:12:02:01
)");
}

TEST(CommandLine, OfAPcWithADisplayAndFirmware) {
  auto options = smallest();
  options.board = Board::pc;
  options.kernel.clear();
  options.has_display = true;
  options.uefi_code = "/firm,ware/code.fd";
  options.uefi_variables = "/run/web-uefi.fd";
  options.cards = {{"52:54:00:12:01:01", 11}};
  const auto text = joined(command_line(options));
  for (const auto* part : {"-M q35\n", "-device pvpanic-pci\n", "-device VGA\n", "file=/firm,,ware/code.fd\n",
                           "-device virtio-net-pci,romfile=,ctrl_vlan=off,guest_announce=off,netdev=card0,", "-device virtio-serial-pci,max_ports=2\n"})
    EXPECT_NE(text.find(part), std::string::npos) << part;
  EXPECT_EQ(text.find("-kernel"), std::string::npos);
  EXPECT_EQ(text.find("virtio-mmio"), std::string::npos);
}

TEST(CommandLine, OfAStartScriptHasOnlyWhatIsVmts) {
  auto options = smallest();
  options.is_script = true;
  options.shell = 15;
  const auto text = joined(command_line(options));
  for (const auto* part : {"-M ", "-m ", "-kernel ", "-append "}) EXPECT_EQ(text.find(part), std::string::npos) << part;
  EXPECT_NE(text.find("-chardev socket,id=shell,fd=15\n-device virtconsole,chardev=shell\n"), std::string::npos);
}

}  // namespace
}  // namespace vmt::machine::qemu
