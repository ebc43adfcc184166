// One line of a script as it looks on a terminal: which cell each byte is drawn in.
//
// Tabs become spaces, and characters that would move the cursor, colour the screen or turn the
// direction of writing are replaced, so that a script cannot draw over what is said about it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace vmt {

class LinePicture {
 public:
  explicit LinePicture(std::string_view line);

  std::uint32_t width() const { return width_; }

  // The cell in which the character with this byte begins; the width for bytes behind the line.
  std::uint32_t cell(std::size_t byte) const;

  // The cells [from, to). A wide character that is cut in half is drawn as a blank.
  std::string draw(std::uint32_t from, std::uint32_t to) const;

 private:
  struct Character {
    std::uint32_t byte;
    std::uint32_t cell;
    std::uint32_t drawn;  // offset in `drawn_`
  };

  std::vector<Character> characters_;
  std::string drawn_;
  std::uint32_t width_ = 0;
};

// The text with nothing in it that a terminal would obey; line ends stay when `keep_lines`, and are
// blanks otherwise.
std::string printable(std::string_view text, bool keep_lines = false);

}  // namespace vmt
