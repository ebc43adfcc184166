// The one style of a script: how `vmt fmt` writes it.
//
// Two spaces for each block, one between words, none inside `( )`, `[ ]` and the braces of a map, one
// statement a line. Where a line ends is the author's choice inside brackets and behind an operator; a
// block stays on one line when it was written on one and fits. Comments and single blank lines stay;
// the characters of a text stay, while the lines of a `"""` block move with the statement around them.
#pragma once

#include <tl/expected.hpp>

#include <string>

#include "diagnostic/diagnostic.hpp"
#include "source/source.hpp"

namespace vmt {

// A block of one line is opened up when the line would be wider than this, in characters.
inline constexpr std::size_t widest_line = 100;

enum class FormatRefusal {
  script_has_errors,    // they are among the diagnostics
  meaning_would_change  // a fault of vmt: the result was read again, and means something else
};

// The formatted text. It has been read again and compared with the script: same statements, same comments.
tl::expected<std::string, FormatRefusal> format(const Source& source, Diagnostics& diagnostics);

}  // namespace vmt
