#include "machine/guest/shell_marks.hpp"

#include <algorithm>
#include <cctype>

namespace vmt::machine::guest {
namespace {

constexpr std::string_view start = "vmt-";
constexpr std::size_t nonce_digits = 16;
constexpr std::string_view names[] = {"-output ", "-errors", "-ready"};

// Whether the beginnings of both are the same, as far as the shorter one goes.
bool agree(std::string_view a, std::string_view b) {
  const auto size = std::min(a.size(), b.size());
  return a.substr(0, size) == b.substr(0, size);
}

// Whether a line with this beginning is, or may become, a mark.
bool may_be_mark(std::string_view line) {
  if (!agree(line, start)) return false;
  line.remove_prefix(std::min(line.size(), start.size()));
  const auto nonce = line.substr(0, nonce_digits);
  if (!std::ranges::all_of(nonce, [](unsigned char c) { return std::isxdigit(c) != 0; })) return false;
  line.remove_prefix(nonce.size());
  return std::ranges::any_of(names, [&](std::string_view name) { return agree(line, name); });
}

}  // namespace

// Before a mark there is a line break, which makes an empty line where the output ended with one.
std::string ShellMarks::without(std::string_view bytes) {
  std::string shown;
  for (const char byte : bytes) {
    if (is_line_begun_) {
      shown.push_back(byte);
      is_line_begun_ = byte != '\n';
      continue;
    }
    kept_.push_back(byte);
    const auto line = std::string_view(kept_).substr(std::min(kept_.find_first_not_of("\r\n"), kept_.size()));
    if (line.find('\n') != line.npos) {
      kept_.clear();
    } else if (!may_be_mark(line) || std::ranges::count(kept_, '\n') > 1) {
      shown += kept_;
      is_line_begun_ = byte != '\n';
      kept_.clear();
    }
  }
  return shown;
}

}  // namespace vmt::machine::guest
