// The part of init that starts a system from disks: a read-only image below, the machine's own disk as
// an overlay above it.
#include <dirent.h>
#include <fcntl.h>
#include <sys/mount.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>

#include "agent/descriptor.hpp"
#include "agent/init.hpp"
#include "agent/port.hpp"

namespace vmt::agent {
namespace {

constexpr auto patience_for_disks = std::chrono::seconds(30);
constexpr int look_milliseconds = 100;

constexpr auto new_root = "/new";

std::string in_new_root(const std::string& path) {
  return new_root + path;
}

// "/dev/vda" for the serial number that QEMU gave the disk; empty when it isn't there. `seen` lists
// what is.
std::string find_disk(const std::string& serial, std::string& seen) {
  seen.clear();
  DIR* const folder = ::opendir("/sys/block");
  if (folder == nullptr) return {};
  std::string found;
  while (const auto* entry = ::readdir(folder)) {
    const std::string name = entry->d_name;
    auto its_serial = read_small_file("/sys/block/" + name + "/serial");
    while (!its_serial.empty() && its_serial.back() == '\n') its_serial.pop_back();
    if (its_serial.empty()) continue;
    seen += (seen.empty() ? "" : ", ") + name + " (`" + its_serial + "`)";
    if (its_serial == serial) found = "/dev/" + name;
  }
  ::closedir(folder);
  if (found.empty() || ::access(found.c_str(), F_OK) != 0) return {};
  return found;
}

std::string wait_for_disk(const std::string& serial) {
  using Clock = std::chrono::steady_clock;
  DeviceNews news;
  std::string seen;
  for (const auto limit = Clock::now() + patience_for_disks; Clock::now() < limit;) {
    if (auto disk = find_disk(serial, seen); !disk.empty()) return disk;
    news.wait(look_milliseconds);
  }
  give_up("find the disk with the serial number `" + serial + "`",
          seen.empty() ? "there are no disks" : "there are " + seen);
}

void mount_root(const std::string& root_serial, const std::string& upper_serial) {
  const auto root = wait_for_disk(root_serial);
  const auto upper = wait_for_disk(upper_serial);
  mount_at(root, "/lower", "erofs", MS_RDONLY);
  // Its inode tables are zeros already: the disk was made sparse.
  mount_at(upper, "/upper", "ext4", MS_NOATIME, "noinit_itable");
  for (const std::string folder : {"/upper/root", "/upper/work"})
    if (!make_folders(folder)) give_up("make the folder `" + folder + "`", errno);
  mount_at("overlay", new_root, "overlay", 0, "lowerdir=/lower,upperdir=/upper/root,workdir=/upper/work");
  mount_at(wait_for_disk("modules"), in_new_root("/usr/lib/modules"), "erofs", MS_RDONLY);
}

// A system without a machine id would set itself up as on its first boot, which takes seconds. The id
// is drawn once and stays on the machine's own disk.
void make_machine_id() {
  const auto path = in_new_root("/etc/machine-id");
  if (read_small_file(path).size() >= 32) return;
  unsigned char bytes[16];
  if (::getrandom(bytes, sizeof bytes, 0) != sizeof bytes) give_up("draw a machine id", errno);
  std::string id;
  for (const auto byte : bytes) {
    constexpr auto digits = "0123456789abcdef";
    id.push_back(digits[byte >> 4]);
    id.push_back(digits[byte & 15]);
  }
  if (!write_small_file(path, id + "\n")) give_up("write `" + path + "`", errno);
}

void move_to_new_root(const std::string& folder) {
  const auto target = in_new_root(folder);
  if (!make_folders(target)) give_up("make the folder `" + target + "`", errno);
  if (::mount(folder.c_str(), target.c_str(), nullptr, MS_MOVE, nullptr) != 0)
    give_up("move `" + folder + "` to `" + target + "`", errno);
}

}  // namespace

void start_disk_system(const std::string& root_serial, const std::string& upper_serial) {
  mount_root(root_serial, upper_serial);
  make_machine_id();
  mount_at("tmpfs", "/run", "tmpfs", MS_NOSUID | MS_NODEV, "mode=755");
  for (const std::string folder : {"/dev", "/proc", "/sys", "/run"}) move_to_new_root(folder);
  // Its bytes stay for as long as it runs, and can be read by its descriptor.
  const auto program = open_file("/init", O_RDONLY);
  ::unlink("/init");
  if (::chdir(new_root) != 0 || ::mount(".", "/", nullptr, MS_MOVE, nullptr) != 0 || ::chroot(".") != 0 ||
      ::chdir("/") != 0)
    give_up("change to the new root", errno);
  install_agent(program);
  ::execl("/sbin/init", "/sbin/init", nullptr);
  give_up("start `/sbin/init`", errno);
}

}  // namespace vmt::agent
