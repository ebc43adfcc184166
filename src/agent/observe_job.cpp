// Waits for a service of an init system that tells nothing by itself: asks it whenever something in the guest has
// changed that its answer may depend on, and now and then besides.
#include <sys/wait.h>

#include <algorithm>

#include "agent/capture.hpp"
#include "agent/changes.hpp"
#include "agent/observation.hpp"

namespace vmt::agent {
namespace {

// A boot starts processes all the time; the questions must not take all of its processor.
constexpr auto pause_after_question = std::chrono::milliseconds(15);

// For answers that depend on something else, such as whether a service answers on a port.
constexpr auto first_pause = std::chrono::milliseconds(50);
constexpr auto longest_pause = std::chrono::seconds(3);
constexpr auto longest_pause_without_events = std::chrono::milliseconds(500);

class JobObservation final : public Observation, Changes::Listener {
public:
  JobObservation(Loop& loop, std::string question, Report report)
      : loop_(loop), report_(std::move(report)), changes_(Changes::shared(loop)) {
    launch_.arguments = {"/bin/sh", "-c", std::move(question)};
    changes_->add(*this);
    ask();
  }
  ~JobObservation() override {
    changes_->remove(*this);
    if (is_asking_) changes_->question_ends();
  }
  JobObservation(const JobObservation&) = delete;
  JobObservation& operator=(const JobObservation&) = delete;

private:
  void changed(bool is_doubtful) override {
    (is_doubtful ? has_doubtful_change_ : has_change_) = true;
    if (!is_asking_) ask_if_changed();
  }

  void ask() {
    is_asking_ = true;
    has_change_ = has_doubtful_change_ = false;
    capture_ =
        std::make_unique<Capture>(loop_, launch_, [this](const Captured& captured) { answered(captured); });
    changes_->question_begins(capture_->process());
  }

  // What a question seems to have changed itself is worth one more question and no endless series of them.
  bool ask_if_changed() {
    if (!has_change_ && (!has_doubtful_change_ || was_doubtful_)) return false;
    was_doubtful_ = !has_change_;
    timer_ = loop_.after(std::max<Duration>(answered_ + pause_after_question - Clock::now(), {}),
                         [this] { ask(); });
    return true;
  }

  void answered(const Captured& captured) {
    changes_->question_ends();
    is_asking_ = false;
    answered_ = Clock::now();
    if (!captured.trouble.empty()) return report_({Finding::State::cannot_hold, captured.trouble});
    Finding finding;
    finding.seen = last_line(captured.output);
    if (captured.succeeded()) {
      finding.state = Finding::State::holds;
    } else if (WIFEXITED(captured.status) &&
               WEXITSTATUS(captured.status) == static_cast<int>(failed_job)) {
      finding.state = Finding::State::cannot_hold;
    } else {
      if (finding.seen.empty()) finding.seen = "it does not run: " + show_status(captured.status);
      if (!ask_if_changed()) ask_later();
    }
    report_(finding);
  }

  void ask_later() {
    timer_ = loop_.after(pause_, [this] { ask(); });
    const Duration longest = changes_->is_complete() ? Duration(longest_pause) : longest_pause_without_events;
    pause_ = std::min<Duration>(pause_ * 3 / 2, longest);
  }

  Loop& loop_;
  Report report_;
  std::shared_ptr<Changes> changes_;
  Launch launch_;
  std::unique_ptr<Capture> capture_;
  Registration timer_;
  Duration pause_ = first_pause;
  Clock::time_point answered_;
  bool is_asking_ = false;
  bool has_change_ = false;           // since the last question was begun
  bool has_doubtful_change_ = false;  // the same
  bool was_doubtful_ = false;         // so was what caused the last question
};

}  // namespace

std::unique_ptr<Observation> observe_job(Loop& loop, const Operands& operands, Report report) {
  return std::make_unique<JobObservation>(loop, operands[1], std::move(report));
}

}  // namespace vmt::agent
