// The line diff of two texts, by the longest common subsequence.
#include <algorithm>
#include <string_view>

#include "interpreter/explain.hpp"

namespace vmt {
namespace {

// The table of the longest common subsequence has a cell per pair of lines; above this many lines of a
// side the middle is compared as it stands.
constexpr std::size_t most_lines = 2000;
constexpr std::size_t context_lines = 3;

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size() - 1);
    auto line = text.substr(0, end + 1);
    if (line.back() == '\n') line.remove_suffix(1);
    lines.push_back(line);
    text.remove_prefix(end + 1);
    if (lines.size() == most_lines) break;
  }
  return lines;
}

struct Line {
  char mark;
  std::string_view text;
};

std::vector<Line> compare(const std::vector<std::string_view>& left,
                          const std::vector<std::string_view>& right) {
  const auto rows = left.size(), columns = right.size();
  std::vector<std::vector<std::uint16_t>> common(rows + 1, std::vector<std::uint16_t>(columns + 1, 0));
  for (auto row = rows; row-- > 0;)
    for (auto column = columns; column-- > 0;)
      common[row][column] =
          left[row] == right[column]
              ? static_cast<std::uint16_t>(common[row + 1][column + 1] + 1)
              : std::max(common[row + 1][column], common[row][column + 1]);

  std::vector<Line> lines;
  std::size_t row = 0, column = 0;
  while (row < rows || column < columns) {
    if (row < rows && column < columns && left[row] == right[column]) {
      lines.push_back({' ', left[row++]});
      ++column;
    } else if (row < rows && (column == columns || common[row + 1][column] >= common[row][column + 1])) {
      lines.push_back({'-', left[row++]});
    } else {
      lines.push_back({'+', right[column++]});
    }
  }
  return lines;
}

bool is_near_a_change(const std::vector<Line>& lines, std::size_t at) {
  const auto begin = at < context_lines ? 0 : at - context_lines;
  const auto end = std::min(lines.size(), at + context_lines + 1);
  for (auto i = begin; i < end; ++i)
    if (lines[i].mark != ' ') return true;
  return false;
}

}  // namespace

std::string diff(const std::string& expected, const std::string& actual) {
  const auto lines = compare(lines_of(expected), lines_of(actual));
  std::string text;
  bool left_out = false;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (!is_near_a_change(lines, i)) {
      if (!left_out) text += "  ...\n";
      left_out = true;
      continue;
    }
    left_out = false;
    text += lines[i].mark;
    text += ' ';
    text += lines[i].text;
    text += '\n';
  }
  return text;
}

}  // namespace vmt
