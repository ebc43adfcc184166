// The options that say which tests of a script run, in which order and how many at a time.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "interpreter/run.hpp"
#include "tools/command_line.hpp"

namespace vmt::tools {

struct TestOptions {
  // "text" or "json": the tests are listed, and nothing starts. Empty: they run.
  std::string list;
  std::optional<Shard> shard;  // of the tests of all scripts; nothing: all

  // The values go to `options`. Both must stay where they are while the application parses.
  void add_to(CLI::App& app, RunOptions& options);
  // When it has parsed. `--seed` also decides on the order of tests, where it was given.
  void finish(const CLI::App& app, RunOptions& options);

private:
  std::string shard_text_;
};

// Tests as `--list` shows them: an array in JSON, a line each in text.
std::string show_list(const std::vector<ListedTest>& tests, bool as_json);

}  // namespace vmt::tools
