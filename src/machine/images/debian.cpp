#include "machine/images/debian.hpp"

#include <unistd.h>

#include <algorithm>
#include <sstream>

#include "machine/images/build_progress.hpp"
#include "machine/images/debian_script.hpp"
#include "machine/images/files.hpp"
#include "machine/images/root_disk.hpp"
#include "machine/images/sha256.hpp"
#include "machine/images/tool.hpp"
#include "machine/trouble.hpp"

namespace fs = std::filesystem;

namespace vmt::machine {
namespace {

// Raised when the script changes, so that older images are not found any more.
constexpr auto builder_version = "1";

// The tools that a test of a network or a service will call.
const std::vector<std::string> base_packages = {"dbus",    "iproute2", "iputils-ping", "kmod",
                                                "netbase", "procps",   "udev"};
// The init, unless the script chose another one: Debian has no two of them in one system.
const std::vector<std::string> systemd_packages = {"libpam-systemd", "systemd-sysv"};
const std::vector<std::string> other_inits = {"runit-init", "sysvinit-core"};

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
  auto packages = base_packages;
  const auto brings_init = [](const std::string& package) {
    return std::ranges::find(other_inits, package) != other_inits.end();
  };
  if (std::ranges::none_of(image.packages, brings_init))
    packages.insert(packages.end(), systemd_packages.begin(), systemd_packages.end());
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

void require_tools() try {
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
} catch (Trouble& trouble) {
  // In the sandbox of a build, nothing can be installed.
  trouble.helps.emplace_back(
      "or make the image elsewhere, with `vmt image build`, and name its cache in VMT_CACHE");
  throw;
}

fs::path root_image(const Cache& cache, const DebianImage& image, const Progress& progress,
                    const Patience& patience) {
  const auto packages = all_packages(image);
  auto inputs = builder_version + std::string("\n") + image.suite + "\n" + join(packages, ',');
  if (!image.files.empty()) inputs += "\nfiles " + tree_identity(image.files);
  if (!image.script.empty()) inputs += "\nscript " + read_file(image.script);
  const auto key = sha256(inputs).substr(0, 32);
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
                           {"FILES", image.files.empty() ? "" : fs::absolute(image.files).string()},
                           {"SCRIPT", image.script.empty() ? "" : fs::absolute(image.script).string()},
                           {"IMAGE", (unfinished / "root.erofs").string()}};
    request.line = [&](const std::string& line) { build_progress.see(line); };
    progress("making " + show(image));
    const auto result = run_tool(request, patience);
    if (!result.succeeded()) throw explain_failure(image, result.output, patience);
    write_file(unfinished / "packages", join(packages, '\n') + "\n");
  };
  return cache.entry("debian/" + image.suite + "-" + key, build, progress, patience) / "root.erofs";
}

}  // namespace

BootFiles prepare_debian(const Cache& cache, const DebianImage& image, const fs::path& agent,
                         const Progress& progress, const Patience& patience) {
  check_name(image.suite, "Debian suite");
  for (const auto& package : image.packages) check_name(package, "Debian package");
  return boot_from_root(cache, root_image(cache, image, progress, patience), agent, progress, patience);
}

}  // namespace vmt::machine
