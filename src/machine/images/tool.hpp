// Runs the tools that build images: apt-get, dpkg-deb, mmdebstrap, mkfs.erofs, qemu-img.
//
// A tool is the leader of a process group of its own, has no input, and dies with the thread that waits
// for it (PR_SET_PDEATHSIG). When the patience ends, the whole group is killed first.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "machine/deadline.hpp"

namespace vmt::machine {

struct ToolRequest {
  std::vector<std::string> arguments;                            // the first one is a program's name or path
  std::filesystem::path directory;                               // empty: vmt's own
  std::vector<std::pair<std::string, std::string>> environment;  // added to vmt's own
  std::function<void(const std::string&)> line;  // each line that it writes, as it comes; may be empty
};

struct ToolResult {
  int status = 0;      // exit status; 128 + the number of the signal that ended it
  std::string output;  // standard output and standard error, as they came

  bool succeeded() const { return status == 0; }
};

// Where a shell with root's PATH would find the program; empty when it isn't installed.
std::filesystem::path find_tool(const std::string& name);

// Throws Trouble (infrastructure) saying which package to install when it isn't.
void require_tool(const std::string& name, const std::string& package);

// Throws Trouble: timed_out, stopped, infrastructure when the program can't be started.
ToolResult run_tool(const ToolRequest& request, const Patience& patience);

// Also throws infrastructure when the tool fails: `what` ("unpacking the kernel") and its last lines.
ToolResult run_tool_or_throw(const ToolRequest& request, const std::string& what, const Patience& patience);

// The last lines of a log, for a message.
std::vector<std::string> last_lines(const std::string& log, std::size_t count);

// Throws timed_out or stopped when the patience has ended: `what` "waiting for ...".
void check_patience(const Patience& patience, const std::string& what);

}  // namespace vmt::machine
