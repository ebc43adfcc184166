// Waits for a service of an init system that tells nothing by itself: looks at its records and asks it whenever
// something in the guest has changed that its answer may depend on, and now and then besides.
#include <sys/wait.h>
#include <unistd.h>

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
  JobObservation(Loop& loop, JobQuestion question, Report report)
      : loop_(loop), question_(std::move(question)), report_(std::move(report)), changes_(Changes::shared(loop)) {
    launch_.arguments = question_.command;
    had_record_ = is_there(question_.record);
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
  static bool is_there(const std::string& record) {
    return !record.empty() && ::access(record.c_str(), F_OK) == 0;
  }

  void changed(bool is_doubtful) override {
    const bool had_record = std::exchange(had_record_, is_there(question_.record));
    if (had_record_ && !had_record)
      return report_({Finding::State::holds, question_.init + " has started it"});
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
    const auto finding = understood(captured);
    if (finding.state == Finding::State::not_yet && !ask_if_changed()) ask_later();
    report_(finding);
  }

  Finding understood(const Captured& captured) const {
    auto seen = last_line(captured.output);
    if (captured.succeeded() && captured.output.find(question_.running_words) != std::string::npos)
      return {Finding::State::holds, std::move(seen)};
    if (WIFEXITED(captured.status) && std::to_string(WEXITSTATUS(captured.status)) == question_.crash_status)
      return {Finding::State::cannot_hold, question_.init + " says that it crashed"};
    if (is_there(question_.failure_record))
      return {Finding::State::cannot_hold, question_.init + " says that its start failed"};
    if (seen.empty()) seen = "it does not run: " + show_status(captured.status);
    return {Finding::State::not_yet, std::move(seen)};
  }

  void ask_later() {
    timer_ = loop_.after(pause_, [this] { ask(); });
    const Duration longest = changes_->is_complete() ? Duration(longest_pause) : longest_pause_without_events;
    pause_ = std::min<Duration>(pause_ * 3 / 2, longest);
  }

  Loop& loop_;
  JobQuestion question_;
  Report report_;
  std::shared_ptr<Changes> changes_;
  Launch launch_;
  std::unique_ptr<Capture> capture_;
  Registration timer_;
  Duration pause_ = first_pause;
  Clock::time_point answered_;
  bool had_record_ = false;  // when it was looked for last
  bool is_asking_ = false;
  bool has_change_ = false;           // since the last question was begun
  bool has_doubtful_change_ = false;  // the same
  bool was_doubtful_ = false;         // so was what caused the last question
};

}  // namespace

std::unique_ptr<Observation> observe_job(Loop& loop, const Operands& operands, Report report) {
  return std::make_unique<JobObservation>(loop, JobQuestion::of(operands), std::move(report));
}

}  // namespace vmt::agent
