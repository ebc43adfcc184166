// Files of the host that a script names.
#pragma once

#include <filesystem>

#include "check/body.hpp"

namespace vmt::checking {

// The path as seen from the folder of the script.
std::filesystem::path beside(const Source& script, std::string_view path);

// A literal path must name something that exists.
void check_host_path(Context& context, const ast::Expression& written, const program::Expression& checked);

// The file in the same folder whose name is nearest, as the script would write its path.
std::optional<std::string> nearest_file(Context& context, const Source& script, const std::string& path);

}  // namespace vmt::checking
