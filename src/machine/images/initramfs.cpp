#include "machine/images/initramfs.hpp"

#include <algorithm>
#include <set>
#include <sstream>

#include "machine/images/cpio.hpp"
#include "machine/images/files.hpp"
#include "machine/images/modules.hpp"
#include "machine/images/sha256.hpp"
#include "machine/images/tool.hpp"
#include "machine/trouble.hpp"

namespace fs = std::filesystem;

namespace vmt::machine {
namespace {

// Raised when what goes into an archive changes, so that older ones are not found any more.
constexpr auto builder_version = "3";

// What QEMU gives every guest: on microvm its devices hang on virtio-mmio, on q35 on PCI.
const std::vector<std::string>& common_drivers() {
  static const std::vector<std::string> names = {"virtio_mmio", "virtio_pci", "virtio_console", "virtio_blk",
                                                 "virtio_net"};
  return names;
}

std::vector<std::string> drivers_of(InitramfsKind kind) {
  auto names = common_drivers();
  if (kind == InitramfsKind::disk) names.insert(names.end(), {"erofs", "ext4", "overlay"});
  if (kind == InitramfsKind::host) names.insert(names.end(), {"9pnet_virtio", "9p", "overlay"});
  return names;
}

fs::path find_busybox() {
  const auto path = find_tool("busybox");
  if (path.empty())
    throw Trouble(TroubleKind::infrastructure,
                  "the program `busybox` is not installed: `image tiny` is made of it")
        .with_help("install it with: sudo apt-get install busybox-static");
  return path;
}

struct Busybox {
  std::string program;
  std::vector<std::string> applets;  // "bin/sh", "usr/bin/awk"
};

Busybox read_busybox(const fs::path& path, const Patience& patience) {
  Busybox busybox{read_file(path), {}};
  if (busybox.program.find("/ld-linux") != std::string::npos)
    throw Trouble(TroubleKind::infrastructure,
                  "`" + path.string() + "` needs libraries; `image tiny` has none")
        .with_help("install the static one with: sudo apt-get install busybox-static");
  const auto result = run_tool_or_throw({.arguments = {path.string(), "--list-full"}},
                                        "listing busybox's commands", patience);
  std::istringstream lines(result.output);
  for (std::string line; std::getline(lines, line);)
    // PID 1 is the agent.
    if (line != "sbin/init" && line != "bin/busybox") busybox.applets.push_back(line);
  return busybox;
}

// A line for each driver (src/agent/init_modules.cpp reads it): the files to be loaded, in order, and the
// aliases of the devices for which that is done.
std::string line_of(const Module& driver) {
  std::string line;
  for (const auto& name : driver.needs) line += "/modules/" + name + ".ko ";
  line += "/modules/" + driver.name + ".ko";
  for (const auto& alias : driver.aliases) line += " " + alias;
  return line + "\n";
}

void add_drivers(Cpio& cpio, const std::vector<Module>& modules, const std::vector<std::string>& drivers) {
  cpio.folder("etc/vmt");
  cpio.folder("modules");
  std::string list;
  for (const auto& module : modules) {
    cpio.file("modules/" + module.name + ".ko", module.contents);
    if (std::ranges::find(drivers, module.name) != drivers.end()) list += line_of(module);
  }
  cpio.file("etc/vmt/modules", list);
}

void add_tiny_system(Cpio& cpio, const Busybox& busybox) {
  for (const auto* path :
       {"home", "mnt", "opt", "root", "run", "srv", "usr", "usr/lib", "var", "var/lib", "var/log"})
    cpio.folder(path);
  cpio.folder("tmp", 01777);
  cpio.link("var/run", "/run");
  cpio.link("var/tmp", "/tmp");
  cpio.file("bin/busybox", busybox.program, 0755);
  for (const auto& applet : busybox.applets) cpio.link(applet, "/bin/busybox");
  cpio.file("etc/passwd",
            "root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/nonexistent:/bin/false\n");
  cpio.file("etc/group", "root:x:0:\ntty:x:5:\nnogroup:x:65534:\n");
  cpio.file("etc/shadow", "root::1::::::\nnobody:*:1::::::\n", 0600);
  cpio.file("etc/shells", "/bin/sh\n");
  cpio.file("etc/hosts", "127.0.0.1\tlocalhost\n::1\tlocalhost\n");
  cpio.file("etc/hostname", "tiny\n");
  cpio.file("etc/nsswitch.conf", "passwd: files\ngroup: files\nhosts: files dns\n");
  cpio.file("etc/profile", "export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin\n");
}

// Every folder that an applet lives in, outermost first.
std::set<std::string> applet_folders(const std::vector<std::string>& applets) {
  std::set<std::string> folders = {"bin", "sbin", "usr/bin", "usr/sbin"};
  for (const auto& applet : applets)
    if (const auto folder = fs::path(applet).parent_path().string(); !folder.empty()) folders.insert(folder);
  return folders;
}

std::string build_archive(InitramfsKind kind, const Kernel& kernel, const std::string& agent,
                          const Busybox& busybox) {
  Cpio cpio;
  for (const auto* path : {".", "dev", "etc", "proc", "sys"}) cpio.folder(path);
  // PID 1 gets this as its output before it has mounted anything.
  cpio.character_device("dev/console", 0600, 5, 1);
  cpio.file("init", agent, 0755);
  const auto drivers = drivers_of(kind);
  add_drivers(cpio, modules_in_order(kernel.modules, drivers), drivers);
  // The guest sees the host's files, and so all the modules of its kernel: there.
  if (kind == InitramfsKind::host) cpio.file("etc/vmt/module-folder", fs::absolute(kernel.modules).string());
  if (kind == InitramfsKind::tiny) {
    cpio.folder("usr");
    for (const auto& folder : applet_folders(busybox.applets)) cpio.folder(folder);
    add_tiny_system(cpio, busybox);
  }
  return cpio.finish();
}

}  // namespace

fs::path initramfs(const Cache& cache, InitramfsKind kind, const Kernel& kernel, const fs::path& agent,
                   const Progress& progress, const Patience& patience) {
  const bool is_tiny = kind == InitramfsKind::tiny;
  const auto busybox = is_tiny ? find_busybox() : fs::path();
  // Nothing is read while the entry is there: this is on the way of every start of a machine.
  std::string inputs = builder_version;
  inputs += "\n" + kernel.version + "\n" + identity(kernel.modules) + "\n" + identity(agent) + "\n";
  if (is_tiny) inputs += identity(busybox) + "\n";
  for (const auto& driver : drivers_of(kind)) inputs += driver + "\n";

  const auto build = [&](const fs::path& unfinished) {
    progress("making the initramfs");
    const auto system = is_tiny ? read_busybox(busybox, patience) : Busybox{};
    write_file(unfinished / "initramfs.cpio", build_archive(kind, kernel, read_file(agent), system));
  };
  const auto name = is_tiny                       ? "initramfs/tiny-"
                    : kind == InitramfsKind::host ? "initramfs/host-"
                                                  : "initramfs/disk-";
  return cache.entry(name + sha256(inputs).substr(0, 32), build, progress, patience) / "initramfs.cpio";
}

}  // namespace vmt::machine
