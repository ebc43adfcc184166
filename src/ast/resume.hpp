// Where to go on after a mistake, told from the text alone. One pass, no look back: the time is linear
// in what is skipped.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace vmt {

// How far ahead a closing bracket is looked for. A bracket that was never closed must not swallow the
// file.
inline constexpr std::size_t farthest_bracket_bytes = 1024;

// From `at` to where the statement ends: a line end, `;`, `#`, a `}` that closes nothing of what was
// skipped, or a `{` that begins a block. Texts and brackets are skipped whole.
std::size_t end_of_statement(std::string_view text, std::size_t at);

// The place behind the bracket `close` that belongs to what is open at `at`; nothing when the statement
// seems to end before.
std::optional<std::size_t> behind_bracket(std::string_view text, std::size_t at, char close);

// Is there nothing but blanks between the start of the line and `at`?
bool begins_line(std::string_view text, std::size_t at);

}  // namespace vmt
