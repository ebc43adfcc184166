// Debian packages, downloaded and unpacked without being installed: an ordinary user can do that too.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "machine/deadline.hpp"

namespace vmt::machine {

// The packages that `package` depends on, as apt lists them.
std::vector<std::string> dependencies_of_package(const std::string& package, const Patience& patience);

// Downloads the package and unpacks it into `folder`. Throws Trouble (infrastructure) saying what to do
// when apt does not know the package.
void download_package(const std::string& package, const std::filesystem::path& folder,
                      const Patience& patience);

}  // namespace vmt::machine
