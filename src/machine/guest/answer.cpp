#include "machine/guest/answer.hpp"

#include <algorithm>
#include <cassert>

namespace vmt::machine::guest {
namespace {

void throw_unless_happened(Waited waited, const std::string& what) {
  if (waited == Waited::timed_out) throw Trouble(TroubleKind::timed_out, what + " took too long");
  if (waited == Waited::stopped) throw Trouble(TroubleKind::stopped, what + " was stopped");
}

}  // namespace

void Answer::take(agent::FrameType type, std::string_view payload) {
  if (type == agent::FrameType::error) {
    agent::Reader reader(payload);
    reader.u32();
    return fail(Trouble(TroubleKind::refused, std::string(reader.text())));
  }
  const std::lock_guard lock(mutex_);
  if (std::holds_alternative<std::monostate>(answer_)) answer_ = std::string(payload);
  changed_.notify_all();
}

void Answer::fail(const Trouble& why) {
  const std::lock_guard lock(mutex_);
  if (std::holds_alternative<std::monostate>(answer_)) answer_ = why;
  changed_.notify_all();
}

bool Answer::is_there() const {
  const std::lock_guard lock(mutex_);
  return !std::holds_alternative<std::monostate>(answer_);
}

std::optional<Trouble> Answer::trouble() const {
  const std::lock_guard lock(mutex_);
  const auto* trouble = std::get_if<Trouble>(&answer_);
  return trouble == nullptr ? std::nullopt : std::optional(*trouble);
}

Waited Answer::wait(const Patience& patience) const {
  std::unique_lock lock(mutex_);
  return wait_until(lock, changed_, patience,
                    [&] { return !std::holds_alternative<std::monostate>(answer_); });
}

std::string Answer::get() const {
  const std::lock_guard lock(mutex_);
  if (const auto* trouble = std::get_if<Trouble>(&answer_)) throw *trouble;
  assert(std::holds_alternative<std::string>(answer_));
  return std::get<std::string>(answer_);
}

std::string Answer::await(const Patience& patience, const std::string& what) const {
  throw_unless_happened(wait(patience), what);
  return get();
}

void Answer::set_credit(std::size_t bytes) {
  const std::lock_guard lock(mutex_);
  credit_bytes_ = bytes;
}

std::size_t Answer::credit_now() const {
  const std::lock_guard lock(mutex_);
  return credit_bytes_;
}

void Answer::give_credit(std::uint32_t bytes) {
  const std::lock_guard lock(mutex_);
  credit_bytes_ += bytes;
  changed_.notify_all();
}

std::size_t Answer::take_credit(std::size_t wanted, const Patience& patience, const std::string& what) {
  std::unique_lock lock(mutex_);
  const auto has_answer = [&] { return !std::holds_alternative<std::monostate>(answer_); };
  throw_unless_happened(
      wait_until(lock, changed_, patience, [&] { return has_answer() || credit_bytes_ > 0; }), what);
  if (has_answer()) return 0;
  const auto taken = std::min(wanted, credit_bytes_);
  credit_bytes_ -= taken;
  return taken;
}

std::size_t Answer::take_credit_now(std::size_t wanted) {
  const std::lock_guard lock(mutex_);
  if (!std::holds_alternative<std::monostate>(answer_)) return 0;
  const auto taken = std::min(wanted, credit_bytes_);
  credit_bytes_ -= taken;
  return taken;
}

}  // namespace vmt::machine::guest
