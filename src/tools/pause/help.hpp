// What can be typed at the prompt of `pause`: for `help` there, and for the reference manual.
#pragma once

#include <string_view>

namespace vmt::tools {

inline constexpr std::string_view prompt_help =
    "Statements and expressions run here as if they stood in the script:\n"
    "  web.succeed \"uname -r\"\n"
    "  let page = web.read(\"/etc/issue\")\n"
    "  page.lines().length()\n"
    "  screenshot web as \"web.png\"\n"
    "What `let` binds is there until the pause ends; a `var` of the script may be assigned.\n"
    "Tab completes, the arrows bring back earlier lines, Ctrl-C ends the statement that runs.\n"
    "  continue   goes on with the test; so does Ctrl-D\n"
    "  quit       ends the run and its machines\n"
    "  help       shows this; `vmt doc` has all commands";

}  // namespace vmt::tools
