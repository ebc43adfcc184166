// Problems as SARIF 2.1.0 (OASIS), which code hosts read to show what analysis tools found.
#pragma once

#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "diagnostic/diagnostic.hpp"

namespace vmt {

// What a reader is told about a code, beside its results.
struct SarifRule {
  std::string title;     // one sentence
  std::string text;      // an explanation as plain text
  std::string markdown;  // the same with examples
};

struct SarifTool {
  std::string version;
  std::function<SarifRule(std::string_view code)> describe;
  // Names of scripts are written relative to this folder, which is `%SRCROOT%` to the reader. Scripts
  // outside of it become `file:` addresses.
  std::filesystem::path root;
};

// One log with one run, on one line, ended by '\n'. Columns count characters from 1 (`columnKind` says
// so), an end column is the one behind the last character. Results of code that is nowhere have no
// location. A result's fingerprint is made of its code, its file and the text of its line, so it stays
// when lines are inserted above.
std::string to_sarif(std::span<const Diagnostic* const> diagnostics, const SarifTool& tool);

}  // namespace vmt
