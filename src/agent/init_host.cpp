// The part of init that puts the host's own root below the guest: read-only by 9p, under an overlay in
// memory. The guest does not start the host's services; init stays, in the new root.
#include <fcntl.h>
#include <sys/mount.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <cerrno>

#include "agent/descriptor.hpp"
#include "agent/init.hpp"

namespace vmt::agent {
namespace {

constexpr auto new_root = "/new";

// A file of the initramfs: where on the host the modules of this kernel are.
constexpr auto module_folder = "/etc/vmt/module-folder";

// 9p asks the host in pieces of this size; larger ones gain nothing.
constexpr auto host_root_options = "trans=virtio,version=9p2000.L,msize=262144,cache=loose";

void move_to_new_root(const std::string& folder) {
  const auto target = new_root + folder;
  if (!make_folders(target)) give_up("make the folder `" + target + "`", errno);
  if (::mount(folder.c_str(), target.c_str(), nullptr, MS_MOVE, nullptr) != 0)
    give_up("move `" + folder + "` to `" + target + "`", errno);
}

// A kernel that is not the host's own has its modules elsewhere, such as in vmt's cache.
void show_modules(const std::string& folder) {
  utsname kernel{};
  if (folder.empty() || ::uname(&kernel) != 0) return;
  const auto usual = std::string("/lib/modules/") + kernel.release;
  if (folder == usual) return;
  if (!make_folders(usual) || ::mount(folder.c_str(), usual.c_str(), nullptr, MS_BIND, nullptr) != 0)
    give_up("show the kernel's modules of `" + folder + "` at `" + usual + "`", errno);
}

}  // namespace

void enter_host_root(const std::string& mount_tag) {
  const auto modules = read_small_file(module_folder);
  mount_at(mount_tag, "/lower", "9p", MS_RDONLY, host_root_options);
  mount_at("tmpfs", "/upper", "tmpfs", 0, "mode=755");
  for (const std::string folder : {"/upper/root", "/upper/work"})
    if (!make_folders(folder)) give_up("make the folder `" + folder + "`", errno);
  mount_at("overlay", new_root, "overlay", 0, "lowerdir=/lower,upperdir=/upper/root,workdir=/upper/work");
  for (const std::string folder : {"/dev", "/proc", "/sys"}) move_to_new_root(folder);
  if (::chdir(new_root) != 0 || ::mount(".", "/", nullptr, MS_MOVE, nullptr) != 0 || ::chroot(".") != 0 ||
      ::chdir("/") != 0)
    give_up("change to the root of the host", errno);
  show_modules(modules);
  // The host's name server can't be reached from here; without one an unknown name fails at once. The file
  // may be a link into the host's /run.
  ::unlink("/etc/resolv.conf");
  write_small_file("/etc/resolv.conf", "");
}

}  // namespace vmt::agent
