#include "diagnostic/line_picture.hpp"

#include "source/source.hpp"

#include <utf8proc.h>

#include <algorithm>

namespace vmt {
namespace {

constexpr std::string_view replacement = "\xef\xbf\xbd";  // U+FFFD

// Characters that command the terminal instead of being drawn: the control characters, and those
// that change the direction of what follows (U+061C, U+200E ...), with which a line can be made to
// look like another one.
bool is_command(utf8proc_int32_t code) {
  return code < 0x20 || (code >= 0x7f && code < 0xa0) || code == 0x061c || code == 0x200e ||
         code == 0x200f || (code >= 0x2028 && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069);
}

struct Drawn {
  std::size_t bytes = 1;  // taken from the text
  std::string_view text = replacement;
  bool is_replaced = true;
};

Drawn front_of(std::string_view text) {
  utf8proc_int32_t code = 0;
  const auto bytes =
      utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                       static_cast<utf8proc_ssize_t>(std::min<std::size_t>(text.size(), 4)), &code);
  if (bytes <= 0) return {};
  const auto size = static_cast<std::size_t>(bytes);
  if (is_command(code)) return {size, replacement, true};
  return {size, text.substr(0, size), false};
}

}  // namespace

LinePicture::LinePicture(std::string_view line) {
  for (std::uint32_t byte = 0; byte < line.size();) {
    const auto rest = line.substr(byte);
    characters_.push_back({byte, width_, static_cast<std::uint32_t>(drawn_.size())});
    if (rest.front() == '\t') {
      const auto cells = display_width("\t", width_);
      drawn_.append(cells, ' ');
      width_ += cells;
      ++byte;
      continue;
    }
    const auto front = front_of(rest);
    drawn_ += front.text;
    width_ += front.is_replaced ? 1 : display_width(front.text, width_);
    byte += static_cast<std::uint32_t>(front.bytes);
  }
}

std::uint32_t LinePicture::cell(std::size_t byte) const {
  const auto behind =
      std::upper_bound(characters_.begin(), characters_.end(), byte,
                       [](std::size_t at, const Character& each) { return at < each.byte; });
  if (behind == characters_.begin()) return 0;
  if (behind != characters_.end()) return std::prev(behind)->cell;
  // The last character, or a place behind the line: only its bytes can tell.
  const auto& last = characters_.back();
  const bool inside = byte == last.byte;
  return inside ? last.cell : width_;
}

std::string LinePicture::draw(std::uint32_t from, std::uint32_t to) const {
  std::string text;
  std::uint32_t at = from;  // the next cell to fill
  for (std::size_t i = 0; i < characters_.size(); ++i) {
    const auto& character = characters_[i];
    const bool is_last = i + 1 == characters_.size();
    const auto end = is_last ? width_ : characters_[i + 1].cell;
    if (character.cell < from) continue;
    if (character.cell >= to && end > to) break;
    if (end > to) break;
    text.append(character.cell - at, ' ');
    const auto behind = is_last ? drawn_.size() : characters_[i + 1].drawn;
    text.append(drawn_, character.drawn, behind - character.drawn);
    at = end;
  }
  return text;
}

std::string printable(std::string_view text, bool keep_lines) {
  std::string result;
  while (!text.empty()) {
    const char first = text.front();
    if (first == '\n' || first == '\t' || first == '\r') {
      if (first == '\n' && keep_lines)
        result += '\n';
      else if (first != '\r')
        result += ' ';
      text.remove_prefix(1);
      continue;
    }
    const auto front = front_of(text);
    result += front.text;
    text.remove_prefix(front.bytes);
  }
  return result;
}

}  // namespace vmt
