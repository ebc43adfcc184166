// Which files `vmt fmt` is asked to look at.
#pragma once

#include <tl/expected.hpp>

#include <string>
#include <vector>

namespace vmt::tools {

// Folders become the scripts below them, in alphabetical order; hidden folders are left out, links are not
// followed. Everything else stays as it is. The error is a sentence for people.
tl::expected<std::vector<std::string>, std::string> scripts_below(const std::vector<std::string>& paths);

}  // namespace vmt::tools
