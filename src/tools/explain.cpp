// `vmt explain [CODE]`: what a code means.
#include "tools/explain.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "ast/parse.hpp"
#include "check/check.hpp"
#include "commands/commands.hpp"
#include "diagnostic/closest.hpp"
#include "diagnostic/painter.hpp"
#include "diagnostic/line_picture.hpp"
#include "language/standard_library.hpp"
#include "tools/command_line.hpp"
#include "tools/tools.hpp"

namespace vmt::tools {
namespace {

constexpr std::size_t page_width = 80;
constexpr std::string_view indent = "    ";

// Every line indented; one that is longer than anybody reads is cut.
std::string indented(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    const LinePicture line(text.substr(0, end));
    const auto width = static_cast<std::uint32_t>(page_width - indent.size());
    if (line.width() > width)
      result += fmt::format("{}{} ...\n", indent, line.draw(0, width - 4));
    else
      result += line.width() == 0 ? "\n" : fmt::format("{}{}\n", indent, line.draw(0, line.width()));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return result;
}

// What vmt says about the script, when it does so without the files that the example speaks of.
std::string rendered_problem(const Explanation& explanation, RenderStyle style) {
  style.width = page_width - indent.size();
  Sources sources;
  Diagnostics diagnostics;
  const auto file = parse(sources.add("example.vmt", std::string(explanation.failing)), diagnostics);
  check(file, {.catalogue = commands::catalogue(), .modules = module_names()}, diagnostics);
  diagnostics.sort(sources);
  const auto found = std::ranges::find(diagnostics.all(), explanation.code, &Diagnostic::code);
  return found == diagnostics.all().end() ? std::string() : render(*found, style);
}

// Like indented(), for text that may have colours, which have no width.
std::string behind_margin(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    result += end == 0 ? "\n" : fmt::format("{}{}\n", indent, text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return result;
}

std::string describe_unknown(const std::string& code) {
  std::vector<std::string_view> known;
  for (const auto& family : explanation_families())
    for (const auto& explanation : family.explanations) {
      known.push_back(explanation.code);
      if (!explanation.rule.empty()) known.push_back(explanation.rule);
    }
  const auto nearest = closest(code, known);
  return fmt::format("there is no code `{}`{}", printable(code),
                     nearest ? fmt::format("; there is `{}`", *nearest) : "");
}

}  // namespace

std::string wrapped(std::string_view text, std::size_t width) {
  std::string result;
  std::size_t column = 0;
  while (!text.empty()) {
    const auto end = std::min(text.find_first_of(" \n"), text.size());
    const auto word = text.substr(0, end);
    const std::size_t word_width = display_width(word);
    if (column > 0 && column + 1 + word_width > width) {
      result += '\n';
      column = 0;
    }
    if (column > 0) result += ' ';
    result += word;
    column += word_width + (column > 0 ? 1 : 0);
    if (end < text.size() && text[end] == '\n') {
      result += '\n';
      column = 0;
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return result;
}

std::string explanation_page(const Explanation& explanation, const RenderStyle& style) {
  Painter title(style, 0);
  title.paint(Ink::strong, fmt::format("{}: {}", explanation.code, explanation.title));
  title.end_line();
  std::string page = title.take();
  if (!explanation.rule.empty())
    page +=
        fmt::format("A warning of the rule `{0}`, which `# vmt: allow({0})` silences.\n", explanation.rule);
  page += fmt::format("\n{}\n\n{}", wrapped(explanation.text, page_width), indented(explanation.failing));
  if (const auto problem = rendered_problem(explanation, style); !problem.empty())
    page += fmt::format("\nvmt says:\n\n{}", behind_margin(problem));
  return page + fmt::format("\nBetter:\n\n{}", indented(explanation.fixed));
}

std::string explanation_list() {
  std::string list;
  for (const auto& family : explanation_families()) {
    list += fmt::format("{}{}\n", list.empty() ? "" : "\n", family.title);
    for (const auto& explanation : family.explanations)
      list += fmt::format("  {}  {}{}\n", explanation.code, explanation.title,
                          explanation.rule.empty() ? "" : fmt::format(" ({})", explanation.rule));
  }
  return list;
}

int explain_command(const std::vector<std::string>& arguments) {
  std::vector<std::string> codes;
  ColorChoice color;
  const auto app =
      make_app("Explains what a code such as V0102 means; without one, lists all codes.", "vmt explain");
  app->add_option("CODE", codes, "A code, or the rule of a warning, such as: sleep");
  color.add_to(*app);
  if (const int status = parse_or_exit(*app, arguments); status >= 0) return status;

  if (codes.empty()) fmt::print("{}", explanation_list());
  const auto style = color.style_of(stdout);
  bool is_first = true;
  for (const auto& code : codes) {
    auto pages = explanations_of_rule(code);
    if (const auto* found = find_explanation(code)) pages.push_back(found);
    if (pages.empty()) {
      fmt::print(stderr, "vmt: {}\n`vmt explain` lists all codes.\n", describe_unknown(code));
      return static_cast<int>(ExitStatus::command_line);
    }
    for (const auto* page : pages) {
      fmt::print("{}{}", is_first ? "" : "\n\n", explanation_page(*page, style));
      is_first = false;
    }
  }
  return static_cast<int>(ExitStatus::passed);
}

}  // namespace vmt::tools
