// `vmt image list|build|prune`: the cache of images, and of machines that `--cache` keeps.
#include "machine/image.hpp"

#include <fmt/format.h>

#include "interpreter/run.hpp"
#include "machine/images/inventory.hpp"
#include "tools/command_line.hpp"
#include "tools/interrupt.hpp"
#include "tools/parameters.hpp"
#include "tools/problem_report.hpp"
#include "tools/run_report.hpp"
#include "tools/run_settings.hpp"
#include "tools/scripts.hpp"
#include "tools/tools.hpp"

namespace vmt::tools {
namespace {

// An image that no test has needed for a month is quicker made again than looked for by somebody short of
// room.
constexpr int default_days = 30;

struct ImageArguments {
  std::vector<std::string> files;
  int days = default_days;
  std::string size;  // as a script writes it; empty: any
  RunSettings run;
  ProblemOptions problems;
};

std::string shown_size(std::uintmax_t bytes) {
  return fmt::format("{:.1f}MiB", static_cast<double>(bytes) / (1 << 20));
}

std::string shown_use(const machine::CachedItem& item) {
  if (!item.is_whole) return "unfinished";
  const auto days = std::chrono::duration_cast<std::chrono::days>(item.unused_for).count();
  return days == 0 ? "used today" : fmt::format("unused for {} day{}", days, days == 1 ? "" : "s");
}

int list_images(const std::filesystem::path& cache) {
  std::uintmax_t sum = 0;
  for (const auto& item : machine::items_in_cache(cache)) {
    fmt::print("{:<52} {:>11}  {}\n", item.name, shown_size(item.size_bytes), shown_use(item));
    if (!item.contents.empty()) fmt::print("  {}\n", item.contents);
    sum += item.size_bytes;
  }
  fmt::print("{} in {}\n", shown_size(sum), cache.string());
  return static_cast<int>(ExitStatus::passed);
}

std::string wrong_size(const std::string& text) {
  return read_literal(text, Kind::size) ? "" : fmt::format("`{}` is no size, such as `10GiB`", text);
}

int prune_images(const std::filesystem::path& cache, const ImageArguments& arguments) {
  std::optional<std::uintmax_t> most_bytes;
  if (const auto size = read_literal(arguments.size, Kind::size))
    most_bytes = static_cast<std::uintmax_t>(size->as<SizeValue>().bytes);
  std::uintmax_t sum = 0;
  const auto removed = machine::prune_cache(cache, std::chrono::days(arguments.days), most_bytes);
  for (const auto& item : removed) {
    fmt::print("removed {} ({})\n", item.name, shown_size(item.size_bytes));
    sum += item.size_bytes;
  }
  fmt::print("{} made free in {}\n", shown_size(sum), cache.string());
  return static_cast<int>(ExitStatus::passed);
}

int build(ImageArguments& arguments) {
  Scripts scripts;
  if (const int problems = check_scripts(arguments.files, arguments.problems, true, scripts); problems != 0)
    return problems;
  Interrupt interrupt;
  report::EventStream events;
  events.add(make_run_report(scripts, arguments.problems.color, report::Verbosity::normal));
  for (const auto& program : scripts.programs) {
    auto parameters = read_parameters(program, arguments.run.parameters);
    if (!parameters) {
      fmt::print(stderr, "vmt: {}\n", parameters.error());
      return static_cast<int>(ExitStatus::command_line);
    }
    arguments.run.options.parameters = std::move(*parameters);
    const auto summary = build_images(program, arguments.run.options, events, interrupt.token());
    if (const int signal = interrupt.signal_number())
      return static_cast<int>(ExitStatus::signal_base) + signal;
    if (summary.errors + summary.failed > 0) return static_cast<int>(ExitStatus::infrastructure);
  }
  return static_cast<int>(ExitStatus::passed);
}

}  // namespace

int image_command(const std::vector<std::string>& words) {
  ImageArguments arguments;
  const auto app = make_app("Shows, makes and removes the images that machines boot from, and kept machines.", "vmt image");
  auto* const list = app->add_subcommand("list", "Show what is in the cache");
  auto* const make = app->add_subcommand("build", "Make all images of scripts that are not there yet");
  make->add_option("FILE", arguments.files, "Scripts")->required();
  arguments.run.add_to(*make);
  arguments.problems.add_to(*make);
  auto* const prune =
      app->add_subcommand("prune", "Remove what has not been used for long, and what builds left");
  prune->add_option("--days", arguments.days, "How long is long")
      ->capture_default_str()
      ->check(CLI::NonNegativeNumber);
  prune
      ->add_option("--size", arguments.size,
                   "How much may stay, such as 10GiB; what was used longest ago goes first")
      ->option_text("SIZE")
      ->check(CLI::Validator(wrong_size, ""));
  app->require_subcommand(1);
  if (const int status = parse_or_exit(*app, words); status >= 0) return status;
  const auto cache = machine::ImageStore::default_cache();
  if (list->parsed()) return list_images(cache);
  if (prune->parsed()) return prune_images(cache, arguments);
  return build(arguments);
}

}  // namespace vmt::tools
