// Keeps the network of a script up until it is told to end.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "interpreter/run.hpp"
#include "report/reporter.hpp"
#include "tools/by_hand/detach.hpp"

namespace vmt::tools {

struct KeepOptions {
  bool runs_setup = true;
  bool quiet = false;
  std::optional<machine::Descriptor> foreground;  // from detach; none: this is the foreground
  std::function<std::unique_ptr<report::Reporter>()> make_reporter;  // while it starts
};

// Boots, answers, ends. Returns the exit status; the foreground has been given one before.
int keep(const program::Program& program, const RunOptions& run, KeepOptions options);

// "`tests/subversion.vmt` is up already ...": what a second `vmt up` is told.
std::string describe_earlier(const std::string& script, pid_t process);

}  // namespace vmt::tools
