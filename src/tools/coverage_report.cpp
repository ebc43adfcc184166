#include "tools/coverage_report.hpp"

#include <fmt/format.h>

#include <set>
#include <string>
#include <vector>

#include "machine/images/tool.hpp"
#include "machine/trouble.hpp"

namespace vmt::tools {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::minutes tool_takes_at_most{10};

struct Collected {
  std::vector<fs::path> folders;  // of one bringing from one machine each
  std::size_t data_count = 0;
  std::set<fs::path> without_notes;  // .gcno files that are not there
};

// lcov wants the notes of the compiler (.gcno) beside the data (.gcda). Those lie where the program was
// built, which is what the data's path below its folder says.
Collected bring_notes(const fs::path& data) {
  Collected collected;
  for (const auto& folder : fs::directory_iterator(data)) {
    std::vector<fs::path> files;
    for (const auto& item : fs::recursive_directory_iterator(folder))
      if (item.path().extension() == ".gcda") files.push_back(item.path());
    bool is_useful = false;
    for (auto notes : files) {
      ++collected.data_count;
      notes.replace_extension(".gcno");
      const auto built = fs::path("/") / notes.lexically_relative(folder.path());
      std::error_code error;
      fs::copy_file(built, notes, fs::copy_options::overwrite_existing, error);
      if (error) collected.without_notes.insert(built);
      is_useful = is_useful || !error;
    }
    if (is_useful) collected.folders.push_back(folder.path());
  }
  return collected;
}

void run(std::vector<std::string> arguments, const std::string& what, const Patience& patience) {
  machine::run_tool_or_throw(
      {.arguments = std::move(arguments), .directory = {}, .environment = {}, .line = {}}, what, patience);
}

}  // namespace

void require_coverage_tools() {
  machine::require_tool("lcov", "lcov");
  machine::require_tool("gcov", "gcc");
}

void write_coverage_report(const fs::path& folder, const std::stop_token& stop) {
  const auto collected = bring_notes(folder / "data");
  if (collected.data_count == 0) {
    fmt::print(
        "coverage: no program in a guest wrote any; is it built with `gcc --coverage`, and has it ended?\n");
    return;
  }
  for (const auto& notes : collected.without_notes)
    fmt::print(stderr,
               "vmt: there is no `{}`, so what ran of it can't be told; build on this host, and keep what "
               "gcc writes\n",
               notes.string());
  if (collected.folders.empty()) return;
  const Patience patience{Deadline::in(tool_takes_at_most), stop};
  const auto records = (folder / "records.info").string();
  const auto summary = (folder / "coverage.info").string();
  std::vector<std::string> capture = {"lcov", "--quiet", "--capture", "--output-file", records};
  for (const auto& part : collected.folders) {
    capture.emplace_back("--directory");
    capture.push_back(part.string());
  }
  run(std::move(capture), "reading the coverage", patience);
  // Adds the records of one source, which each machine has its own of.
  run({"lcov", "--quiet", "--add-tracefile", records, "--output-file", summary}, "adding up the coverage",
      patience);
  run({"genhtml", "--quiet", "--output-directory", (folder / "html").string(), summary},
      "drawing the coverage", patience);
  fs::remove(records);
  fmt::print("coverage: {} and {}\n", summary, (folder / "html/index.html").string());
}

}  // namespace vmt::tools
