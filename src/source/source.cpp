#include "source/source.hpp"

#include <utf8proc.h>

#include <algorithm>
#include <cassert>

namespace vmt {
namespace {

constexpr std::uint32_t tab_width = 4;

struct Character {
  utf8proc_int32_t code = 0xfffd;
  std::size_t bytes = 1;
};

// The character at the front of the text. A byte that is no UTF-8 counts as one replacement
// character, so that columns stay sensible behind it.
Character front_of(std::string_view text) {
  utf8proc_int32_t code = 0;
  const auto bytes =
      utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                       static_cast<utf8proc_ssize_t>(std::min<std::size_t>(text.size(), 4)), &code);
  if (bytes <= 0) return {};
  return {code, static_cast<std::size_t>(bytes)};
}

std::uint32_t cells_of(utf8proc_int32_t code, std::uint32_t at) {
  if (code == '\t') return tab_width - at % tab_width;
  if (code < 0x20 || code == 0x7f) return 1;  // drawn as a replacement character
  return static_cast<std::uint32_t>(utf8proc_charwidth(code));
}

}  // namespace

Span join(Span first, Span last) {
  assert(first.source == last.source);
  return {first.source, std::min(first.begin, last.begin), std::max(first.end, last.end)};
}

Source::Source(std::string name, std::string text, bool is_module)
    : name_(std::move(name)), text_(std::move(text)), is_module_(is_module) {
  line_starts_.push_back(0);
  for (std::size_t at = text_.find('\n'); at != std::string::npos; at = text_.find('\n', at + 1))
    line_starts_.push_back(static_cast<std::uint32_t>(at + 1));
}

std::string_view Source::text(Span span) const {
  assert(span.source == this);
  return text().substr(span.begin, span.size());
}

Span Source::span(std::size_t begin, std::size_t end) const {
  assert(begin <= end && end <= text_.size());
  return {this, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
}

Position Source::position(std::uint32_t offset) const {
  const auto next = std::upper_bound(line_starts_.begin(), line_starts_.end(), offset);
  Position position;
  position.offset = offset;
  position.line = static_cast<std::uint32_t>(next - line_starts_.begin());

  std::uint32_t cells = 0;
  const auto start = line_starts_[position.line - 1];
  auto before = text().substr(start, std::min<std::size_t>(offset, text_.size()) - start);
  while (!before.empty()) {
    const auto [code, bytes] = front_of(before);
    before.remove_prefix(std::min(bytes, before.size()));
    ++position.column;
    position.utf16_column += code > 0xffff ? 2 : 1;
    cells += cells_of(code, cells);
  }
  position.display_column = cells + 1;
  return position;
}

std::string_view Source::line(std::uint32_t line) const {
  assert(line >= 1 && line <= line_count());
  const auto start = line_starts_[line - 1];
  const auto end = line < line_count() ? line_starts_[line] - 1 : text_.size();
  auto text = std::string_view(text_).substr(start, end - start);
  if (!text.empty() && text.back() == '\r') text.remove_suffix(1);
  return text;
}

std::uint32_t display_width(std::string_view text, std::uint32_t from) {
  std::uint32_t cells = from;
  while (!text.empty()) {
    const auto [code, bytes] = front_of(text);
    text.remove_prefix(std::min(bytes, text.size()));
    cells += cells_of(code, cells);
  }
  return cells - from;
}

const Source& Sources::add(std::string name, std::string text) {
  return all_.emplace_back(std::move(name), std::move(text));
}

const Source& Sources::add_module(std::string name, std::string text) {
  return all_.emplace_back(std::move(name), std::move(text), true);
}

}  // namespace vmt
