// Runs what a document shows: document_runner VMT DOCUMENT [--only-scripts]
//
//     ```vmt            a whole script: it is run, and passes
//     ```vmt check      a script that is only checked: it has no mistake
//     ```vmt NAME.vmt   is written into a file, for the shell
//     ```sh             is run by the shell, in the folder of those files; `vmt` is there
//     ```sh 3           the same, with this exit status in the end
//     ```text           lines of what the shell wrote before, in this order; `...` stands for any lines
//
// Times differ from run to run and are not compared. With --only-scripts the blocks of shell are left out.
#include <fmt/format.h>

#include <sys/wait.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace {

namespace fs = std::filesystem;

struct Block {
  int line;            // of its first line
  std::string kind;    // "vmt", "sh", "text"
  std::string option;  // behind it
  std::string text;
};

std::vector<Block> blocks_of(const std::string& path) {
  std::ifstream document(path);
  std::vector<Block> blocks;
  std::string line;
  bool is_inside = false;
  for (int number = 1; std::getline(document, line); ++number) {
    if (is_inside && line == "```") {
      is_inside = false;
    } else if (is_inside) {
      blocks.back().text += line + '\n';
    } else if (line.starts_with("```")) {
      is_inside = true;
      const auto blank = std::min(line.find(' '), line.size());
      blocks.push_back(
          {number + 1, line.substr(3, blank - 3), line.substr(std::min(blank + 1, line.size())), {}});
    }
  }
  return blocks;
}

struct Outcome {
  int status = 0;
  std::string output;
};

Outcome shell(const fs::path& folder, const std::string& command) {
  const auto output = folder / ".output";
  std::ofstream(folder / ".command") << command;
  const auto line = fmt::format("cd '{}' && bash -e .command > .output 2>&1 < /dev/null", folder.string());
  const int status = std::system(line.c_str());
  std::ostringstream text;
  text << std::ifstream(output).rdbuf();
  return {WIFEXITED(status) ? WEXITSTATUS(status) : 128, text.str()};
}

std::string without_times(const std::string& line) {
  static const std::regex times("[0-9]+(\\.[0-9]+)? ?(ms|s|min)\\b");
  return std::regex_replace(line, times, "TIME");
}

// The first line of `wanted` that is missing in `output`; empty when all are there, in order.
std::string missing_line(const std::string& wanted, const std::string& output) {
  std::istringstream lines(output), wanted_lines(wanted);
  std::string line, next;
  while (std::getline(wanted_lines, line)) {
    if (line.empty() || line == "...") continue;
    bool is_found = false;
    while (!is_found && std::getline(lines, next)) is_found = without_times(next) == without_times(line);
    if (!is_found) return line;
  }
  return {};
}

class Runner {
public:
  Runner(fs::path folder, bool only_scripts) : folder_(std::move(folder)), only_scripts_(only_scripts) {}

  // What is wrong with the block; empty when nothing is.
  std::string run(const Block& block) {
    if (block.kind == "vmt" && block.option.ends_with(".vmt")) {
      std::ofstream(folder_ / block.option) << block.text;
    } else if (block.kind == "vmt") {
      std::ofstream(folder_ / ".block.vmt") << block.text;
      return expect_status(
          block.option == "check" ? "vmt check --deny warnings .block.vmt" : "vmt .block.vmt", 0);
    } else if (block.kind == "sh" && !only_scripts_) {
      return expect_status(block.text, block.option.empty() ? 0 : std::stoi(block.option));
    } else if (block.kind == "text" && !only_scripts_) {
      const auto missing = missing_line(block.text, last_.output);
      if (!missing.empty())
        return fmt::format("this line is not in the output:\n{}\nthe output:\n{}", missing, last_.output);
    }
    return {};
  }

private:
  std::string expect_status(const std::string& command, int status) {
    last_ = shell(folder_, command);
    if (last_.status == status) return {};
    return fmt::format("exit status {} instead of {}; the output:\n{}", last_.status, status, last_.output);
  }

  fs::path folder_;
  bool only_scripts_;
  Outcome last_;
};

}  // namespace

int main(int count, char** arguments) {
  if (count < 3) {
    fmt::print(stderr, "usage: document_runner VMT DOCUMENT [--only-scripts]\n");
    return 2;
  }
  std::string folder = (fs::temp_directory_path() / "vmt-document-XXXXXX").string();
  if (!mkdtemp(folder.data())) return 4;
  const auto tools = fs::canonical(arguments[1]).parent_path().string();
  setenv("PATH", fmt::format("{}:{}", tools, std::getenv("PATH")).c_str(), 1);

  const auto blocks = blocks_of(arguments[2]);
  Runner runner(folder, count > 3 && std::string_view(arguments[3]) == "--only-scripts");
  int failed = 0;
  for (const Block& block : blocks) {
    const auto problem = runner.run(block);
    fmt::print("{}:{}: {} {}\n{}", arguments[2], block.line, block.kind, problem.empty() ? "ok" : "FAILED",
               problem);
    std::fflush(stdout);
    if (!problem.empty()) ++failed;
  }
  fs::remove_all(folder);
  if (blocks.empty()) fmt::print("{}: has no blocks\n", arguments[2]);
  return failed > 0 || blocks.empty() ? 1 : 0;
}
