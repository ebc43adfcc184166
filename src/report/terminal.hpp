// The run as a person at a terminal wants to read it, and as a log keeps it.
//
// On a terminal the last line is alive: it says what is happening now and for how long. Elsewhere only
// whole lines are written, each when what it tells has happened.
#pragma once

#include <cstdio>
#include <memory>

#include "diagnostic/render.hpp"
#include "report/reporter.hpp"

namespace vmt::report {

enum class Verbosity : std::uint8_t {
  quiet,    // failures and the last line
  normal,   // commands with their times, machines, console lines
  verbose,  // also what commands write
};

struct TerminalOptions {
  Verbosity verbosity = Verbosity::normal;
  bool has_several_scripts = false;  // then the last line counts the tests of all of them
  bool is_live = false;  // a terminal that understands cursor movement
  RenderStyle style;
};

std::unique_ptr<Reporter> make_terminal(std::FILE* out, TerminalOptions options);

}  // namespace vmt::report
