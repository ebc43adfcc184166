#include "interpreter/host_files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "machine/images/sha256.hpp"
#include "machine/kept/sparse_file.hpp"
#include "machine/trouble.hpp"

namespace vmt {
namespace {

namespace fs = std::filesystem;

constexpr auto missing = "missing";

std::string describe(const fs::path& path) {
  const auto status = fs::symlink_status(path);
  const auto mode = static_cast<unsigned>(status.permissions());
  if (fs::is_symlink(status)) return fmt::format("link {}", fs::read_symlink(path).string());
  if (fs::is_regular_file(status))
    return fmt::format("file {:o} {}", mode, machine::checksum(machine::open_to_read(path)));
  return fmt::format("{} {:o}", static_cast<int>(status.type()), mode);
}

}  // namespace

std::string contents_of(const fs::path& path) {
  try {
    const auto real = fs::canonical(path);
    if (!fs::is_directory(real)) return describe(real);
    std::vector<std::string> lines;
    for (const auto& entry : fs::recursive_directory_iterator(real))
      lines.push_back(
          fmt::format("{} {}\n", entry.path().lexically_relative(real).string(), describe(entry.path())));
    std::ranges::sort(lines);
    return "folder " + machine::sha256(fmt::format("{}", fmt::join(lines, "")));
  } catch (const fs::filesystem_error&) {
    return missing;
  } catch (const machine::Trouble&) {
    return missing;
  }
}

void HostFiles::note(const fs::path& path) {
  const auto contents = contents_of(path);
  const std::lock_guard lock(mutex_);
  contents_.try_emplace(fs::absolute(path).lexically_normal().string(), contents);
}

}  // namespace vmt
