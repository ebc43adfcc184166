#include "machine/images/debian.hpp"

#include <unistd.h>

#include <algorithm>
#include <sstream>

#include "machine/images/build_progress.hpp"
#include "machine/images/debian_script.hpp"
#include "machine/images/files.hpp"
#include "machine/images/initramfs.hpp"
#include "machine/images/kernel.hpp"
#include "machine/images/sha256.hpp"
#include "machine/images/tool.hpp"
#include "machine/trouble.hpp"

namespace fs = std::filesystem;

namespace vmt::machine {
namespace {

// Raised when the script changes, so that older images are not found any more.
constexpr auto builder_version = "1";

constexpr auto root_serial = "vmt-root";
constexpr auto modules_serial = "modules";  // the name that the agent's init looks for

// What every guest has: an init, and the tools that a test of a network or a service will call.
const std::vector<std::string>& base_packages() {
  static const std::vector<std::string> names = {"dbus",   "iproute2",       "iputils-ping",
                                                 "kmod",   "libpam-systemd", "netbase",
                                                 "procps", "systemd-sysv",   "udev"};
  return names;
}

void check_name(const std::string& name, const char* what) {
  const auto is_allowed = [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '.' || c == '+' || c == '-' || c == ':' || c == '=' || c == '~' ||
           c == '_';
  };
  if (!name.empty() && std::isalnum(static_cast<unsigned char>(name.front())) != 0 &&
      std::all_of(name.begin(), name.end(), is_allowed))
    return;
  throw Trouble(TroubleKind::infrastructure, "`" + name + "` is not the name of a " + what);
}

// Sorted and each once, so that the order in a script makes no difference.
std::vector<std::string> all_packages(const DebianImage& image) {
  auto packages = base_packages();
  packages.insert(packages.end(), image.packages.begin(), image.packages.end());
  std::sort(packages.begin(), packages.end());
  packages.erase(std::unique(packages.begin(), packages.end()), packages.end());
  return packages;
}

std::string join(const std::vector<std::string>& texts, char separator) {
  std::string joined;
  for (const auto& text : texts) joined += (joined.empty() ? "" : std::string(1, separator)) + text;
  return joined;
}

// An ordinary user becomes root of a name space in which the users of the guest have numbers, too.
std::vector<std::string> namespace_command() {
  std::vector<std::string> command = {"unshare"};
  if (::geteuid() != 0) command.insert(command.end(), {"--user", "--map-auto", "--map-root-user"});
  command.insert(command.end(),
                 {"--mount", "--pid", "--fork", "--kill-child", "--mount-proc", "/bin/sh", "-c"});
  return command;
}

std::string user_name() {
  const auto uid = std::to_string(::geteuid());
  std::istringstream lines(read_file("/etc/passwd"));
  for (std::string line; std::getline(lines, line);) {
    std::istringstream fields(line);
    std::string name;
    std::string password;
    std::string number;
    std::getline(fields, name, ':');
    std::getline(fields, password, ':');
    std::getline(fields, number, ':');
    if (number == uid) return name;
  }
  return uid;
}

// /etc/subuid and /etc/subgid have lines "name:first:count".
void require_subordinate_ids(const fs::path& file, const std::string& user) {
  std::error_code error;
  std::istringstream lines(fs::exists(file, error) ? read_file(file) : "");
  for (std::string line; std::getline(lines, line);)
    if (line.rfind(user + ":", 0) == 0 || line.rfind(std::to_string(::geteuid()) + ":", 0) == 0) return;
  throw Trouble(TroubleKind::infrastructure,
                "user `" + user + "` has no entry in `" + file.string() + "`, so it can't make a Debian root")
      .with_help("give it one with: sudo usermod --add-subuids 100000-165535 --add-subgids 100000-165535 " +
                 user);
}

void require_tools() {
  require_tool("mmdebstrap", "mmdebstrap");
  require_tool("mkfs.erofs", "erofs-utils");
  require_tool("unshare", "util-linux");
  require_tool("mke2fs", "e2fsprogs");
  require_tool("qemu-img", "qemu-utils");
  if (::geteuid() == 0) return;
  require_tool("newuidmap", "uidmap");
  const auto user = user_name();
  require_subordinate_ids("/etc/subuid", user);
  require_subordinate_ids("/etc/subgid", user);
}

fs::path root_image(const Cache& cache, const DebianImage& image, const Progress& progress,
                    const Patience& patience) {
  const auto packages = all_packages(image);
  const auto key =
      sha256(builder_version + std::string("\n") + image.suite + "\n" + join(packages, ',')).substr(0, 32);
  const auto build = [&](const fs::path& unfinished) {
    require_tools();
    const auto archives = cache.folder() / "debian/packages";
    fs::create_directories(archives);
    BuildProgress build_progress(progress);
    ToolRequest request;
    request.arguments = namespace_command();
    request.arguments.emplace_back(debian_script);
    request.environment = {{"SUITE", image.suite},
                           {"PACKAGES", join(packages, ',')},
                           {"ROOT", unfinished.string() + ".root"},
                           {"ARCHIVES", archives.string()},
                           {"IMAGE", (unfinished / "root.erofs").string()}};
    request.line = [&](const std::string& line) { build_progress.see(line); };
    progress("making " + show(image));
    const auto result = run_tool(request, patience);
    if (!result.succeeded()) throw explain_failure(image, result.output, patience);
    write_file(unfinished / "packages", join(packages, '\n') + "\n");
  };
  return cache.entry("debian/" + image.suite + "-" + key, build, progress, patience) / "root.erofs";
}

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

}  // namespace

BootFiles prepare_debian(const Cache& cache, const DebianImage& image, const fs::path& agent,
                         const Progress& progress, const Patience& patience) {
  check_name(image.suite, "Debian suite");
  for (const auto& package : image.packages) check_name(package, "Debian package");
  const auto kernel = find_kernel(cache, progress, patience);
  BootFiles files;
  files.kernel = kernel.image;
  files.initramfs = initramfs(cache, InitramfsKind::disk, kernel, agent, progress, patience);
  files.kernel_arguments = "vmt.root=" + std::string(root_serial) +
                           " vmt.upper=" + std::string(own_disk_serial) + " net.ifnames=0";
  files.disks = {{root_image(cache, image, progress, patience), "raw", true, root_serial},
                 {modules_image(cache, kernel, progress, patience), "raw", true, modules_serial}};
  files.blank_disk = blank_disk(cache, progress, patience);
  files.default_memory_mib = 512;
  return files;
}

}  // namespace vmt::machine
