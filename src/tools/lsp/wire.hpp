// JSON-RPC messages on two streams, each behind a header with its length (the base protocol of the Language
// Server Protocol 3.17).
#pragma once

#include <cstdio>
#include <optional>
#include <string>

namespace vmt::tools::lsp {

// A message larger than this is a mistake, and would only fill the memory.
inline constexpr std::size_t largest_message_bytes = 256u << 20;

// The content of the next message; nothing at the end of the stream, or when no header can be read there.
std::optional<std::string> read_message(std::FILE* in);

// Writes one message, at once.
void write_message(std::FILE* out, const std::string& content);

}  // namespace vmt::tools::lsp
