// The keyboard and the screen of the person at the host, while they belong to a guest.
#pragma once

#include <termios.h>

#include <optional>

#include "machine/machine.hpp"

namespace vmt::tools {

bool is_terminal(int descriptor);

// The size of the terminal on the standard output.
machine::TerminalSize terminal_size();

enum class Rawness {
  all,       // every byte is passed on, both ways
  keyboard,  // what is typed is; lines that are written end as on any terminal
};

// While it lives, the terminal on the standard input is raw, so Ctrl-C is the guest's. Restored at the
// end, whatever the guest has done to it.
class RawTerminal {
public:
  explicit RawTerminal(Rawness rawness);
  ~RawTerminal();
  RawTerminal(const RawTerminal&) = delete;
  RawTerminal& operator=(const RawTerminal&) = delete;

private:
  std::optional<termios> before_;
};

}  // namespace vmt::tools
