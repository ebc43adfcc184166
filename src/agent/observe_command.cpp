// Waits for a command to succeed or to fail: runs it again and again, soon at first, then more gently.
#include <algorithm>

#include "agent/capture.hpp"
#include "agent/observation.hpp"

namespace vmt::agent {
namespace {

constexpr auto first_pause = std::chrono::milliseconds(20);
constexpr auto longest_pause = std::chrono::milliseconds(500);

class CommandObservation final : public Observation {
public:
  CommandObservation(Loop& loop, std::string command, std::string shell, bool wants_success, Report report)
      : loop_(loop), wants_success_(wants_success), report_(std::move(report)) {
    launch_.arguments = {shell.empty() ? "/bin/sh" : std::move(shell), "-c", std::move(command)};
    try_once();
  }

private:
  void try_once() {
    capture_ =
        std::make_unique<Capture>(loop_, launch_, [this](const Captured& captured) { ended(captured); });
  }

  void ended(const Captured& captured) {
    if (!captured.trouble.empty()) return report_({Finding::State::cannot_hold, captured.trouble});
    Finding finding;
    if (captured.succeeded() == wants_success_) finding.state = Finding::State::holds;
    finding.seen = "last: " + show_status(captured.status);
    if (const auto line = last_line(captured.output); !line.empty()) finding.seen += ": " + line;
    if (finding.state == Finding::State::not_yet) {
      timer_ = loop_.after(pause_, [this] { try_once(); });
      pause_ = std::min<Duration>(pause_ * 3 / 2, longest_pause);
    }
    report_(finding);
  }

  Loop& loop_;
  bool wants_success_;
  Report report_;
  Launch launch_;
  std::unique_ptr<Capture> capture_;
  Registration timer_;
  Duration pause_ = first_pause;
};

}  // namespace

std::unique_ptr<Observation> observe_command(Loop& loop, const Operands& operands, bool wants_success,
                                             Report report) {
  return std::make_unique<CommandObservation>(loop, operands[0], operands[1], wants_success,
                                              std::move(report));
}

}  // namespace vmt::agent
