// Drawing diagnostics for people: the line, the underline, the notes, the helps.
#pragma once

#include <string>

#include "diagnostic/diagnostic.hpp"

namespace vmt {

struct RenderStyle {
  bool color = false;    // SGR codes; without them the output is the same text
  bool unicode = false;  // box-drawing characters instead of ASCII
  std::uint32_t width = 100;  // cells; longer source lines are shown through a window
};

// The diagnostic as lines, each ended by '\n':
//
//   error[V0203]: no machine is called `wbe`
//     --> tests/web.vmt:12:14
//      |
//    3 | machine web {
//      |         --- a machine with a similar name is declared here
//      :
//   12 | wait port 80 on wbe
//      |                 ^^^ not found in this file
//      |
//      = help: there is a machine named `web`
std::string render(const Diagnostic& diagnostic, const RenderStyle& style);

// "tests/web.vmt:12:14: error[V0203]: no machine is called `wbe`"
std::string render_short(const Diagnostic& diagnostic);

// "3 errors, 1 warning in 2 files"; empty when there is none.
std::string summary(const Diagnostics& diagnostics);

}  // namespace vmt
