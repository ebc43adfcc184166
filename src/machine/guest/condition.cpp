#include "machine/guest/condition.hpp"

#include <fmt/format.h>

#include "machine/guest/answer.hpp"

namespace vmt::machine::guest {
namespace {

using agent::Condition;
using agent::FrameType;

class WaitRequest : public Request {
public:
  void frame(FrameType type, std::string_view payload) override {
    if (type == FrameType::observed) {
      const std::lock_guard lock(mutex_);
      observed_ = std::string(agent::Reader(payload).text());
    } else if (type == FrameType::done || type == FrameType::error) {
      answer.take(type, payload);
    }
  }
  void lost(const Trouble& why) override { answer.fail(why); }

  std::string observed() const {
    const std::lock_guard lock(mutex_);
    return observed_;
  }

  Answer answer;

private:
  mutable std::mutex mutex_;
  std::string observed_;
};

std::string payload_of(const GuestCondition& condition) {
  agent::Writer writer;
  writer.u8(static_cast<std::uint8_t>(condition.condition));
  writer.u32(static_cast<std::uint32_t>(condition.operands.size()));
  for (const auto& operand : condition.operands) writer.text(operand);
  return writer.bytes();
}

Trouble with_observation(Trouble trouble, const WaitRequest& request) {
  const auto observed = request.observed();
  if (!observed.empty()) trouble.notes.push_back("seen last: " + observed);
  return trouble;
}

}  // namespace

void await_condition(AgentLink& link, const GuestCondition& condition, const Patience& patience) {
  const auto request = std::make_shared<WaitRequest>();
  const auto channel = link.new_channel();
  link.open(channel, FrameType::wait, payload_of(condition), request);
  const auto waited = request->answer.wait(patience);
  if (waited != Waited::happened) {
    link.send(channel, FrameType::cancel);
    if (waited == Waited::stopped)
      throw Trouble(TroubleKind::stopped, "the wait for " + show(condition) + " was stopped");
    throw with_observation(Trouble(TroubleKind::timed_out, "waited in vain for " + show(condition)),
                           *request);
  }
  const auto payload = request->answer.get();
  agent::Reader reader(payload);
  const auto verdict = static_cast<agent::Verdict>(reader.u8());
  const std::string why(reader.text());
  if (verdict == agent::Verdict::holds) return;
  throw with_observation(Trouble(TroubleKind::cannot_hold, show(condition) + " can't come any more: " + why),
                         *request);
}

std::string show(const GuestCondition& condition) {
  const auto operand = [&](std::size_t i) {
    return i < condition.operands.size() ? condition.operands[i] : std::string();
  };
  const auto quoted = [&](std::size_t i) { return fmt::format("`{}`", operand(i)); };
  switch (condition.condition) {
    case Condition::port_open: return "port " + operand(0);
    case Condition::port_closed: return "a closed port " + operand(0);
    case Condition::connectable: return "port " + operand(1) + " at " + quoted(0);
    case Condition::unconnectable: return "a closed port " + operand(1) + " at " + quoted(0);
    case Condition::file_exists: return "file " + quoted(0);
    case Condition::file_absent: return "the end of file " + quoted(0);
    case Condition::unit_active: return "unit " + quoted(0);
    case Condition::job_runs: return "job " + quoted(0);
    case Condition::command_succeeds: return "the success of " + quoted(0);
    case Condition::command_fails: return "the failure of " + quoted(0);
    case Condition::process_exists: return "process " + quoted(0);
    case Condition::socket_exists: return "socket " + quoted(0);
    case Condition::file_contains: return quoted(1) + " in file " + quoted(0);
    case Condition::udp_open: return "UDP port " + operand(0);
    case Condition::udp_closed: return "a closed UDP port " + operand(0);
    case Condition::boot_finished: return "the end of the boot";
  }
  return "a condition that this vmt does not know";
}

}  // namespace vmt::machine::guest
