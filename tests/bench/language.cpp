// How fast vmt reads, checks, formats and computes: language_bench VMT
//
// Each figure is the processor time of a whole run of vmt, so that it is what a user pays, and so that a
// machine that is busy with other things changes it little. The best of several runs counts.
#include <fmt/format.h>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;

constexpr int runs = 5;

// Seconds of the processor; negative when the program fails.
double time_of(const std::vector<std::string>& command) {
  double best = -1;
  for (int run = 0; run < runs; ++run) {
    const pid_t child = fork();
    if (child == 0) {
      const int nowhere = open("/dev/null", O_RDWR);
      dup2(nowhere, STDIN_FILENO);
      dup2(nowhere, STDOUT_FILENO);
      dup2(nowhere, STDERR_FILENO);
      std::vector<char*> arguments;
      for (const auto& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
      arguments.push_back(nullptr);
      execvp(arguments[0], arguments.data());
      _exit(127);
    }
    int status = 0;
    rusage usage{};
    if (child < 0 || wait4(child, &status, 0, &usage) != child || status != 0) return -1;
    const auto seconds = [](const timeval& time) {
      return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    const auto time = seconds(usage.ru_utime) + seconds(usage.ru_stime);
    best = best < 0 ? time : std::min(best, time);
  }
  return best;
}

// A script of about so many lines, as people write them: tests of a few statements.
std::string script(int lines) {
  std::string text = "machine box\n\n";
  for (int number = 0; number < lines / 5; ++number)
    text += fmt::format(
        "test \"number {0}\" {{\n"
        "  let words = box.succeed(\"echo {0} | grep -c '{0}'\").words()\n"
        "  expect words.length == 1 and words[0].to_int() + {0} >= 1 or words contains \"{0}\"\n"
        "  wait until box succeeds \"test -e /tmp/#{{words.join(\"-\")}}\" within 30s\n"
        "}}\n",
        number);
  return text;
}

void write(const fs::path& path, const std::string& text) {
  std::ofstream(path) << text;
}

void measure_reading(const std::string& vmt, const fs::path& folder) {
  fmt::print("{:>10} {:>12} {:>14} {:>12} {:>14}\n", "lines", "check ms", "us a line", "fmt ms", "us a line");
  for (const int lines : {1'000, 10'000, 100'000}) {
    const auto path = folder / fmt::format("{}.vmt", lines);
    write(path, script(lines));
    const auto check = time_of({vmt, "check", path}), format = time_of({vmt, "fmt", "--check", path});
    fmt::print("{:>10} {:>12.1f} {:>14.2f} {:>12.1f} {:>14.2f}\n", lines, check * 1e3, check * 1e6 / lines,
               format * 1e3, format * 1e6 / lines);
  }
}

struct Loop {
  const char* name;
  const char* vmt;     // with {} for the number of turns
  const char* python;  // the same, as the body of a function, where CPython is fastest
};

constexpr Loop loops[] = {
    {"while, sums",
     "test \"loop\" {{\n  var sum = 0\n  var i = 0\n  while i < {} {{\n    if i % 3 == 0 {{ sum = sum + i }} "
     "else {{ sum = sum - 1 }}\n"
     "    i = i + 1\n  }}\n  expect sum > 0\n}}\n",
     "def loop():\n    sum = 0\n    i = 0\n    while i < {}:\n        if i % 3 == 0:\n            sum = sum "
     "+ i\n        else:\n"
     "            sum = sum - 1\n        i = i + 1\n    assert sum > 0\nloop()\n"},
    {"for, functions",
     "function next(x: int) -> int {{ return x * 3 + 1 }}\ntest \"loop\" {{\n  var last = 0\n  for i in "
     "1..{} {{ last = next(i) }}\n"
     "  expect last > 0\n}}\n",
     "def next(x):\n    return x * 3 + 1\ndef loop():\n    last = 0\n    for i in range(1, {} + 1):\n        "
     "last = next(i)\n"
     "    assert last > 0\nloop()\n"},
    {"for, texts",
     "test \"loop\" {{\n  var count = 0\n  for i in 1..{} {{\n    if \"number #{{i}}\".ends_with(\"7\") {{ "
     "count = count + 1 }}\n  }}\n"
     "  expect count > 0\n}}\n",
     "def loop():\n    count = 0\n    for i in range(1, {} + 1):\n        if f\"number "
     "{{i}}\".endswith(\"7\"):\n"
     "            count = count + 1\n    assert count > 0\nloop()\n"},
};

void measure_loops(const std::string& vmt, const fs::path& folder) {
  constexpr int turns = 1'000'000;
  fmt::print("\n{:<16} {:>12} {:>14} {:>8}   ({} turns; without the start of either program)\n", "loop",
             "vmt ms", "CPython ms", "ratio", turns);
  for (const Loop& loop : loops) {
    const auto difference = [&](const char* text, const char* file, const std::vector<std::string>& command) {
      double times[2];
      for (const int count : {turns, 10}) {
        write(folder / file, fmt::format(fmt::runtime(text), count));
        auto words = command;
        words.push_back(folder / file);
        times[count == 10] = time_of(words);
      }
      return times[0] - times[1];
    };
    const auto of_vmt = difference(loop.vmt, "loop.vmt", {vmt});
    const auto of_python = difference(loop.python, "loop.py", {"python3", "-I"});
    fmt::print("{:<16} {:>12.0f} {:>14.0f} {:>8.2f}\n", loop.name, of_vmt * 1e3, of_python * 1e3,
               of_vmt / of_python);
  }
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 2) {
    fmt::print(stderr, "usage: language_bench VMT\n");
    return 2;
  }
  std::string folder = (fs::temp_directory_path() / "vmt-bench-XXXXXX").string();
  if (!mkdtemp(folder.data())) return 4;
  measure_reading(arguments[1], folder);
  if (std::system("command -v python3 > /dev/null") == 0)
    measure_loops(arguments[1], folder);
  else
    fmt::print("\nno loops: python3, to compare with, is not installed\n");
  fs::remove_all(folder);
  return 0;
}
