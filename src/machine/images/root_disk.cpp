#include "machine/images/root_disk.hpp"

#include <unistd.h>

#include "machine/images/files.hpp"
#include "machine/images/initramfs.hpp"
#include "machine/images/kernel.hpp"
#include "machine/images/sha256.hpp"
#include "machine/images/tool.hpp"
#include "machine/trouble.hpp"

namespace fs = std::filesystem;

namespace vmt::machine {
namespace {

constexpr auto root_serial = "vmt-root";
constexpr auto modules_serial = "modules";  // the name that the agent's init looks for

// An empty disk of 8 GiB that takes some 100 KiB here: what a machine writes to.
fs::path blank_disk(const Cache& cache, const Progress& progress, const Patience& patience) {
  const auto build = [&](const fs::path& unfinished) {
    require_tool("mke2fs", "e2fsprogs");
    require_tool("qemu-img", "qemu-utils");
    const auto raw = unfinished / "blank.raw";
    run_tool_or_throw(
        {.arguments = {"mke2fs", "-q", "-F", "-t", "ext4", "-m", "0", "-E",
                       "lazy_itable_init=1,lazy_journal_init=1", "-J", "size=16", raw.string(), "8G"}},
        "making an empty disk", patience);
    run_tool_or_throw({.arguments = {"qemu-img", "convert", "-O", "qcow2", raw.string(),
                                     (unfinished / "blank.qcow2").string()}},
                      "making an empty disk", patience);
    fs::remove(raw);
  };
  return cache.entry("blank/ext4-8g-1", build, progress, patience) / "blank.qcow2";
}

void require_root(const fs::path& folder) {
  std::error_code error;
  const auto refuse = [&](const std::string& why) {
    throw Trouble(TroubleKind::infrastructure,
                  "`image directory " + folder.string() + "` can't be booted: " + why)
        .with_help(
            "it is the root of a system that systemd starts, as `mmdebstrap bookworm FOLDER` makes it");
  };
  if (!fs::is_directory(folder, error)) refuse("there is no such folder");
  // In another root /sbin/init is a link to something that is not there from here.
  if (fs::symlink_status(folder / "sbin/init", error).type() == fs::file_type::not_found)
    refuse("it has no `sbin/init`");
  if (!fs::is_directory(folder / "usr/lib", error)) refuse("it has no folder `usr/lib`");
}

}  // namespace

BootFiles boot_from_root(const Cache& cache, const fs::path& root, const fs::path& agent,
                         const Progress& progress, const Patience& patience) {
  const auto kernel = find_kernel(cache, progress, patience);
  BootFiles files;
  files.kernel = kernel.image;
  files.initramfs = initramfs(cache, InitramfsKind::disk, kernel, agent, progress, patience);
  files.kernel_arguments = "vmt.root=" + std::string(root_serial) +
                           " vmt.upper=" + std::string(own_disk_serial) + " net.ifnames=0";
  files.disks = {{root, "raw", true, root_serial},
                 {modules_image(cache, kernel, progress, patience), "raw", true, modules_serial}};
  files.blank_disk = blank_disk(cache, progress, patience);
  files.default_memory_mib = 512;
  return files;
}

BootFiles prepare_directory(const Cache& cache, const DirectoryImage& image, const fs::path& agent,
                            const Progress& progress, const Patience& patience) {
  require_root(image.root);
  const auto build = [&](const fs::path& unfinished) {
    require_tool("mkfs.erofs", "erofs-utils");
    progress("packing " + show(ImageRequest(image)));
    std::vector<std::string> arguments = {"mkfs.erofs", "--quiet"};
    // The files of an ordinary user are root's in the guest.
    if (::geteuid() != 0) arguments.emplace_back("--all-root");
    arguments.insert(arguments.end(),
                     {(unfinished / "root.erofs").string(), fs::absolute(image.root).string()});
    run_tool_or_throw({.arguments = arguments}, "packing `" + image.root.string() + "`", patience);
  };
  const auto key = sha256(tree_identity(image.root)).substr(0, 32);
  const auto root = cache.entry("directories/" + key, build, progress, patience) / "root.erofs";
  return boot_from_root(cache, root, agent, progress, patience);
}

}  // namespace vmt::machine
