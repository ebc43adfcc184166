// The manual page vmt(1), from the same options that `--help` shows.
#pragma once

#include <CLI/CLI.hpp>

#include <string>
#include <string_view>

namespace vmt::tools {

// The word that makes a command print its part of the manual page instead of doing anything.
inline constexpr std::string_view man_flag = "--man";

// The part of one command: what it does, and its options. Text in roff, with the macros of man(7).
std::string man_section(const CLI::App& app);

// What stands before the options of `vmt FILE...`, and behind the last command.
std::string man_head();
std::string man_tail();

}  // namespace vmt::tools
