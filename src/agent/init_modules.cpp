// The part of init that loads drivers for the devices that are there, before udev or without it. Others
// would cost each boot the time to check their signatures.
#include <dirent.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <vector>

#include "agent/descriptor.hpp"
#include "agent/init.hpp"
#include "agent/user.hpp"

namespace vmt::agent {
namespace {

// On each line the files of a driver and of what it needs, in order, and the aliases of its devices. A driver
// without any is for no device, such as a file system, and always loaded.
constexpr auto driver_list = "/etc/vmt/modules";

struct Driver {
  std::vector<std::string> files;
  std::vector<std::string> aliases;  // patterns as for fnmatch: "virtio:d00000002v*"
};

Driver read_driver(std::string_view line) {
  Driver driver;
  for (const auto word : split(line, ' '))
    if (!word.empty()) (word.front() == '/' ? driver.files : driver.aliases).emplace_back(word);
  return driver;
}

// "acpi*:LNRO0005:*" -> "acpi"
std::string bus_of(const std::string& alias) {
  const auto end =
      std::find_if_not(alias.begin(), alias.end(), [](unsigned char c) { return std::isalnum(c); });
  return {alias.begin(), end};
}

bool has_device(const std::string& alias) {
  const auto devices = "/sys/bus/" + bus_of(alias) + "/devices/";
  DIR* const folder = ::opendir(devices.c_str());
  if (folder == nullptr) return false;
  bool is_found = false;
  while (const auto* entry = ::readdir(folder)) {
    auto name = read_small_file(devices + entry->d_name + "/modalias");
    if (!name.empty() && name.back() == '\n') name.pop_back();
    is_found = is_found || (!name.empty() && ::fnmatch(alias.c_str(), name.c_str(), 0) == 0);
  }
  ::closedir(folder);
  return is_found;
}

// A file that is gone has been loaded for an earlier driver.
void load(const std::string& path) {
  const auto file = open_file(path, O_RDONLY);
  if (!file.is_open() && errno == ENOENT) return;
  if (!file.is_open()) give_up("open the module `" + path + "`", errno);
  if (::syscall(SYS_finit_module, file.number(), "", 0) != 0 && errno != EEXIST)
    give_up("load the module `" + path + "`", errno);
  ::unlink(path.c_str());  // its memory is better used by the guest
}

}  // namespace

void load_drivers() {
  const auto list = read_small_file(driver_list);
  for (const auto line : split(list, '\n')) {
    const auto driver = read_driver(line);
    // Asked only now: the device may hang on a bus that the driver before has brought.
    if (driver.aliases.empty() || std::ranges::any_of(driver.aliases, has_device))
      std::ranges::for_each(driver.files, load);
  }
}

}  // namespace vmt::agent
