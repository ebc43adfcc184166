// Leaves out of a serial console what vmt and the shell on it say to each other: the marks that end a command's
// output (shell_text.hpp), and the line with which vmt has taken the shell over, which the terminal still echoes.
#pragma once

#include <string>
#include <string_view>

namespace vmt::machine::guest {

class ShellMarks {
public:
  // What of the bytes so far can be shown now. A line that may be a mark is kept back until that is known.
  std::string without(std::string_view bytes);

private:
  std::string take(char byte);
  std::string without_echo(std::string_view bytes);
  std::string end_echo();

  std::string kept_;  // begins at the beginning of a line
  bool is_line_begun_ = false;
  std::string last_shown_;  // up to two bytes
  std::string echo_;        // what may be, or is, the echo: not shown
};

}  // namespace vmt::machine::guest
