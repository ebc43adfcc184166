#include "source/load.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iostream>
#include <utility>

#include <filesystem>

namespace vmt {
namespace {

namespace fs = std::filesystem;

// No more than is needed to see that it is too much: a device may have no end.
std::string read_all(std::istream& stream) {
  std::string text;
  constexpr std::size_t step = 64 * 1024;
  while (stream && text.size() <= largest_script_bytes) {
    const auto size = text.size();
    text.resize(size + step);
    stream.read(text.data() + size, step);
    text.resize(size + static_cast<std::size_t>(stream.gcount()));
  }
  return text;
}

std::string too_large(const std::string& path) {
  return fmt::format("`{}` is larger than {} MiB, which no script is", path, largest_script_bytes >> 20);
}

}  // namespace

tl::expected<const Source*, std::string> load(Sources& sources, const std::string& path) {
  if (path == "-") return &sources.add("<stdin>", read_all(std::cin));

  std::error_code error;
  const auto status = fs::status(path, error);
  if (!fs::exists(status)) return tl::unexpected(fmt::format("there is no file `{}`", path));
  if (fs::is_directory(status))
    return tl::unexpected(fmt::format("`{}` is a folder; name the scripts in it", path));
  if (fs::is_regular_file(status) && fs::file_size(path, error) > largest_script_bytes)
    return tl::unexpected(too_large(path));

  std::ifstream file(path, std::ios::binary);
  if (!file)
    return tl::unexpected(fmt::format("`{}` cannot be read: {}", path, std::strerror(errno)));
  auto text = read_all(file);
  if (text.size() > largest_script_bytes) return tl::unexpected(too_large(path));
  return &sources.add(path, std::move(text));
}

}  // namespace vmt
