// `--fix`: changes scripts as their diagnostics propose, where the proposal is certain.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "diagnostic/diagnostic.hpp"
#include "tools/scripts.hpp"

namespace vmt::tools {

// Fixes uncover further problems; a script that still changes after so many rounds is left as it is then.
inline constexpr int most_fix_rounds = 20;

struct FixedFile {
  std::string path;                     // as the user named it
  std::string text;                     // how it is to be
  std::vector<std::string_view> codes;  // of the problems that were fixed, in order
};

// What the files become. Reads them, changes nothing on disk. Only fixes that are machine-applicable are
// taken, and of each only all its edits or none; one that overlaps an earlier one waits for the next
// round, in which it is proposed again or has become needless. Files that are merely used by the named
// ones are not changed.
std::vector<FixedFile> fix_scripts(const std::vector<std::string>& paths);

// One round: the sources' new texts. For the tests.
std::vector<FixedFile> apply_fixes(const Diagnostics& diagnostics, const std::vector<const Source*>& sources);

}  // namespace vmt::tools
