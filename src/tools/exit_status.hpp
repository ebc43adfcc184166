// What vmt's exit status means; the language's manual, section 9, says the same to users.
#pragma once

#include <string_view>
#include <vector>

namespace vmt::tools {

enum class ExitStatus : int {
  passed = 0,
  test_failed = 1,
  command_line = 2,
  script = 3,          // a diagnostic of severity error
  infrastructure = 4,  // no QEMU, no image, no memory
  no_test = 5,
  internal = 70,      // a fault of vmt itself (EX_SOFTWARE of sysexits.h)
  signal_base = 128,  // and the signal's number: 130 for Ctrl-C, 143 for SIGTERM
};

struct ExitMeaning {
  std::string_view status;   // "130, 143"
  std::string_view summary;  // for `--help`: "interrupted"
  std::string_view text;     // for the manual: a sentence
};

// Of all of them, in the order of their numbers.
const std::vector<ExitMeaning>& exit_meanings();

}  // namespace vmt::tools
