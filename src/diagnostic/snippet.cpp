#include "diagnostic/snippet.hpp"

#include "diagnostic/line_picture.hpp"

#include <algorithm>
#include <cassert>
#include <map>

namespace vmt {
namespace {

// Cells [begin, end) of a line, with what is to be said about them.
struct Mark {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  char sign = '^';
  Ink ink = Ink::error;
  std::string text;
};

Mark mark_of(const SnippetLabel& label, std::uint32_t line_start, const LinePicture& picture,
             Ink primary) {
  Mark mark;
  mark.begin = picture.cell(label.span.begin - line_start);
  mark.end = std::max(picture.cell(label.span.end - line_start), mark.begin + 1);
  mark.sign = label.is_primary ? '^' : '-';
  mark.ink = label.is_primary ? primary : Ink::place;
  mark.text = printable(label.text);
  return mark;
}

// What of a line is shown: all of it, or the part around its most important mark.
struct Window {
  std::uint32_t from = 0;
  std::uint32_t to = 0;
  bool cut_left = false;
  bool cut_right = false;
};

Window window_for(const LinePicture& picture, const Mark& focus, const Painter& painter) {
  const auto available = painter.line_width();
  if (picture.width() <= available) return {0, picture.width(), false, false};
  const auto room = available - 2 * painter.ellipsis_width();
  const auto context = room / 3;
  const auto begin = focus.end <= room ? 0 : focus.begin > context ? focus.begin - context : 0;
  const auto from = std::min(begin, picture.width() - room);
  return {from, from + room, from > 0, from + room < picture.width()};
}

void draw_line(Painter& painter, std::uint32_t number, const LinePicture& picture,
               const Window& window) {
  painter.gutter_number(number);
  if (window.cut_left) painter.add(painter.ellipsis());
  painter.add(picture.draw(window.from, window.to));
  if (window.cut_right) painter.add(painter.ellipsis());
  painter.end_line();
}

// Marks in cells of the drawn line. What lies outside of the window is marked at its edge.
void move_into(std::vector<Mark>& marks, const Window& window, const Painter& painter) {
  const auto left = window.cut_left ? painter.ellipsis_width() : 0;
  for (Mark& mark : marks) {
    const auto last = std::max(window.to, window.from + 1);
    const auto limit = window.cut_right ? last : std::max(last, mark.end);
    mark.begin = std::clamp(mark.begin, window.from, limit - 1) - window.from + left;
    mark.end = std::clamp(mark.end, window.from + 1, limit) - window.from + left;
  }
}

void add_blanks(Painter& painter, std::uint32_t& at, std::uint32_t to) {
  if (to > at) painter.add(std::string(to - at, ' '));
  at = std::max(at, to);
}

void draw_underlines(Painter& painter, const std::vector<Mark>& marks) {
  std::uint32_t end = 0;
  for (const Mark& mark : marks) end = std::max(end, mark.end);
  // Which mark a cell belongs to; the primary one lies on top.
  std::vector<const Mark*> cells(end, nullptr);
  for (const Mark& mark : marks)
    for (auto cell = mark.begin; cell < mark.end; ++cell)
      if (!cells[cell] || mark.sign == '^') cells[cell] = &mark;

  for (std::uint32_t cell = 0; cell < end;) {
    auto next = cell;
    while (next < end && cells[next] == cells[cell]) ++next;
    if (!cells[cell])
      painter.add(std::string(next - cell, ' '));
    else if (painter.style().unicode && cells[cell]->sign == '-') {
      std::string line;
      for (auto i = cell; i < next; ++i) line += "─";
      painter.paint(cells[cell]->ink, line);
    } else
      painter.paint(cells[cell]->ink, std::string(next - cell, cells[cell]->sign));
    cell = next;
  }
}

// The underlines; behind them the text of the rightmost mark, and the other texts below theirs:
//
//   ---- ^^ the text of the rightmost mark
//   |
//   another text
void draw_marks(Painter& painter, std::vector<Mark> marks) {
  std::stable_sort(marks.begin(), marks.end(), [](const Mark& a, const Mark& b) {
    return a.begin != b.begin ? a.begin < b.begin : a.end < b.end;
  });
  painter.gutter_blank();
  draw_underlines(painter, marks);

  std::vector<const Mark*> hanging;
  for (const Mark& mark : marks)
    if (!mark.text.empty()) hanging.push_back(&mark);
  const auto last_end =
      std::max_element(marks.begin(), marks.end(), [](const Mark& a, const Mark& b) {
        return a.end < b.end;
      })->end;
  if (!hanging.empty() && hanging.back()->end == last_end) {
    painter.add(" ");
    painter.paint(hanging.back()->ink, hanging.back()->text);
    hanging.pop_back();
  }
  painter.end_line();

  const auto draw_bars = [&painter, &hanging](std::uint32_t before) {
    std::uint32_t at = 0;
    for (const Mark* mark : hanging) {
      if (mark->begin < at || mark->begin >= before) continue;
      add_blanks(painter, at, mark->begin);
      painter.paint(mark->ink, painter.bar());
      ++at;
    }
    return at;
  };
  if (hanging.empty()) return;
  painter.gutter_blank();
  draw_bars(~0u);
  painter.end_line();
  while (!hanging.empty()) {
    const Mark& mark = *hanging.back();
    hanging.pop_back();
    painter.gutter_blank();
    auto at = draw_bars(mark.begin);
    add_blanks(painter, at, mark.begin);
    painter.paint(mark.ink, mark.text);
    painter.end_line();
  }
}

void draw_plain_line(Painter& painter, const Source& source, std::uint32_t number) {
  const LinePicture picture(source.line(number));
  draw_line(painter, number, picture,
            window_for(picture, Mark{0, 1, '^', Ink::error, {}}, painter));
}

}  // namespace

void draw_snippet(Painter& painter, const Source& source, const std::vector<SnippetLabel>& labels,
                  Ink primary) {
  std::map<std::uint32_t, std::vector<const SnippetLabel*>> lines;
  for (const SnippetLabel& label : labels)
    lines[source.position(label.span.begin).line].push_back(&label);

  std::uint32_t last = 0;
  for (const auto& [number, here] : lines) {
    if (last != 0 && number == last + 2) draw_plain_line(painter, source, last + 1);
    if (last != 0 && number > last + 2) painter.gutter_gap();
    last = number;

    const LinePicture picture(source.line(number));
    std::vector<Mark> marks;
    const Mark* focus = nullptr;
    for (const SnippetLabel* label : here)
      marks.push_back(mark_of(*label, source.line_start(number), picture, primary));
    for (const Mark& mark : marks)
      if (!focus || mark.sign == '^') focus = &mark;
    const auto window = window_for(picture, *focus, painter);
    draw_line(painter, number, picture, window);
    move_into(marks, window, painter);
    draw_marks(painter, std::move(marks));
  }
}

void draw_fix(Painter& painter, const Fix& fix) {
  // More lines than these tell nothing that the title does not.
  constexpr std::uint32_t most_lines = 6;
  auto edits = fix.edits;
  if (edits.empty() || !edits.front().span.is_somewhere()) return;
  std::stable_sort(edits.begin(), edits.end(),
                   [](const Edit& a, const Edit& b) { return a.span.begin < b.span.begin; });
  const Source& source = *edits.front().span.source;
  const auto first_line = source.position(edits.front().span.begin).line;
  const auto last_line = source.position(edits.back().span.end).line;

  // The affected lines as they would be, and where in them the new text stands.
  auto at = source.line_start(first_line);
  std::string changed;
  std::vector<std::pair<std::size_t, std::size_t>> added;
  for (const Edit& edit : edits) {
    if (edit.span.source != &source || edit.span.begin < at) return;
    changed += source.text().substr(at, edit.span.begin - at);
    added.emplace_back(changed.size(), changed.size() + edit.replacement.size());
    changed += edit.replacement;
    at = edit.span.end;
  }
  const auto line_end = source.line_start(last_line) + source.line(last_line).size();
  if (line_end > at) changed += source.text().substr(at, line_end - at);

  painter.gutter_bar();
  std::size_t start = 0;
  for (std::uint32_t number = first_line; start <= changed.size(); ++number) {
    if (number == first_line + most_lines) return painter.gutter_gap();
    const auto end = std::min(changed.find('\n', start), changed.size());
    const LinePicture picture(std::string_view(changed).substr(start, end - start));
    std::vector<Mark> marks;
    for (const auto& [from, to] : added)
      if (to > start && from < end && from < to)
        marks.push_back({picture.cell(from > start ? from - start : 0),
                         picture.cell(std::min(to, end) - start),
                         '~',
                         Ink::added,
                         {}});
    const auto window = window_for(
        picture, marks.empty() ? Mark{0, 1, '~', Ink::added, {}} : marks.front(), painter);
    draw_line(painter, number, picture, window);
    move_into(marks, window, painter);
    if (!marks.empty()) draw_marks(painter, std::move(marks));
    start = end + 1;
  }
}

}  // namespace vmt
