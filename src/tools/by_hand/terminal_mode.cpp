#include "tools/by_hand/terminal_mode.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

namespace vmt::tools {

bool is_terminal(int descriptor) {
  return ::isatty(descriptor) == 1;
}

machine::TerminalSize terminal_size() {
  winsize size{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return {};
  return {size.ws_col, size.ws_row};
}

RawTerminal::RawTerminal(Rawness rawness) {
  termios mode{};
  if (::tcgetattr(STDIN_FILENO, &mode) != 0) return;
  before_ = mode;
  const auto output_flags = mode.c_oflag;
  ::cfmakeraw(&mode);
  if (rawness == Rawness::keyboard) mode.c_oflag = output_flags;
  ::tcsetattr(STDIN_FILENO, TCSADRAIN, &mode);
}

RawTerminal::~RawTerminal() {
  if (before_) ::tcsetattr(STDIN_FILENO, TCSADRAIN, &*before_);
}

}  // namespace vmt::tools
