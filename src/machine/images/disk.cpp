#include "machine/images/disk.hpp"

#include <nlohmann/json.hpp>

#include <unistd.h>

#include "machine/images/seed.hpp"
#include "machine/images/tool.hpp"
#include "machine/trouble.hpp"

namespace fs = std::filesystem;

namespace vmt::machine {
namespace {

void require_file(const fs::path& file, const char* what) {
  std::error_code error;
  if (fs::is_regular_file(file, error) && ::access(file.c_str(), R_OK) == 0) return;
  throw Trouble(TroubleKind::infrastructure,
                "there is no " + std::string(what) + " `" + file.string() + "` that can be read");
}

}  // namespace

BootFiles prepare_disk(const Cache& cache, const DiskImage& image, const fs::path& agent,
                       const Progress& progress, const Patience& patience) {
  require_file(image.file, "disk");
  require_tool("qemu-img", "qemu-utils");
  BootFiles files;
  files.loader = Loader::firmware;
  files.base_disk = fs::absolute(image.file);
  files.seed = seed_image(cache, agent, progress, patience);
  files.firmware_strings = firmware_strings();
  files.default_memory_mib = 512;
  return files;
}

BootFiles prepare_script(const ScriptImage& image) {
  require_file(image.program, "start script");
  if (::access(image.program.c_str(), X_OK) != 0)
    throw Trouble(TroubleKind::infrastructure,
                  "the start script `" + image.program.string() + "` is not executable")
        .with_help("make it so: chmod +x " + image.program.string());
  BootFiles files;
  files.loader = Loader::script;
  files.start_script = fs::absolute(image.program);
  files.cannot_be_copied_because = "a start script has its own QEMU";
  return files;
}

std::string disk_format(const fs::path& file, const Patience& patience) {
  const auto result =
      run_tool_or_throw({.arguments = {"qemu-img", "info", "--force-share", "--output=json", file.string()}},
                        "looking at the disk `" + file.string() + "`", patience);
  const auto facts = nlohmann::json::parse(result.output, nullptr, /*allow_exceptions=*/false);
  return facts.is_object() ? facts.value("format", std::string("raw")) : "raw";
}

void make_overlay(const fs::path& base, const fs::path& overlay, const Patience& patience) {
  run_tool_or_throw({.arguments = {"qemu-img", "create", "-q", "-f", "qcow2", "-b", base.string(), "-F",
                                   disk_format(base, patience), overlay.string()}},
                    "making an overlay over `" + base.string() + "`", patience);
}

void make_empty_disk(const fs::path& disk, std::int64_t size_bytes, const Patience& patience) {
  run_tool_or_throw(
      {.arguments = {"qemu-img", "create", "-q", "-f", "qcow2", disk.string(), std::to_string(size_bytes)}},
      "making an empty disk", patience);
}

}  // namespace vmt::machine
