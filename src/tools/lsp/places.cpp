#include "tools/lsp/places.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace vmt::tools::lsp {
namespace {

constexpr std::string_view file_scheme = "file://";

int value_of_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

bool needs_no_escape(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("-._~/").find(c) != std::string_view::npos;
}

}  // namespace

std::string path_of(const std::string& uri) {
  if (!uri.starts_with(file_scheme)) return uri;
  std::string path;
  for (auto i = file_scheme.size(); i < uri.size(); ++i) {
    const bool is_escape = uri[i] == '%' && i + 2 < uri.size() && value_of_digit(uri[i + 1]) >= 0 &&
                           value_of_digit(uri[i + 2]) >= 0;
    path +=
        is_escape ? static_cast<char>(value_of_digit(uri[i + 1]) * 16 + value_of_digit(uri[i + 2])) : uri[i];
    if (is_escape) i += 2;
  }
  return path;
}

std::string uri_of(const std::string& path) {
  if (!path.starts_with('/')) return path;
  std::string uri(file_scheme);
  for (const char c : path)
    uri += needs_no_escape(c) ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  return uri;
}

Json position_of(const Source& source, std::uint32_t offset) {
  const auto position = source.position(offset);
  return {{"line", position.line - 1}, {"character", position.utf16_column}};
}

Json range_of(Span span) {
  if (!span.is_somewhere()) {
    const Json start = {{"line", 0}, {"character", 0}};
    return {{"start", start}, {"end", start}};
  }
  return {{"start", position_of(*span.source, span.begin)}, {"end", position_of(*span.source, span.end)}};
}

std::uint32_t offset_of(const Source& source, const Json& position) {
  const auto line = position.at("line").get<std::uint64_t>() + 1;
  auto columns_left = position.at("character").get<std::uint64_t>();
  if (line > source.line_count()) return static_cast<std::uint32_t>(source.text().size());
  const auto text = source.line(static_cast<std::uint32_t>(line));
  std::size_t at = 0;
  while (at < text.size() && columns_left > 0) {
    // The first byte of a character tells how many it has; those of four are two units of UTF-16.
    const auto first = static_cast<unsigned char>(text[at]);
    const std::size_t bytes = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    const std::uint64_t units = bytes == 4 ? 2 : 1;
    if (units > columns_left) break;
    columns_left -= units;
    at = std::min(at + bytes, text.size());
  }
  return source.line_start(static_cast<std::uint32_t>(line)) + static_cast<std::uint32_t>(at);
}

}  // namespace vmt::tools::lsp
