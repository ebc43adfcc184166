#include "machine/console.hpp"

#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>
#include <array>

#include "machine/trouble.hpp"

namespace vmt::machine {
namespace {

constexpr char escape = '\x1b';

// What the agent's init mode writes before it gives up.
constexpr std::string_view init_gave_up = "vmt-init: ";

// Words with which a boot has ended where nobody can go on but a person at the console, and what they mean.
// They are those of the kernel (init/main.c), systemd, the initramfs of Debian, dracut, Alpine and NixOS,
// GRUB, SeaBIOS and OVMF. The prompts have no line's end. SeaBIOS' "Boot failed" is none of them: it then
// tries the next device.
struct BootStop {
  std::string_view words;
  std::string_view meaning;
};
constexpr std::array boot_stops = {
    BootStop{"No bootable device", "its firmware found nothing to boot"},
    BootStop{"BdsDxe: No bootable option or device was found", "its firmware found nothing to boot"},
    BootStop{"grub rescue>", "its boot stopped at the prompt `grub rescue>`"},
    BootStop{"Failed to execute /init", "its kernel can't execute `/init` of its initramfs"},
    BootStop{"(initramfs)", "its boot stopped at the prompt of its initramfs"},
    BootStop{"Entering emergency mode", "its boot stopped in the emergency mode of its initramfs"},
    BootStop{"initramfs emergency recovery shell launched",
             "its boot stopped in the recovery shell of its initramfs"},
    BootStop{"An error occurred in stage 1 of the boot process", "its boot stopped in stage 1"},
    BootStop{"You are in emergency mode", "it has booted into emergency mode"},
    BootStop{"Cannot open access to console, the root account is locked",
             "it has booted into emergency mode, where nobody can log in"},
};

constexpr std::array<std::string_view, 4> bad_news = {"Out of memory: Killed process",
                                                      "Memory cgroup out of memory: Killed process",
                                                      "Oops: 0", "You are in emergency mode"};

// "[   12.345678] Kernel panic ..." without the time.
std::string_view from(std::string_view line, std::string_view words) {
  const auto at = line.find(words);
  return at == std::string_view::npos ? std::string_view{} : line.substr(at);
}

}  // namespace

bool is_bad_news(std::string_view line) {
  return std::ranges::any_of(bad_news, [&](std::string_view words) { return !from(line, words).empty(); });
}

Console::Console(std::function<void(std::string_view)> line_ended) : line_ended_(std::move(line_ended)) {}

void Console::append(std::string_view bytes) {
  std::vector<std::string> ended;
  {
    const std::lock_guard lock(mutex_);
    const auto first = lines_.size() - (last_line_is_open_ ? 1 : 0);
    append_visible(bytes);
    // A prompt has no end. What has one is looked at when it is whole: half of it would say half the reason.
    if (last_line_is_open_ && is_booting_) look_for_stops();
    const auto end = lines_.size() - (last_line_is_open_ ? 1 : 0);
    for (auto i = first; i < end; ++i) ended.push_back(lines_[i].text);
    changed_.notify_all();
  }
  for (const auto& line : ended) line_ended_(line);
}

// Terminal control sequences (ESC [ ... letter) say how a line looks, not what it says.
void Console::append_visible(std::string_view bytes) {
  for (const char byte : bytes) {
    if (is_in_control_sequence_) {
      is_in_control_sequence_ =
          byte == '[' || byte == ';' || byte == '?' || byte == '=' || (byte >= '0' && byte <= '9');
    } else if (byte == escape) {
      is_in_control_sequence_ = true;
    } else if (byte == '\n') {
      end_line();
    } else if (byte != '\r' && byte != '\0') {
      if (!last_line_is_open_) lines_.push_back({std::chrono::steady_clock::now(), {}});
      last_line_is_open_ = true;
      lines_.back().text.push_back(byte);
    }
  }
}

void Console::end_line() {
  if (!last_line_is_open_) lines_.push_back({std::chrono::steady_clock::now(), {}});
  last_line_is_open_ = false;
  look_for_last_words(kernel_panic);
  if (!is_booting_) return;
  look_for_last_words(init_gave_up);
  look_for_stops();
}

// The rest of the line says why.
void Console::look_for_last_words(std::string_view begin) {
  const auto found = from(lines_.back().text, begin);
  if (!found.empty()) found_fatal(std::string(found));
}

void Console::look_for_stops() {
  for (const auto& [words, meaning] : boot_stops)
    if (!from(lines_.back().text, words).empty()) found_fatal(std::string(meaning));
}

// What init says explains the panic that follows from its end; so the first one stays.
void Console::found_fatal(std::string why) {
  if (fatal_reason_) return;
  fatal_reason_ = std::move(why);
  fatal_line_at_ = lines_.size() - 1;
}

void Console::begin_boot() {
  const std::lock_guard lock(mutex_);
  last_line_is_open_ = false;
  is_in_control_sequence_ = false;
  boot_begins_at_ = lines_.size();
  is_booting_ = true;
  fatal_reason_.reset();
}

void Console::end_boot() {
  const std::lock_guard lock(mutex_);
  is_booting_ = false;
  if (fatal_reason_ && !fatal_reason_->starts_with(kernel_panic)) fatal_reason_.reset();
}

Console::Saved Console::saved() const {
  const std::lock_guard lock(mutex_);
  return {lines_, last_line_is_open_, boot_begins_at_};
}

void Console::restore(const Saved& saved) {
  const std::lock_guard lock(mutex_);
  lines_ = saved.lines;
  last_line_is_open_ = saved.last_line_is_open;
  boot_begins_at_ = saved.boot_begins_at;
  is_booting_ = false;  // what is copied was up
}

std::string Console::text() const {
  const std::lock_guard lock(mutex_);
  std::string text;
  for (const auto& line : lines_) text.append(line.text).push_back('\n');
  if (last_line_is_open_) text.pop_back();
  return text;
}

std::vector<std::string> Console::tail(std::size_t lines) const {
  const std::lock_guard lock(mutex_);
  return texts_of(lines_.size() - std::min(lines, lines_.size()), lines_.size());
}

std::vector<std::string> Console::evidence(std::size_t lines) const {
  const std::lock_guard lock(mutex_);
  auto end = lines_.size();
  if (fatal_reason_) end = std::min(end, fatal_line_at_ + 1 + lines / 2);
  return texts_of(end - std::min(lines, end), end);
}

std::vector<std::string> Console::texts_of(std::size_t first, std::size_t end) const {
  std::vector<std::string> texts;
  for (auto i = first; i < end; ++i) texts.push_back(lines_[i].text);
  return texts;
}

Waited Console::wait(const std::string& pattern, const Patience& patience,
                     const std::function<bool()>& is_over) const {
  const re2::RE2 expression(pattern, re2::RE2::Quiet);
  if (!expression.ok())
    throw Trouble(TroubleKind::refused,
                  fmt::format("`{}` is no regular expression: {}", pattern, expression.error()));
  std::unique_lock lock(mutex_);
  // A line that is still open may match later, when it has grown: it is looked at again.
  auto next = boot_begins_at_;
  bool has_matched = false;
  const auto matched = [&] {
    next = std::max(next, boot_begins_at_);
    for (; next < lines_.size(); ++next) {
      has_matched = re2::RE2::PartialMatch(lines_[next].text, expression);
      if (has_matched || (last_line_is_open_ && next + 1 == lines_.size())) break;
    }
    return has_matched || is_over();
  };
  const auto waited = wait_until(lock, changed_, patience, matched);
  return waited == Waited::happened && !has_matched ? Waited::stopped : waited;
}

void Console::wake() {
  const std::lock_guard lock(mutex_);
  changed_.notify_all();
}

std::optional<std::string> Console::fatal_reason() const {
  const std::lock_guard lock(mutex_);
  return fatal_reason_;
}

}  // namespace vmt::machine
