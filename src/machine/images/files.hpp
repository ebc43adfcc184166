// Whole files in memory, for the builders of images.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace vmt::machine {

// Throws Trouble (infrastructure).
std::string read_file(const std::filesystem::path& file);

// Writes and syncs, so that a later rename never shows an empty file. Throws Trouble (infrastructure).
void write_file(const std::filesystem::path& file, std::string_view bytes);

// What tells one version of a file from another without reading it: path, size and time of change. Throws
// Trouble (infrastructure) when there is no such file.
std::string identity(const std::filesystem::path& file);

// The same for a folder and all that is in it.
std::string tree_identity(const std::filesystem::path& folder);

// What a compressed stream holds (gzip, xz, zstd, lz4 and more: what libarchive knows); nothing of it
// when it can't be decompressed.
std::string decompress(std::string_view bytes);

}  // namespace vmt::machine
