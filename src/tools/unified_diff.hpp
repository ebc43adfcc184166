// A patch from one text to another, as `diff -u` and `git apply` know it.
#pragma once

#include <string>
#include <string_view>

namespace vmt::tools {

// Empty when the texts are the same. Needs memory for the lines that differ, not for their square: where
// more than `most_compared_lines` lie between the first and the last change, they are shown as replaced
// whole.
std::string unified_diff(std::string_view name, std::string_view before, std::string_view after, bool color);

inline constexpr std::size_t most_compared_lines = 4000;

}  // namespace vmt::tools
