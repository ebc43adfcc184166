// Writing a file so that nobody ever sees half of it.
#pragma once

#include <tl/expected.hpp>

#include <filesystem>
#include <string>
#include <string_view>

namespace vmt::tools {

// Replaces the text of a file that exists, in one step: the new text is written beside it, with the same
// mode and, where we may, the same owner, and then takes its name. A symbolic link stays one; the file it
// points to is replaced. The error is one sentence; the file is then as it was.
tl::expected<void, std::string> replace_file(const std::filesystem::path& path, std::string_view text);

}  // namespace vmt::tools
