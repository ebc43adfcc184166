#include "tools/unified_diff.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

namespace vmt::tools {
namespace {

using Lines = std::vector<std::string_view>;
constexpr std::size_t context_lines = 3;

// Each line with its line end, so that a missing one at the end of a file is a difference.
Lines lines_of(std::string_view text) {
  Lines lines;
  while (!text.empty()) {
    const auto size = std::min(text.find('\n'), text.size() - 1) + 1;
    lines.push_back(text.substr(0, size));
    text.remove_prefix(size);
  }
  return lines;
}

struct Change {
  char mark;  // ' ', '-' or '+'
  std::string_view line;
};

void append(std::vector<Change>& changes, char mark, std::span<const std::string_view> lines) {
  for (const auto line : lines) changes.push_back({mark, line});
}

// The shortest way between the two, by the longest common subsequence.
void compare(std::span<const std::string_view> before, std::span<const std::string_view> after,
             std::vector<Change>& changes) {
  const auto rows = before.size(), columns = after.size();
  if (rows > most_compared_lines || columns > most_compared_lines) {
    append(changes, '-', before);
    append(changes, '+', after);
    return;
  }
  std::vector<std::uint16_t> common((rows + 1) * (columns + 1), 0);
  const auto cell = [&](std::size_t row, std::size_t column) -> std::uint16_t& {
    return common[row * (columns + 1) + column];
  };
  for (auto row = rows; row-- > 0;)
    for (auto column = columns; column-- > 0;)
      cell(row, column) = before[row] == after[column]
                              ? static_cast<std::uint16_t>(cell(row + 1, column + 1) + 1)
                              : std::max(cell(row + 1, column), cell(row, column + 1));
  for (std::size_t row = 0, column = 0; row < rows || column < columns;) {
    if (row < rows && column < columns && before[row] == after[column]) {
      changes.push_back({' ', before[row++]});
      ++column;
    } else if (row < rows && (column == columns || cell(row + 1, column) >= cell(row, column + 1))) {
      changes.push_back({'-', before[row++]});
    } else {
      changes.push_back({'+', after[column++]});
    }
  }
}

std::vector<Change> changes_between(const Lines& before, const Lines& after) {
  const auto shorter = std::min(before.size(), after.size());
  std::size_t head = 0, tail = 0;
  while (head < shorter && before[head] == after[head]) ++head;
  while (tail < shorter - head && before[before.size() - 1 - tail] == after[after.size() - 1 - tail]) ++tail;
  std::vector<Change> changes;
  const std::span left(before), right(after);
  append(changes, ' ', left.first(head));
  compare(left.subspan(head, before.size() - head - tail), right.subspan(head, after.size() - head - tail),
          changes);
  append(changes, ' ', left.last(tail));
  return changes;
}

std::string shown(const Change& change, bool color) {
  const bool has_end = change.line.ends_with('\n');
  const auto line = has_end ? change.line.substr(0, change.line.size() - 1) : change.line;
  const auto end = has_end ? "\n" : "\n\\ No newline at end of file\n";
  if (!color || change.mark == ' ') return fmt::format("{}{}{}", change.mark, line, end);
  return fmt::format("\x1b[{}m{}{}\x1b[0m{}", change.mark == '-' ? 31 : 32, change.mark, line, end);
}

// "12,3": where a hunk begins, and how long it is.
std::string range(std::size_t lines_before, std::size_t size) {
  return fmt::format("{},{}", size == 0 ? lines_before : lines_before + 1, size);
}

}  // namespace

std::string unified_diff(std::string_view name, std::string_view before, std::string_view after, bool color) {
  if (before == after) return {};
  const auto changes = changes_between(lines_of(before), lines_of(after));
  auto text = fmt::format("--- {}\n+++ {}\n", name, name);
  std::size_t old_line = 0, new_line = 0, printed = 0;
  const auto is_change = [](const Change& change) { return change.mark != ' '; };
  for (auto at = changes.begin();;) {
    const auto first = std::find_if(at, changes.end(), is_change);
    if (first == changes.end()) return text;
    auto last = first;  // behind the last change of the hunk
    for (auto next = first;
         next != changes.end() && static_cast<std::size_t>(next - last) <= 2 * context_lines;
         next = std::find_if(next, changes.end(), is_change)) {
      if (!is_change(*next)) break;
      last = ++next;
    }
    const auto begin = first - std::min<std::ptrdiff_t>(first - at, context_lines);
    const auto end = last + std::min<std::ptrdiff_t>(changes.end() - last, context_lines);
    for (; printed < static_cast<std::size_t>(begin - changes.begin()); ++printed) ++old_line, ++new_line;
    const auto old_size =
        static_cast<std::size_t>(std::count_if(begin, end, [](const Change& c) { return c.mark != '+'; }));
    const auto new_size =
        static_cast<std::size_t>(std::count_if(begin, end, [](const Change& c) { return c.mark != '-'; }));
    text += fmt::format("@@ -{} +{} @@\n", range(old_line, old_size), range(new_line, new_size));
    for (auto each = begin; each != end; ++each) text += shown(*each, color);
    old_line += old_size;
    new_line += new_size;
    printed = static_cast<std::size_t>(end - changes.begin());
    at = end;
  }
}

}  // namespace vmt::tools
