// What a person sees of a run: the terminal's report, which shows no secret of the scripts.
#pragma once

#include <memory>

#include "report/reporter.hpp"
#include "report/terminal.hpp"
#include "tools/command_line.hpp"
#include "tools/scripts.hpp"

namespace vmt::tools {

// On the standard output. The secrets are those of all the scripts' programs; one that the environment does
// not have is told by the run.
std::unique_ptr<report::Reporter> make_run_report(const Scripts& scripts, const ColorChoice& color,
                                                  report::Verbosity verbosity);

}  // namespace vmt::tools
