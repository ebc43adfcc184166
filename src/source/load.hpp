// Reading scripts from disk.
#pragma once

#include <string>

#include <tl/expected.hpp>

#include "source/source.hpp"

namespace vmt {

// A script larger than this is a mistake (a disk image given as a script); it is refused before it is
// read into memory.
inline constexpr std::size_t largest_script_bytes = 64u << 20;

// Adds the file to the sources. "-" reads the standard input and is called `<stdin>`. The error is
// one sentence for people: what could not be read and why.
tl::expected<const Source*, std::string> load(Sources& sources, const std::string& path);

}  // namespace vmt
