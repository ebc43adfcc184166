// Scripts named on the command line, made into programs: load, parse, check.
#pragma once

#include <string>
#include <vector>

#include "check/program.hpp"
#include "diagnostic/diagnostic.hpp"
#include "diagnostic/render.hpp"
#include "source/source.hpp"

namespace vmt::tools {

// Holds everything that programs point into.
struct Scripts {
  Sources sources;
  Diagnostics diagnostics;
  std::vector<ast::File> files;
  std::vector<program::Program> programs;
  std::vector<std::string> unreadable;  // one sentence each
};

// Reads and checks every file; nothing starts. A file that cannot be read does not keep the others from
// being checked.
void read_scripts(const std::vector<std::string>& paths, Scripts& scripts);

// Draws all problems and a closing line on the standard error; the exit status that follows from them.
int report_problems(Scripts& scripts, const RenderStyle& style, bool deny_warnings);

}  // namespace vmt::tools
