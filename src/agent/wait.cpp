// The request `wait`: tells the host what an observation sees, until it has come true or never can.
#include <optional>
#include <string>

#include "agent/observation.hpp"
#include "agent/requests.hpp"

namespace vmt::agent {
namespace {

std::size_t operand_count(Condition condition) {
  switch (condition) {
    case Condition::port_open:
    case Condition::port_closed:
    case Condition::udp_open:
    case Condition::udp_closed:
    case Condition::file_exists:
    case Condition::file_absent:
    case Condition::process_exists:
    case Condition::socket_exists: return 1;
    case Condition::connectable:
    case Condition::unconnectable:
    case Condition::file_contains:
    case Condition::unit_active:
    case Condition::command_succeeds:
    case Condition::command_fails: return 2;
    case Condition::job_runs: return JobQuestion::fewest_operands;
    case Condition::boot_finished: return 0;
  }
  return 0;
}

std::unique_ptr<Observation> observe(Loop& loop, Condition condition, const Operands& operands,
                                     Report report) {
  switch (condition) {
    case Condition::port_open: return observe_port(loop, operands, Transport::tcp, true, std::move(report));
    case Condition::port_closed: return observe_port(loop, operands, Transport::tcp, false, std::move(report));
    case Condition::udp_open: return observe_port(loop, operands, Transport::udp, true, std::move(report));
    case Condition::udp_closed: return observe_port(loop, operands, Transport::udp, false, std::move(report));
    case Condition::connectable: return observe_connection(loop, operands, true, std::move(report));
    case Condition::unconnectable: return observe_connection(loop, operands, false, std::move(report));
    case Condition::file_exists: return observe_file(loop, operands, true, std::move(report));
    case Condition::file_absent: return observe_file(loop, operands, false, std::move(report));
    case Condition::file_contains: return observe_contents(loop, operands, std::move(report));
    case Condition::unit_active: return observe_unit(loop, operands, std::move(report));
    case Condition::command_succeeds: return observe_command(loop, operands, true, std::move(report));
    case Condition::command_fails: return observe_command(loop, operands, false, std::move(report));
    case Condition::job_runs: return observe_job(loop, operands, std::move(report));
    case Condition::process_exists: return observe_process(loop, operands, std::move(report));
    case Condition::socket_exists: return observe_socket(loop, operands, std::move(report));
    case Condition::boot_finished: return observe_boot(loop, std::move(report));
  }
  return nullptr;
}

class Wait final : public Channel {
public:
  using Channel::Channel;

  void start(Reader& request) override;
  void received(FrameType type, std::string_view payload) override;

private:
  void found(const Finding& finding);
  void end(Verdict verdict, std::string_view why);

  std::unique_ptr<Observation> observation_;
  std::optional<std::string> seen_last_;
};

void Wait::start(Reader& request) {
  const auto condition = static_cast<Condition>(request.u8());
  Operands operands;
  for (auto left = request.u32(); left > 0 && request.ok(); --left) operands.emplace_back(request.text());
  if (!request.ok() || operands.size() < operand_count(condition))
    return fail(0, "the request `wait` ends too early");
  observation_ = observe(loop(), condition, operands, [this](const Finding& finding) { found(finding); });
  if (observation_ == nullptr && !is_finished())
    fail(0, "the guest's agent does not know this condition: it is older than the vmt that asks");
}

void Wait::received(FrameType type, std::string_view) {
  if (type == FrameType::cancel) end(Verdict::cancelled, seen_last_.value_or(""));
}

void Wait::found(const Finding& finding) {
  if (is_finished()) return;
  if (finding.state == Finding::State::holds) return end(Verdict::holds, finding.seen);
  if (finding.state == Finding::State::cannot_hold) return end(Verdict::cannot_hold, finding.seen);
  if (seen_last_ == finding.seen) return;
  seen_last_ = finding.seen;
  Writer payload;
  payload.text(finding.seen);
  send(FrameType::observed, payload.bytes());
}

void Wait::end(Verdict verdict, std::string_view why) {
  Writer payload;
  payload.u8(static_cast<std::uint8_t>(verdict)).text(why);
  done(payload.bytes());
}

}  // namespace

std::unique_ptr<Channel> make_wait(Session& session, std::uint32_t number) {
  return std::make_unique<Wait>(session, number);
}

}  // namespace vmt::agent
