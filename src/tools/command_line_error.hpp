// What is wrong with a command line, in a sentence that says what was seen and what would help.
#pragma once

#include <CLI/CLI.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace vmt::tools {

// "there is no option `--chekc`; there is `--check`". CLI11 gives errors as texts of its own and knows no
// neighbours; nothing of its words is shown.
std::string describe(const CLI::App& app, const CLI::ParseError& error);

// "`chekc` is neither a command of vmt nor a script; there is the command `check`".
std::string describe_unknown_command(std::string_view word);

// Checks of an option's value: one of these words (with the nearest when it is none); a number that is
// not below `least`; a number above 0, such as 1.5.
CLI::Validator one_of(std::vector<std::string> words);
CLI::Validator whole_number(int least);
CLI::Validator positive_number();

}  // namespace vmt::tools
