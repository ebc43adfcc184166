#include "support/corpus.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <sstream>

namespace vmt::test {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view mark = "#! ";
constexpr std::string_view mark_of_line_above = "#!^";
constexpr std::string_view mark_of_line = "#!@";
constexpr std::string_view quotes_of_block = "\"\"\"";

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  return text;
}

bool is_about_line_above(std::string_view line) {
  return trimmed(line).starts_with(mark_of_line_above);
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (true) {
    const auto end = text.find('\n');
    lines.push_back(text.substr(0, end));
    if (end == text.npos) return lines;
    text.remove_prefix(end + 1);
  }
}

std::string columns_of(Span span) {
  const Position first = span.source->position(span.begin);
  const Position last = span.source->position(span.end);
  if (first.line != last.line) return fmt::format("{}-", first.column);
  if (last.column <= first.column + 1) return std::to_string(first.column);
  return fmt::format("{}-{}", first.column, last.column - 1);
}

}  // namespace

Expectations read_expectations(std::string_view script) {
  Expectations expectations;
  std::uint32_t number = 0;
  std::uint32_t above = 0;  // the last line that is not about another
  for (std::string_view line : lines_of(script)) {
    ++number;
    if (is_about_line_above(line)) {
      const auto text = trimmed(trimmed(line).substr(mark_of_line_above.size()));
      if (!text.empty()) expectations[above].emplace_back(text);
      continue;
    }
    if (trimmed(line).starts_with(mark_of_line)) {
      const auto text = trimmed(line).substr(mark_of_line.size());
      expectations[static_cast<std::uint32_t>(std::stoul(std::string(text)))].emplace_back(
          trimmed(text.substr(std::min(text.find(' '), text.size()))));
      continue;
    }
    above = number;
    for (auto at = line.find(mark); at != line.npos; at = line.find(mark)) {
      line.remove_prefix(at + mark.size());
      expectations[number].emplace_back(trimmed(line.substr(0, line.find(mark))));
    }
  }
  return expectations;
}

Expectations expectations_of(const Diagnostics& found, std::string_view name) {
  Expectations expectations;
  for (const Diagnostic& each : found.all()) {
    const Span span = each.primary.span;
    if (!span.is_somewhere() || span.source->name() != name) continue;
    expectations[span.source->position(span.begin).line].push_back(
        fmt::format("{} {} {}: {}", each.severity == Severity::error ? "error" : "warning", each.code,
                    columns_of(span), each.message));
  }
  return expectations;
}

std::string with_expectations(std::string_view script, const Expectations& expectations) {
  std::string text, at_end;
  const auto lines = lines_of(script);
  for (std::size_t index = 0; index < lines.size(); ++index) {
    const std::string_view line = lines[index];
    if (is_about_line_above(line) || trimmed(line).starts_with(mark_of_line)) continue;
    if (index > 0) text += '\n';
    const bool has_lines_below = index + 1 < lines.size() && is_about_line_above(lines[index + 1]);
    auto code = line.substr(0, line.find(mark));
    if (code.size() < line.size()) code = code.substr(0, code.find_last_not_of(' ') + 1);
    text += code;
    const auto found = expectations.find(static_cast<std::uint32_t>(index + 1));
    if (found == expectations.end()) continue;
    for (const auto& each : found->second)
      if (each.find(quotes_of_block) != each.npos)
        at_end += fmt::format("{}{} {}\n", mark_of_line, index + 1, each);
      else
        text += has_lines_below ? fmt::format("\n{} {}", mark_of_line_above, each)
                                : fmt::format("  {}{}", mark, each);
  }
  return text + at_end;
}

std::string differences(const Expectations& expected, const Expectations& found) {
  std::string text;
  const auto missing_from = [&text](const Expectations& all, const Expectations& other, const char* what) {
    for (const auto& [line, ones] : all)
      for (const auto& one : ones) {
        const auto there = other.find(line);
        if (there == other.end() || std::ranges::find(there->second, one) == there->second.end())
          text += fmt::format("  line {}: {}: {}\n", line, what, one);
      }
  };
  missing_from(expected, found, "expected, not found");
  missing_from(found, expected, "found, not expected");
  if (text.empty() && expected != found) text = "  the same problem is found in another number or order\n";
  return text;
}

std::vector<std::string> files_below(const fs::path& folder, std::string_view end) {
  std::vector<std::string> files;
  if (!fs::exists(folder)) return files;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.is_regular_file() && entry.path().string().ends_with(end))
      files.push_back(entry.path().string());
  std::ranges::sort(files);
  return files;
}

std::string read_file(const fs::path& path) {
  std::ifstream stream(path, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

bool is_accepting() {
  const char* const accept = std::getenv("VMT_ACCEPT");
  return accept != nullptr && std::string_view(accept) == "1";
}

std::string compare_or_accept(const fs::path& path, const std::string& wanted) {
  if (fs::exists(path) && read_file(path) == wanted) return {};
  if (is_accepting()) {
    std::ofstream(path, std::ios::binary) << wanted;
    return {};
  }
  return fmt::format("{} should hold:\n{}\n(`scripts/accept` writes it)", path.string(), wanted);
}

}  // namespace vmt::test
