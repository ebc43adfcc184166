#include "machine/guest/shell_link.hpp"

#include <fmt/format.h>

#include <sys/random.h>

#include <memory>

#include "machine/guest/condition.hpp"
#include "machine/images/base64.hpp"

namespace vmt::machine::guest {
namespace {

// How much longer than the command's own limit vmt waits for the guest to say that it was kept.
constexpr std::chrono::seconds grace{10};

// A piece of a text, in base64: what a serial port and its terminal keep without losing any.
constexpr std::size_t piece_bytes = 2700;
// Longer commands are sent in pieces.
constexpr std::size_t longest_command = 2000;

// How long vmt waits for an answer before it asks again; then twice as long. To ask too early does no harm.
constexpr std::chrono::seconds first_patience{2};
constexpr std::chrono::seconds longest_patience{60};
// How long it may take to send damaged output again.
constexpr std::chrono::seconds repair_time{60};
// How often one thing is sent again because it came damaged.
constexpr int most_repeats = 20;

// The exit status with which a condition's script says that the condition can't come true.
constexpr std::uint32_t cannot_hold_status = 3;

// Makes the marks unlike anything that a command writes.
std::string draw_nonce() {
  std::uint64_t number = 0;
  [[maybe_unused]] const auto count = ::getrandom(&number, sizeof number, 0);
  return fmt::format("{:016x}", number);
}

void throw_unless_happened(Waited waited) {
  if (waited == Waited::stopped) throw Trouble(TroubleKind::stopped, "the command was stopped");
  if (waited == Waited::timed_out)
    throw Trouble(TroubleKind::timed_out, "the guest's only shell did not take the command: it is busy or hangs");
}

void throw_lost(std::size_t size) {
  throw Trouble(TroubleKind::infrastructure,
                fmt::format("of the {} bytes that the command wrote, some were lost on the way from the guest's shell, "
                            "and what was sent again is not the same",
                            size));
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
  look_for_damage_locked(bytes);
  if (!current_) return;
  current_->take(bytes);
  changed_.notify_all();
}

void ShellLink::look_for_damage_locked(std::string_view bytes) {
  const auto mark = damaged_mark(nonce_);
  last_bytes_ += bytes;
  if (const auto at = last_bytes_.find(mark); at != std::string::npos) {
    last_bytes_.erase(0, at + mark.size());
    if (++resent_ <= most_repeats) events_.send(last_packet_);
    changed_.notify_all();
  }
  if (last_bytes_.size() > mark.size()) last_bytes_.erase(0, last_bytes_.size() - mark.size());
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
  {
    const std::lock_guard lock(mutex_);
    nonce_ = draw_nonce();
    is_set_up_ = false;
  }
  seen_.clear();
  stage_ = Stage::takeover;
  events_.send(takeover_line(nonce_));
}

void ShellLink::lose(const Trouble& why) {
  const std::lock_guard lock(mutex_);
  loss_ = why;
  changed_.notify_all();
}

void ShellLink::send_locked(const std::string& script) {
  last_packet_ = packet(script);
  resent_ = 0;
  events_.send(last_packet_);
}

void ShellLink::send_last(const std::string& command) {
  const std::lock_guard lock(mutex_);
  if (!loss_) send_locked(command + "\n");
}

// Asks again and again, because either what was sent or the answer may have been lost.
Waited ShellLink::ask_until(Lock& lock, const Patience& patience, const std::function<bool()>& has_happened,
                            const std::function<void()>& ask) {
  for (auto pause = first_patience;; pause = std::min(pause * 2, longest_patience)) {
    const Patience limited{patience.deadline.at_most(pause), patience.stop};
    const auto waited =
        wait_until(lock, changed_, limited, [&] { return loss_ || resent_ > most_repeats || has_happened(); });
    if (loss_) throw *loss_;
    if (resent_ > most_repeats && !has_happened())
      throw Trouble(TroubleKind::infrastructure,
                    fmt::format("the way to the guest's shell damages what is sent: the same was sent {} times, and "
                                "never came as it was",
                                most_repeats))
          .with_help("the guest needs the program `sha256sum`, with which its shell finds this out");
    if (waited != Waited::timed_out || patience.deadline.has_passed()) return waited;
    ask();
  }
}

// Until the guest has said that it has understood. The line break ends what came in part.
Waited ShellLink::deliver(Lock& lock, const std::string& script, const std::string& what,
                          const Patience& patience) {
  send_locked(script);
  return ask_until(
      lock, patience, [&] { return current_->has_taken(what); }, [&] { events_.send("\n" + last_packet_); });
}

Waited ShellLink::await_end(Lock& lock, const Patience& patience) {
  return ask_until(
      lock, patience, [&] { return current_->has_ended(); },
      [&] {
        send_locked(again_script(current_->nonce()));
      });
}

void ShellLink::set_up(Lock& lock, const Patience& patience) {
  if (is_set_up_) return;
  current_ = std::make_shared<ShellAnswer>(nonce_, [](bool, std::string_view) {});
  throw_unless_happened(deliver(lock, setup_script(nonce_), "setup", patience));
  is_set_up_ = true;
}

void ShellLink::send_pieces(Lock& lock, const std::string& nonce, Piece of, std::string_view text,
                            const Patience& patience) {
  for (std::size_t number = 0, at = 0; at < text.size() || number == 0; ++number, at += piece_bytes) {
    const auto script = piece_script(nonce, of, number, base64(text.substr(at, piece_bytes)));
    throw_unless_happened(deliver(lock, script, fmt::format("{}{}", of == Piece::input ? "i" : "c", number), patience));
  }
}

CommandResult ShellLink::run(const CommandRequest& request, const Command::OnOutput& on_output,
                             const Patience& patience) {
  Lock lock(mutex_);
  const auto waited = wait_until(lock, changed_, patience, [&] { return loss_ || !is_busy_; });
  if (loss_) throw *loss_;
  if (waited == Waited::stopped) throw Trouble(TroubleKind::stopped, "the command was stopped");
  if (waited == Waited::timed_out)
    throw Trouble(TroubleKind::timed_out,
                  "the guest's only shell was busy with another command all the time");
  is_busy_ = true;
  const auto free = [&](void*) {
    is_busy_ = false;
    changed_.notify_all();
  };
  const std::unique_ptr<void, decltype(free)> freed_at_end(this, free);
  set_up(lock, patience);

  const auto nonce = draw_nonce();
  const auto answer = std::make_shared<ShellAnswer>(nonce, on_output);
  current_ = answer;
  const auto begun = Deadline::Clock::now();
  const auto has_come = run_locked(lock, request, nonce, patience);
  if (has_come) {
    repair(lock, *answer, false);
    repair(lock, *answer, true);
  }
  CommandResult result;
  result.duration = Deadline::Clock::now() - begun;
  result.output = answer->output();
  result.errors = answer->errors();
  if (!result.errors.empty()) on_output(true, result.errors);
  result.code = static_cast<std::uint32_t>(answer->status());
  if (!has_come || answer->is_late() || patience.deadline.has_passed()) result.ending = agent::Ending::timed_out;
  return result;
}

// False when the guest said nothing of the end, long after the command's time was over.
bool ShellLink::run_locked(Lock& lock, const CommandRequest& request, const std::string& nonce,
                           const Patience& patience) {
  if (request.input) send_pieces(lock, nonce, Piece::input, *request.input, patience);
  const auto text = command_text(request);
  const bool is_in_pieces = text.size() > longest_command;
  if (is_in_pieces) send_pieces(lock, nonce, Piece::command, text, patience);
  std::int64_t limit_seconds = 0;
  auto until = patience;
  if (!patience.deadline.is_never()) {
    const auto left = std::max<std::chrono::nanoseconds>(patience.deadline.left(), std::chrono::seconds(0));
    limit_seconds = std::chrono::ceil<std::chrono::seconds>(left).count() + 1;
    until.deadline = Deadline::in(std::chrono::seconds(limit_seconds) + grace);
  }
  const auto script = command_script(request, nonce, limit_seconds, is_in_pieces);
  throw_unless_happened(deliver(lock, script, "run", until));
  const auto waited = await_end(lock, until);
  if (waited == Waited::stopped) throw_unless_happened(waited);
  return waited == Waited::happened;
}

// Fetches all of it again when a byte of it was lost.
void ShellLink::repair(Lock& lock, ShellAnswer& answer, bool is_errors) {
  if (answer.is_whole(is_errors)) return;
  const Patience patience{Deadline::in(repair_time), {}};
  const auto size = answer.size(is_errors);
  std::string text;
  for (std::size_t number = 0; number * part_bytes < size; ++number)
    text += fetch_part(lock, answer.nonce(), is_errors, number, patience);
  answer.replace(is_errors, std::move(text));
  if (!answer.is_whole(is_errors)) throw_lost(size);
}

std::string ShellLink::fetch_part(Lock& lock, const std::string& of, bool is_errors, std::size_t number,
                                  const Patience& patience) {
  for (int tries = 0; tries < most_repeats; ++tries) {
    const auto part = std::make_shared<ShellAnswer>(draw_nonce(), [](bool, std::string_view) {});
    current_ = part;
    send_locked(part_script(part->nonce(), of, is_errors, number));
    const auto waited = ask_until(
        lock, patience, [&] { return part->has_ended(); }, [&] { events_.send("\n" + last_packet_); });
    if (waited != Waited::happened) break;
    if (part->is_whole(false)) return part->output();
  }
  throw Trouble(TroubleKind::infrastructure,
                fmt::format("the way to the guest's shell lost bytes of what the command wrote, from byte {} on, and "
                            "lost some each time it was sent again",
                            number * part_bytes));
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
