// Leaves out of a serial console what vmt and the shell on it say to each other: the marks that end a command's
// output (shell_text.hpp).
#pragma once

#include <string>
#include <string_view>

namespace vmt::machine::guest {

class ShellMarks {
public:
  // What of the bytes so far can be shown now. A line that may be a mark is kept back until that is known.
  std::string without(std::string_view bytes);

private:
  std::string kept_;  // begins at the beginning of a line
  bool is_line_begun_ = false;
};

}  // namespace vmt::machine::guest
