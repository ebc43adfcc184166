// What all subcommands have in common on the command line.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "diagnostic/render.hpp"

namespace vmt::tools {

// An application with vmt's style of help; `name` as a user types it: "vmt check".
std::unique_ptr<CLI::App> make_app(const std::string& summary, const std::string& name);

// Parses. Returns an exit status when the process is to end now: after `--help`, or because the command
// line is wrong, which has then been said; -1 to go on.
int parse_or_exit(CLI::App& app, const std::vector<std::string>& arguments);

// --color auto|always|never, NO_COLOR, CLICOLOR_FORCE, TERM=dumb; asked per stream.
struct ColorChoice {
  std::string when = "auto";

  void add_to(CLI::App& app);
  bool use_on(std::FILE* stream) const;
  RenderStyle style_of(std::FILE* stream) const;
};

// Whether the stream is a terminal on which a line can be rewritten.
bool is_live_terminal(std::FILE* stream);

}  // namespace vmt::tools
