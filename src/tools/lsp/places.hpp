// Files, places and edits as the Language Server Protocol writes them: URIs, lines and UTF-16 columns from 0.
#pragma once

#include <nlohmann/json.hpp>

#include <cstdint>
#include <string>

#include "source/source.hpp"

namespace vmt::tools::lsp {

using Json = nlohmann::json;

// "file:///a%20b.vmt" -> "/a b.vmt"; any other URI is its own path.
std::string path_of(const std::string& uri);
std::string uri_of(const std::string& path);

Json position_of(const Source& source, std::uint32_t offset);
// Of a span that points nowhere: the start of the file.
Json range_of(Span span);
// The offset of a position. Beyond the end of a line or of the text: that end, as the protocol wants it.
std::uint32_t offset_of(const Source& source, const Json& position);

}  // namespace vmt::tools::lsp
