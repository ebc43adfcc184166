#include "tools/lsp/wire.hpp"

#include <fmt/format.h>

#include <strings.h>

#include <charconv>
#include <string_view>

#include "report/put.hpp"

namespace vmt::tools::lsp {
namespace {

constexpr std::string_view length_field = "Content-Length:";
constexpr std::size_t longest_header_line = 4096;

// A line without its line end; nothing at the end of the stream.
std::optional<std::string> read_header_line(std::FILE* in) {
  std::string line;
  for (int c = std::fgetc(in); c != '\n'; c = std::fgetc(in)) {
    if (c == EOF || line.size() == longest_header_line) return std::nullopt;
    line += static_cast<char>(c);
  }
  if (line.ends_with('\r')) line.pop_back();
  return line;
}

}  // namespace

std::optional<std::string> read_message(std::FILE* in) {
  std::size_t length = 0;
  bool has_length = false;
  for (;;) {
    const auto line = read_header_line(in);
    if (!line) return std::nullopt;
    if (line->empty() && has_length) break;
    if (line->size() < length_field.size() ||
        ::strncasecmp(line->data(), length_field.data(), length_field.size()) != 0)
      continue;
    const auto* begin = line->data() + length_field.size();
    const auto* const end = line->data() + line->size();
    while (begin != end && *begin == ' ') ++begin;
    has_length = std::from_chars(begin, end, length).ec == std::errc{};
    if (!has_length || length > largest_message_bytes) return std::nullopt;
  }
  std::string content(length, '\0');
  if (std::fread(content.data(), 1, length, in) != length) return std::nullopt;
  return content;
}

void write_message(std::FILE* out, const std::string& content) {
  report::put(out, fmt::format("Content-Length: {}\r\n\r\n{}", content.size(), content));
  std::fflush(out);
}

}  // namespace vmt::tools::lsp
