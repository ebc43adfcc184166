#include "machine/guest/shell_marks.hpp"

#include <algorithm>
#include <cctype>
#include <utility>

namespace vmt::machine::guest {
namespace {

constexpr std::string_view start = "vmt-";
constexpr std::size_t nonce_digits = 16;
constexpr std::string_view ready = "-ready";

// How the echo begins (`takeover_line`), behind the prompt of a shell. It ends with the mark: the shell's editor may have
// broken the line anywhere. When much else comes, something has gone wrong, and it is shown.
constexpr std::string_view echo_start = "exec sh -c 'stty raw -echo";
constexpr std::string_view prompts[] = {"# ", "$ "};
constexpr std::size_t longest_echo = 2000;
constexpr std::string_view names[] = {"-output ", "-errors ", "-end ", "-taken ", ready, "-damaged"};

// Whether the beginnings of both are the same, as far as the shorter one goes.
bool agree(std::string_view a, std::string_view b) {
  const auto size = std::min(a.size(), b.size());
  return a.substr(0, size) == b.substr(0, size);
}

// The line editor of busybox asks the terminal for its cursor's place first.
std::string_view without_cursor_question(std::string_view text) {
  constexpr std::string_view question = "\x1b[6n";
  if (text.starts_with(question)) text.remove_prefix(question.size());
  return question.starts_with(text) ? std::string_view() : text;
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

std::string ShellMarks::without(std::string_view bytes) {
  std::string shown;
  for (const char byte : bytes) shown += take(byte);
  return shown;
}

// Before a mark there is a line break, which makes an empty line where the output ended with one.
std::string ShellMarks::take(char byte) {
  if (is_line_begun_) {
    is_line_begun_ = byte != '\n';
    return without_echo({&byte, 1});
  }
  kept_.push_back(byte);
  const auto line = std::string_view(kept_).substr(std::min(kept_.find_first_not_of("\r\n"), kept_.size()));
  if (line.find('\n') != line.npos) {
    const bool ends_echo = line.find(ready) != line.npos;
    kept_.clear();
    return ends_echo ? end_echo() : std::string();
  }
  if (may_be_mark(line) && std::ranges::count(kept_, '\n') <= 1) return {};
  is_line_begun_ = byte != '\n';
  return without_echo(std::exchange(kept_, {}));
}

std::string ShellMarks::without_echo(std::string_view bytes) {
  std::string shown;
  for (const char byte : bytes) {
    if (!echo_.empty() || std::ranges::find(prompts, last_shown_) != std::end(prompts)) {
      echo_.push_back(byte);
      if (agree(without_cursor_question(echo_), echo_start) && echo_.size() < longest_echo) continue;
    }
    const auto now = echo_.empty() ? std::string(1, byte) : std::exchange(echo_, {});
    shown += now;
    last_shown_ = (last_shown_ + now).substr(std::max<std::size_t>(last_shown_.size() + now.size(), 2) - 2);
  }
  return shown;
}

// The line break of the echo has gone with it.
std::string ShellMarks::end_echo() {
  if (!without_cursor_question(echo_).starts_with(echo_start)) return {};
  echo_.clear();
  last_shown_.clear();
  return "\n";
}

}  // namespace vmt::machine::guest
