// PID 1 of vmt's initramfs.
//
// Without arguments on the kernel's command line it stays: it starts the agent, reaps orphans and shuts
// the machine down. With `vmt.root=SERIAL` and `vmt.upper=SERIAL` it builds a root file system from the
// disks with these serial numbers and hands over to the init in there, which starts the agent or finds it
// started. With
// `vmt.host=TAG` it stays, in a copy-on-write view of the host's own root.
//
// A step that fails is told on the console in one line, and then the kernel panics, because PID 1 ends:
// the host notices at once and need not wait for a guest that will never answer.
#pragma once

#include <signal.h>

#include <string>

#include "agent/descriptor.hpp"

namespace vmt::agent {

// There from when /etc/inittab has been read until its last line has been reached: until then the system
// boots.
inline constexpr auto boot_mark = "/run/vmt/boots";

// Set for the agent when this init has started it.
inline constexpr auto own_init_variable = "VMT_INIT";

// What busybox's `poweroff`, `halt` and `reboot` send to PID 1.
inline constexpr int power_off_signal = SIGUSR2;
inline constexpr int halt_signal = SIGUSR1;
inline constexpr int reboot_signal = SIGTERM;

[[noreturn]] void run_init();

// ---- Shared by the parts of init ---------------------------------------------------------------

// Says "vmt-init: cannot WHAT: REASON" on the console and ends PID 1.
[[noreturn]] void give_up(const std::string& what, const std::string& why);
[[noreturn]] void give_up(const std::string& what, int error_number);

// Makes the folder `target` and mounts there, or gives up.
void mount_at(const std::string& source, const std::string& target, const char* type, unsigned long flags,
              const std::string& options = {});

// The value of `name=value` on the kernel's command line; empty when it isn't there.
std::string kernel_argument(const std::string& name);

// Loads the initramfs's drivers for the devices that this machine has (init_modules.cpp).
void load_drivers();

// Builds the root on the disks and becomes its /sbin/init (init_disk.cpp).
[[noreturn]] void start_disk_system(const std::string& root_serial, const std::string& upper_serial);

// In the root of a system whose /sbin/init comes next: makes that start `program`, the agent, as a unit when
// it is systemd, else starts the agent itself (init_agent.cpp).
void install_agent(const Descriptor& program);

// Changes into the host's root, which QEMU shows under this tag (init_host.cpp).
void enter_host_root(const std::string& mount_tag);

}  // namespace vmt::agent
