#include "source/load.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iostream>
#include <iterator>

#include <filesystem>

namespace vmt {
namespace {

namespace fs = std::filesystem;

std::string read_all(std::istream& stream) {
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
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
    return tl::unexpected(fmt::format("`{}` is larger than {} MiB, which no script is", path,
                                      largest_script_bytes >> 20));

  std::ifstream file(path, std::ios::binary);
  if (!file)
    return tl::unexpected(fmt::format("`{}` cannot be read: {}", path, std::strerror(errno)));
  return &sources.add(path, read_all(file));
}

}  // namespace vmt
