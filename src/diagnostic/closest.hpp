// "Did you mean": the name that a person most likely wanted to write.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace vmt {

// The nearest candidate by optimal string alignment (Damerau-Levenshtein without repeated edits),
// letter case first ignored; nothing when none is near. Near is at most one edit in three characters,
// and a single letter is near to nothing.
std::optional<std::string> closest(std::string_view name, std::span<const std::string_view> candidates);

}  // namespace vmt
