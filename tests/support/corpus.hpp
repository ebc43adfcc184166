// Scripts that say themselves what the checker finds in them, on the line that causes it:
//
//     wait port 80 on wbe  #! error V0102 17-19: no machine is called `wbe`
//
// severity, code, the columns that are marked (in characters, from 1; `17-` when the mark goes on to
// another line), message. A line that cannot take a comment, such as one of a text in `"""`, has its
// expectations on lines of their own below it, which begin with `#!^`; those that would themselves be read
// as a part of the script, because they speak of `"""`, stand at the end: `#!@12 error ...` of line 12.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "diagnostic/diagnostic.hpp"

namespace vmt::test {

// By line, in the order in which they stand there.
using Expectations = std::map<std::uint32_t, std::vector<std::string>>;

Expectations read_expectations(std::string_view script);

// What was found in the source with this name. What lies in other files is the business of those.
Expectations expectations_of(const Diagnostics& found, std::string_view name);

// The script with these expectations in the place of those it has.
std::string with_expectations(std::string_view script, const Expectations& expectations);

// One line for each difference; empty when there is none.
std::string differences(const Expectations& expected, const Expectations& found);

// Every file below the folder whose name ends so, sorted, as a path that begins with the folder.
std::vector<std::string> files_below(const std::filesystem::path& folder, std::string_view end = ".vmt");

std::string read_file(const std::filesystem::path& path);

// True when the expectations are to be rewritten and not compared: VMT_ACCEPT=1 in the environment, which
// is what `scripts/accept` says.
bool is_accepting();

// Compares a file with what should be in it, or writes that when accepting. Returns what a failing test
// should say; empty when the file is right.
std::string compare_or_accept(const std::filesystem::path& path, const std::string& wanted);

}  // namespace vmt::test
