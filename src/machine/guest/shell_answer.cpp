#include "machine/guest/shell_answer.hpp"

#include <algorithm>
#include <optional>
#include <sstream>

#include "machine/guest/shell_text.hpp"
#include "machine/images/sha256.hpp"

namespace vmt::machine::guest {
namespace {

// Longer than any mark.
constexpr std::size_t longest_mark = 500;

// How much at the end of `text` may be the beginning of a mark, with the line break before it.
std::size_t begun_mark(std::string_view text, const std::string& start) {
  for (const auto& whole : {"\n" + start, start})
    for (auto size = std::min(text.size(), whole.size()); size > 0; --size)
      if (text.ends_with(std::string_view(whole).substr(0, size))) return size;
  return 0;
}

// The line break before a mark may have been lost.
std::string_view before(std::string_view text, std::size_t mark) {
  if (mark > 0 && text[mark - 1] == '\n') --mark;
  return text.substr(0, mark);
}

// What stands on both sides of the sign, when it is the same.
std::optional<std::string_view> said_twice(std::string_view words) {
  const auto half = words.size() / 2;
  if (words.size() % 2 == 0 || words[half] != '=' || words.substr(0, half) != words.substr(half + 1)) return {};
  return words.substr(0, half);
}

}  // namespace

ShellAnswer::ShellAnswer(std::string nonce, Command::OnOutput on_output)
    : nonce_(std::move(nonce)), on_output_(std::move(on_output)), start_(mark_start(nonce_)) {}

void ShellAnswer::take(std::string_view bytes) {
  if (has_ended_) return;
  pending_ += bytes;
  while (!has_ended_) {
    const auto at = pending_.find(start_);
    if (at == std::string::npos) {
      const auto safe = pending_.size() - begun_mark(pending_, start_);
      keep(std::string_view(pending_).substr(0, safe));
      pending_.erase(0, safe);
      return;
    }
    const auto end = pending_.find('\n', at);
    if (end == std::string::npos && pending_.size() - at < longest_mark) {
      const auto safe = before(pending_, at).size();
      keep(std::string_view(pending_).substr(0, safe));
      pending_.erase(0, safe);
      return;
    }
    const auto content = std::string(before(pending_, at));
    const auto line = end == std::string::npos ? std::string() : pending_.substr(at, end - at);
    keep(content);
    // A damaged mark is left out; the checksums tell.
    const bool is_mark = take_mark(line);
    pending_.erase(0, is_mark ? end + 1 : at + start_.size());
  }
}

void ShellAnswer::keep(std::string_view bytes) {
  if (section_ == Section::errors) errors_.text += bytes;
  if (section_ != Section::output) return;
  output_.text += bytes;
  if (output_.text.size() <= told_) return;
  on_output_(false, std::string_view(output_.text).substr(told_));
  told_ = output_.text.size();
}

bool ShellAnswer::take_mark(std::string_view line) {
  if (line.size() < start_.size()) return false;
  line.remove_prefix(start_.size());
  if (line.ends_with('\r')) line.remove_suffix(1);
  const auto space = line.find(' ');
  if (space == std::string_view::npos) return false;
  const auto kind = line.substr(0, space);
  const auto words = said_twice(line.substr(space + 1));
  if (!words) return false;
  if (kind == "taken") {
    taken_ = std::string(*words);
  } else if (kind == "output") {
    section_ = Section::output;
    output_.text.resize(std::strtoull(std::string(*words).c_str(), nullptr, 10));
  } else if (kind == "errors") {
    section_ = Section::errors;
  } else {
    return kind == "end" && take_end(*words);
  }
  return true;
}

bool ShellAnswer::take_end(std::string_view words) {
  std::istringstream said{std::string(words)};
  int late = 0;
  said >> status_ >> late >> output_.checksum >> output_.size >> errors_.checksum >> errors_.size;
  if (said.fail()) return false;
  is_late_ = late != 0;
  section_ = Section::end;
  has_ended_ = true;
  return true;
}

// A daemon that the command has left behind may have written more since. A line break at the end was left out when
// that before the mark was lost.
bool ShellAnswer::is_whole(bool is_errors) {
  auto& [text, checksum, size] = is_errors ? errors_ : output_;
  if (text.size() > size) text.resize(size);
  if (size == 0) return true;
  if (text.size() + 1 == size) {
    text.push_back('\n');
    if (sha256(text) == checksum) return true;
    text.pop_back();
  }
  return text.size() == size && sha256(text) == checksum;
}

}  // namespace vmt::machine::guest
