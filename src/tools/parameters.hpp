// `--set NAME=value`: the command line's values of a script's `param`.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "check/program.hpp"

namespace vmt::tools {

// A value as a script would write it, such as `10GiB`; text needs no quotes. Nothing when it is no literal of the
// type.
std::optional<Value> read_literal(const std::string& text, Type type);

// Reads each value as a literal of the parameter's type; text needs no quotes. The error is a sentence
// for people: an unknown name with the nearest one, or a value of another type.
tl::expected<std::map<std::string, Value>, std::string> read_parameters(
    const program::Program& program, const std::vector<std::string>& settings);

}  // namespace vmt::tools
