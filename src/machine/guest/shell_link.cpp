#include "machine/guest/shell_link.hpp"

#include <fmt/format.h>

#include <sys/random.h>

#include <charconv>

#include "machine/guest/condition.hpp"
#include "machine/guest/shell_text.hpp"

namespace vmt::machine::guest {
namespace {

// How much longer than the command's own limit vmt waits for the guest to say that it was kept.
constexpr std::chrono::seconds grace{10};

// The exit status with which a condition's script says that the condition can't come true.
constexpr std::uint32_t cannot_hold_status = 3;

// Makes the marks unlike anything that a command writes.
std::string draw_nonce() {
  std::uint64_t number = 0;
  [[maybe_unused]] const auto count = ::getrandom(&number, sizeof number, 0);
  return fmt::format("{:016x}", number);
}

// How much at the end of `text` may be the beginning of the mark, with the line break before it.
std::size_t begun_mark(std::string_view text, const std::string& mark) {
  for (const auto& whole : {"\n" + mark, mark})
    for (auto size = std::min(text.size(), whole.size()); size > 0; --size)
      if (text.ends_with(std::string_view(whole).substr(0, size))) return size;
  return 0;
}

// What stands before a mark. A serial port may lose the first byte that is written to it, so the line break
// that is written with the mark need not be there.
std::string_view before(std::string_view text, std::size_t mark) {
  if (mark > 0 && text[mark - 1] == '\n') --mark;
  return text.substr(0, mark);
}

}  // namespace

ShellLink::ShellLink(ShellAccess access, Events events)
    : access_(std::move(access)), events_(std::move(events)) {}

// A listener on a port says nothing by itself; a console greets.
void ShellLink::connected() {
  seen_.clear();
  stage_ = access_.access == Access::serial_console ? Stage::user : Stage::greeting;
  if (access_.access == Access::tcp_port) take_over();
}

void ShellLink::take(std::string_view bytes) {
  if (stage_ != Stage::ready) return log_in(bytes);
  const std::lock_guard lock(mutex_);
  if (!current_ || current_->is_done) return;
  current_->pending += bytes;
  if (!current_->has_status) take_output();
  if (current_->has_status) take_errors();
  changed_.notify_all();
}

void ShellLink::log_in(std::string_view bytes) {
  seen_ += bytes;
  const auto has_seen = [&](std::string_view words) { return seen_.find(words) != std::string::npos; };
  const auto answer = [&](const std::string& text, Stage next) {
    seen_.clear();
    stage_ = next;
    events_.send(text + "\n");
  };
  switch (stage_) {
    case Stage::greeting:
      if (has_seen("\n")) take_over();
      return;
    case Stage::user:
      if (has_seen("login:")) answer(access_.user, Stage::password);
      return;
    case Stage::password:
      if (has_seen("assword:")) return answer(access_.password, Stage::password);
      if (has_seen("incorrect"))
        return events_.turned_away(
            fmt::format("it did not let `{}` in on the serial console: wrong password?", access_.user));
      if (has_seen("# ") || has_seen("$ ")) take_over();
      return;
    case Stage::takeover:
      // With the end of its line, or that would begin the first command's output.
      if (const auto mark = seen_.find(ready_mark(nonce_));
          mark == std::string::npos || seen_.find('\n', mark) == std::string::npos)
        return;
      stage_ = Stage::ready;
      seen_.clear();
      return events_.ready();
    case Stage::ready: return;
  }
}

void ShellLink::take_over() {
  nonce_ = draw_nonce();
  seen_.clear();
  stage_ = Stage::takeover;
  events_.send(takeover_line(nonce_));
}

void ShellLink::keep_output(std::string_view bytes) {
  current_->output += bytes;
  if (!bytes.empty()) current_->on_output(false, bytes);
}

// "... what the command wrote \nvmt-NONCE-output 0 late\n"
void ShellLink::take_output() {
  auto& pending = current_->pending;
  const auto mark = output_mark(current_->nonce);
  const auto at = pending.find(mark);
  const auto end = at == std::string::npos ? at : pending.find('\n', at + mark.size());
  if (end == std::string::npos) {
    const auto safe =
        at == std::string::npos ? pending.size() - begun_mark(pending, mark) : before(pending, at).size();
    keep_output(std::string_view(pending).substr(0, safe));
    pending.erase(0, safe);
    return;
  }
  keep_output(before(pending, at));
  const auto said = pending.substr(at + mark.size(), end - at - mark.size());
  std::from_chars(said.data() + 1, said.data() + said.size(), current_->status);
  current_->is_late = said.ends_with(" late");
  current_->has_status = true;
  pending.erase(0, end + 1);
}

void ShellLink::take_errors() {
  const auto at = current_->pending.find(errors_mark(current_->nonce));
  if (at == std::string::npos) return;
  current_->errors = before(current_->pending, at);
  if (!current_->errors.empty()) current_->on_output(true, current_->errors);
  current_->is_done = true;
}

void ShellLink::lose(const Trouble& why) {
  const std::lock_guard lock(mutex_);
  loss_ = why;
  changed_.notify_all();
}

void ShellLink::send_last(const std::string& command) {
  const std::lock_guard lock(mutex_);
  if (!loss_) events_.send(command + "\n");
}

CommandResult ShellLink::run(const CommandRequest& request, const Command::OnOutput& on_output,
                             const Patience& patience) {
  std::unique_lock lock(mutex_);
  const auto waited =
      wait_until(lock, changed_, patience, [&] { return loss_ || !current_ || current_->is_done; });
  if (loss_) throw *loss_;
  if (waited == Waited::stopped) throw Trouble(TroubleKind::stopped, "the command was stopped");
  if (waited == Waited::timed_out)
    throw Trouble(TroubleKind::timed_out,
                  "the guest's only shell was busy with another command all the time");
  const auto current = std::make_shared<Current>();
  current->nonce = draw_nonce();
  current->on_output = on_output;
  current_ = current;
  std::int64_t limit_seconds = 0;
  auto until = patience;
  if (!patience.deadline.is_never()) {
    const auto left = std::max<std::chrono::nanoseconds>(patience.deadline.left(), std::chrono::seconds(0));
    limit_seconds = std::chrono::ceil<std::chrono::seconds>(left).count() + 1;
    until.deadline = Deadline::in(std::chrono::seconds(limit_seconds) + grace);
  }
  events_.send(command_script(request, current->nonce, limit_seconds));
  return await_end(lock, current, patience, until);
}

CommandResult ShellLink::await_end(std::unique_lock<std::mutex>& lock,
                                   const std::shared_ptr<Current>& current, const Patience& patience,
                                   const Patience& until) {
  const auto begun = Deadline::Clock::now();
  const auto waited = wait_until(lock, changed_, until, [&] { return loss_ || current->is_done; });
  if (loss_) throw *loss_;
  if (waited == Waited::stopped) throw Trouble(TroubleKind::stopped, "the command was stopped");
  CommandResult result;
  result.duration = Deadline::Clock::now() - begun;
  result.output = current->output;
  result.errors = current->errors;
  result.code = static_cast<std::uint32_t>(current->status);
  if (waited == Waited::timed_out || current->is_late || patience.deadline.has_passed())
    result.ending = agent::Ending::timed_out;
  return result;
}

void ShellLink::wait(const GuestCondition& condition, const Patience& patience) {
  const auto result = run(
      {.command = condition_script(condition)}, [](bool, std::string_view) {}, patience);
  if (result.succeeded()) return;
  if (result.ending == agent::Ending::timed_out)
    throw Trouble(TroubleKind::timed_out, "waited in vain for " + show(condition));
  const auto said = result.output.empty() ? result.errors : result.output;
  if (result.code == cannot_hold_status)
    throw Trouble(TroubleKind::cannot_hold, show(condition) + " can't come any more: " + said);
  throw Trouble(TroubleKind::refused,
                "the guest's shell could not wait for " + show(condition) + ": " + said);
}

}  // namespace vmt::machine::guest
