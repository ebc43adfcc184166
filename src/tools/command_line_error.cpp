#include "tools/command_line_error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "diagnostic/closest.hpp"
#include "tools/tools.hpp"

namespace vmt::tools {
namespace {

bool is_option(std::string_view word) {
  return word.size() > 1 && word.front() == '-';
}

std::string unknown_option(const CLI::App& app, std::string_view word) {
  const auto name = word.substr(0, word.find('='));
  // `-check` is meant to be `--check`, and dashes are near to all dashes.
  const auto bare = name.substr(std::min(name.find_first_not_of('-'), name.size()));
  std::vector<std::string_view> candidates;
  for (const auto* option : app.get_options())
    for (const auto& each : option->get_lnames()) candidates.push_back(each);
  const auto nearest = closest(bare, candidates);
  return fmt::format("`{}` has no option `{}`{}", app.get_name(), name,
                     nearest ? fmt::format("; there is `--{}`", *nearest) : "");
}

// CLI11's errors begin with the name of the option they are about.
std::string_view name_in(std::string_view what) {
  return what.substr(0, what.find_first_of(": "));
}

std::string mismatch(std::string_view what) {
  const auto name = name_in(what);
  if (what.find("At Most") != what.npos) return fmt::format("`{}` can be given only once", name);
  if (what.find("disallowed") != what.npos) return fmt::format("`{}` takes no value", name);
  return fmt::format("`{}` needs a value", name);
}

// "--quiet excludes --verbose".
std::string exclusion(std::string_view what) {
  return fmt::format("`{}` and `{}` cannot be given together", name_in(what),
                     what.substr(what.rfind(' ') + 1));
}

// "Could not convert: --check = maybe": values of options are read by the checks below, so this is a flag.
std::string conversion(std::string_view what) {
  what.remove_prefix(std::min(what.find("--"), what.size()));
  return fmt::format("`{}` takes no value", name_in(what));
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words) text += fmt::format("{}`{}`", text.empty() ? "" : ", ", word);
  return text;
}

template <typename Number>
std::optional<Number> read_number(const std::string& text) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace

std::string describe(const CLI::App& app, const CLI::ParseError& error) {
  // An unknown option first: what else is wrong follows from it, since its value is read as a file.
  const auto remaining = app.remaining();
  for (const auto& word : remaining)
    if (is_option(word)) return unknown_option(app, word);

  const std::string what = error.what();
  const std::string kind = error.get_name();
  if (kind == "RequiredError") return fmt::format("which {}?", name_in(what));
  if (kind == "ArgumentMismatch") return mismatch(what);
  if (kind == "ExcludesError") return exclusion(what);
  if (kind == "ConversionError") return conversion(what);
  if (!remaining.empty()) return fmt::format("`{}` is one word too many", remaining.front());
  return what;  // of our own validators
}

std::string describe_unknown_command(std::string_view word) {
  std::vector<std::string_view> names;
  for (const auto& tool : all_tools()) names.push_back(tool.name);
  const auto nearest = closest(word, names);
  return fmt::format("`{}` is neither a command of vmt nor a script{}", word,
                     nearest ? fmt::format("; there is the command `{}`", *nearest) : "");
}

CLI::Validator one_of(std::vector<std::string> words) {
  return CLI::Validator(
      [words = std::move(words)](const std::string& value) -> std::string {
        const std::vector<std::string_view> candidates(words.begin(), words.end());
        if (std::ranges::find(words, value) != words.end()) return {};
        const auto nearest = closest(value, candidates);
        return fmt::format("`{}` is none of {}{}", value, joined(words),
                           nearest ? fmt::format("; there is `{}`", *nearest) : "");
      },
      "");
}

CLI::Validator whole_number(int least) {
  return CLI::Validator(
      [least](const std::string& value) -> std::string {
        const auto number = read_number<int>(value);
        if (number && *number >= least) return {};
        return fmt::format("`{}` is no whole number from {} on", value, least);
      },
      "");
}

CLI::Validator positive_number() {
  return CLI::Validator(
      [](const std::string& value) -> std::string {
        const auto number = read_number<double>(value);
        if (number && *number > 0 && *number <= 1e6) return {};
        return fmt::format("`{}` is no number above 0, such as `2` or `0.5`", value);
      },
      "");
}

}  // namespace vmt::tools
