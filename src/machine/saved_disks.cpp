#include "machine/saved_disks.hpp"

#include <fmt/format.h>

#include <vector>

#include "machine/images/tool.hpp"
#include "machine/kept/sparse_file.hpp"
#include "machine/trouble.hpp"

namespace vmt::machine {
namespace {

namespace fs = std::filesystem;

constexpr auto disk_ending = ".qcow2";
constexpr auto overlay_ending = ".overlay";
constexpr auto more_room = "name a folder with more room: `VMT_RUN_DIR=/some/folder vmt ...`";

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
    try {
      run_tool_or_throw({.arguments = {"qemu-img", "create", "-q", "-f", "qcow2", "-b", disk.string(), "-F",
                                       "qcow2", disk.string() + overlay_ending}},
                        "saving a disk", patience);
    } catch (Trouble& trouble) {
      if (trouble.kind == TroubleKind::infrastructure) trouble.helps.emplace_back(more_room);
      throw;
    }
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
          .with_help(more_room);
  }
}

void copy_saved_disks(const fs::path& saved, const fs::path& folder, const fs::path& later,
                      const Patience& patience) {
  for (const auto& file : files_of_disks(saved)) copy_sparse(open_to_read(file), folder / file.filename());
  for (const auto& overlay : files_in(folder, overlay_ending))
    run_tool_or_throw({.arguments = {"qemu-img", "rebase", "-q", "-u", "-f", "qcow2", "-F", "qcow2", "-b",
                                     (later / overlay.stem()).string(), overlay.string()}},
                      "keeping a disk", patience);
}

std::vector<fs::path> files_of_disks(const fs::path& folder) {
  auto files = files_in(folder, disk_ending);
  const auto overlays = files_in(folder, overlay_ending);
  files.insert(files.end(), overlays.begin(), overlays.end());
  return files;
}

}  // namespace vmt::machine
