// `vmt editors [NAME...]`: writes the word lists into the editors' files of a checkout.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "commands/commands.hpp"
#include "tools/command_line.hpp"
#include "tools/editor_files.hpp"
#include "tools/tools.hpp"

namespace vmt::tools {
namespace {

namespace fs = std::filesystem;

// Empty when there is no such file.
std::string contents_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  if (file) text << file.rdbuf();
  return text.str();
}

bool write(const fs::path& path, const std::string& contents) {
  std::error_code error;
  fs::create_directories(path.parent_path(), error);
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << contents;
  file.close();
  return file.good();
}

struct Outcome {
  int changed = 0;
  ExitStatus status = ExitStatus::passed;
};

void bring_up_to_date(const EditorFile& file, const fs::path& folder, bool only_check, Outcome& outcome) {
  const auto path = folder / file.path;
  if (contents_of(path) == file.contents) return;
  ++outcome.changed;
  if (only_check) {
    fmt::print("{}: is not what `vmt editors` writes\n", path.string());
    outcome.status = ExitStatus::test_failed;
  } else if (write(path, file.contents)) {
    fmt::print("{}: written\n", path.string());
  } else {
    fmt::print(stderr, "vmt: `{}` cannot be written\n", path.string());
    outcome.status = ExitStatus::command_line;
  }
}

}  // namespace

int editors_command(const std::vector<std::string>& arguments) {
  std::vector<std::string> editors;
  std::string folder = "editors";
  bool only_check = false;
  const auto app =
      make_app("Writes the words of the language into the files of the editor modes, in a checkout of vmt.",
               "vmt editors");
  const std::vector<std::string> known(editor_names().begin(), editor_names().end());
  app->add_option("EDITOR", editors, "Only for these: emacs, vim, vscode")->check(CLI::IsMember(known));
  app->add_option("--folder", folder, "The folder of the editor modes; `editors` unless said");
  app->add_flag("--check", only_check,
                "Change nothing; the exit status is 1 when something would be changed");
  if (const int status = parse_or_exit(*app, arguments); status >= 0) return status;

  if (!fs::is_directory(folder)) {
    fmt::print(stderr, "vmt: there is no folder `{}`; name it with --folder\n", folder);
    return static_cast<int>(ExitStatus::command_line);
  }
  Outcome outcome;
  for (const auto& editor : editors.empty() ? known : editors) {
    const auto files = editor_files(editor, commands::catalogue(), folder);
    if (!files) {
      fmt::print(stderr, "vmt: {}\n", files.error());
      return static_cast<int>(ExitStatus::command_line);
    }
    for (const auto& file : *files) bring_up_to_date(file, folder, only_check, outcome);
  }
  if (only_check && outcome.changed) fmt::print("help: run `vmt editors --folder {}`\n", folder);
  return static_cast<int>(outcome.status);
}

}  // namespace vmt::tools
