#include "tools/test_options.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <charconv>
#include <optional>

#include "tools/command_line_error.hpp"

namespace vmt::tools {
namespace {

// "2/3": the second of three.
std::optional<Shard> read_shard(const std::string& text) {
  Shard shard;
  const auto* const end = text.data() + text.size();
  const auto number = std::from_chars(text.data(), end, shard.number);
  if (number.ec != std::errc{} || number.ptr == end || *number.ptr != '/') return std::nullopt;
  const auto count = std::from_chars(number.ptr + 1, end, shard.count);
  if (count.ec != std::errc{} || count.ptr != end) return std::nullopt;
  if (shard.number < 1 || shard.number > shard.count) return std::nullopt;
  return shard;
}

CLI::Validator shard_of_several() {
  return {[](std::string& text) {
            return read_shard(text) ? std::string()
                                    : fmt::format("`{}` is no shard: 2/3 is the second of three", text);
          },
          ""};
}

}  // namespace

void TestOptions::add_to(CLI::App& app, RunOptions& options) {
  app.add_option("-j,--jobs", options.jobs, "Tests at the same time; unless given, what the host can bear")
      ->check(whole_number(1))
      ->option_text("N");
  app.add_option("--filter", options.selection.filters, "Only tests with this in their names")
      ->option_text("TEXT")
      ->allow_extra_args(false);
  app.add_option("--tags", options.selection.tags, "Only tests with one of these tags; !TAG: without it")
      ->option_text("TAG,...")
      ->delimiter(',')
      ->allow_extra_args(false);
  app.add_option("--shard", shard_text_,
                 "Only the K-th of N parts that took about the same time in the last run")
      ->check(shard_of_several())
      ->option_text("K/N");
  app.add_flag("--rerun-failed", options.selection.only_failed, "Only tests that failed in their last run");
  app.add_option("--repeat", options.repeat, "Run each test N times from the same state")
      ->check(whole_number(1))
      ->option_text("N");
  app.add_option("--retry", options.retries, "Try a test that fails again from its state, N times at most")
      ->check(whole_number(0))
      ->option_text("N");
  app.add_flag("--fail-fast", options.fail_fast, "Begin no test after the first one that fails");
  app.add_flag("--cache", options.keeps_setup,
               "Keep the machines as `setup` leaves them: the next run need not boot them");
  app.add_flag("--list{text}", list, "Only list the tests; --list=json for programs")
      ->check(one_of({"text", "json"}));
}

void TestOptions::finish(const CLI::App& app, RunOptions& options) {
  shard = read_shard(shard_text_);
  if (app.count("--seed") > 0) options.seed = options.lab.seed;
}

std::string show_list(const std::vector<ListedTest>& tests, bool as_json) {
  if (as_json) {
    auto array = nlohmann::json::array();
    for (const auto& test : tests) {
      nlohmann::json object = {
          {"script", test.script}, {"line", test.line}, {"name", test.name}, {"tags", test.tags}};
      if (!test.after.empty()) object["after"] = test.after;
      array.push_back(std::move(object));
    }
    return array.dump(2) + "\n";
  }
  std::string text;
  for (const auto& test : tests) {
    text += fmt::format("{}:{}: {}", test.script, test.line, test.name);
    if (!test.tags.empty()) text += fmt::format(" [{}]", fmt::join(test.tags, ", "));
    if (!test.after.empty()) text += fmt::format(" after \"{}\"", test.after);
    text += '\n';
  }
  return text;
}

}  // namespace vmt::tools
