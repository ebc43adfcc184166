#include "machine/saved_disks.hpp"

#include <fmt/format.h>

#include <vector>

#include "machine/images/tool.hpp"
#include "machine/trouble.hpp"

namespace vmt::machine {
namespace {

namespace fs = std::filesystem;

constexpr auto disk_ending = ".qcow2";
constexpr auto overlay_ending = ".overlay";

std::vector<fs::path> files_in(const fs::path& folder, const std::string& ending) {
  std::vector<fs::path> files;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error))
    if (entry.path().extension() == ending) files.push_back(entry.path());
  return files;
}

}  // namespace

void make_overlays(const fs::path& folder, const Patience& patience) {
  for (const auto& disk : files_in(folder, disk_ending)) {
    require_tool("qemu-img", "qemu-utils");
    run_tool_or_throw({.arguments = {"qemu-img", "create", "-q", "-f", "qcow2", "-b", disk.string(), "-F",
                                     "qcow2", disk.string() + overlay_ending}},
                      "saving a disk", patience);
  }
}

void copy_overlays(const fs::path& saved, const fs::path& copy) {
  for (const auto& overlay : files_in(saved, overlay_ending)) {
    const auto disk = copy / overlay.stem();
    std::error_code error;
    fs::copy_file(overlay, disk, error);
    if (error)
      throw Trouble(TroubleKind::infrastructure,
                    fmt::format("the disk `{}` can't be made: {}", disk.string(), error.message()))
          .with_help("name a folder with more room: `VMT_RUN_DIR=/some/folder vmt ...`");
  }
}

}  // namespace vmt::machine
