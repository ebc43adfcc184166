// Waiting for a job of an init system that has to be asked: the question is a shell's here, and the init
// system's records are files in a folder that the agent watches.
#include <chrono>
#include <fstream>

#include "tests/support/raw_agent.hpp"

namespace vmt::test {
namespace {

using agent::Condition;
using agent::FrameType;
using agent::JobQuestion;
using agent::Verdict;

// Anyone may make files in /run/lock, which is watched.
class Job : public testing::Test {
protected:
  static JobQuestion question(const std::string& script) {
    JobQuestion question;
    question.name = "demo";
    question.init = "PlayedInit";
    question.command = {"sh", "-c", script};
    return question;
  }
  // Says how often it has been asked, so each time is an observation; the job runs when `up` is there.
  JobQuestion counting_question() const {
    return question("echo asked >>" + (unwatched_ / "asked") + "; wc -l <" + (unwatched_ / "asked") +
                    "; test -e " + (watched_ / "up"));
  }
  // Never answers, and leaves its number and that of a process of its own in the file `started`.
  JobQuestion endless_question() const {
    return question("trap '' TERM; sleep 1000 & echo $! $$ >" + (unwatched_ / "begun") + "; mv " +
                    (unwatched_ / "begun") + " " + (unwatched_ / "started") + "; sleep 1000");
  }
  std::uint32_t begin(const JobQuestion& question) {
    return guest_.begin_wait(Condition::job_runs, question.operands());
  }
  void make(const std::string& name) const { std::ofstream(watched_ / name) << "now"; }
  void await_endless_question() {
    ASSERT_EQ(guest_.wait(Condition::file_exists, {unwatched_ / "started"}).verdict, Verdict::holds);
  }
  // Whoever inherits the processes may take its time to bury them.
  void expect_end_of_endless_question() {
    const auto lives = "for p in $(cat " + (unwatched_ / "started") +
                       "); do grep '^State:.[^Z]' /proc/$p/status && exit; done; exit 1";
    EXPECT_EQ(guest_.wait(Condition::command_fails, {lives, ""}).verdict, Verdict::holds);
  }

  const TemporaryFolder watched_{"/run/lock"};
  const TemporaryFolder unwatched_;
  RawAgent guest_;
};

TEST_F(Job, runs_when_the_first_question_says_so) {
  const auto result = guest_.wait(Condition::job_runs, question("echo yes").operands());
  EXPECT_EQ(result.verdict, Verdict::holds);
  EXPECT_EQ(result.why, "yes");
}

TEST_F(Job, is_asked_for_again_at_once_when_a_file_changes) {
  using Clock = std::chrono::steady_clock;
  const auto channel = begin(counting_question());
  // By then half a second and more passes between two questions, when nothing happens.
  while (guest_.next_observed(channel) != "9") continue;
  const auto begun = Clock::now();
  for (int i = 0; i < 10; ++i) {
    make("something" + std::to_string(i));
    guest_.next_observed(channel);
  }
  EXPECT_LT(Clock::now() - begun, std::chrono::milliseconds(2500));
  make("up");
  EXPECT_EQ(guest_.end_wait(channel).verdict, Verdict::holds);
}

TEST_F(Job, that_does_not_run_is_told_of_by_what_the_answer_says_or_its_status) {
  EXPECT_EQ(guest_.next_observed(begin(question("echo first; echo stopped; exit 3"))), "stopped");
  EXPECT_EQ(guest_.next_observed(begin(question("exit 3"))), "it does not run: exit status 3");
}

TEST_F(Job, runs_when_the_answer_has_the_words) {
  auto question =
      Job::question("if test -e " + (watched_ / "up") + "; then echo start/running; else echo stop; fi");
  question.running_words = "start/running";
  const auto channel = begin(question);
  EXPECT_EQ(guest_.next_observed(channel), "stop");
  make("up");
  EXPECT_EQ(guest_.end_wait(channel).why, "start/running");
}

TEST_F(Job, that_has_crashed_ends_the_wait) {
  auto question = Job::question("exit $((3 + $(cat " + (unwatched_ / "status") + " 2>/dev/null || echo 0)))");
  question.crash_status = "32";
  const auto channel = begin(question);
  EXPECT_EQ(guest_.next_observed(channel), "it does not run: exit status 3");
  std::ofstream(unwatched_ / "status") << 29;
  make("something");
  const auto result = guest_.end_wait(channel);
  EXPECT_EQ(result.verdict, Verdict::cannot_hold);
  EXPECT_EQ(result.why, "PlayedInit says that it crashed");
}

TEST_F(Job, whose_start_has_failed_ends_the_wait) {
  auto question = Job::question("exit 3");
  question.failure_record = watched_ / "failed";
  const auto channel = begin(question);
  guest_.next_observed(channel);
  make("failed");
  const auto result = guest_.end_wait(channel);
  EXPECT_EQ(result.verdict, Verdict::cannot_hold);
  EXPECT_EQ(result.why, "PlayedInit says that its start failed");
}

TEST_F(Job, runs_when_its_record_comes_whatever_question_is_under_way) {
  auto question = endless_question();
  question.record = watched_ / "started";
  const auto channel = begin(question);
  await_endless_question();
  std::filesystem::create_symlink("/dev/null", watched_ / "started");
  const auto result = guest_.end_wait(channel);
  EXPECT_EQ(result.verdict, Verdict::holds);
  EXPECT_EQ(result.why, "PlayedInit has started it");
  expect_end_of_endless_question();
}

// It may be of a process that has crashed since, which only the question knows.
TEST_F(Job, is_asked_for_when_its_record_was_there_before) {
  make("started");
  auto question = Job::question("echo $(ls " + (watched_ / "") + "); exit 3");
  question.record = watched_ / "started";
  const auto channel = begin(question);
  EXPECT_EQ(guest_.next_observed(channel), "started");
  make("other");
  EXPECT_EQ(guest_.next_observed(channel), "other started");
  std::filesystem::remove(watched_ / "started");
  EXPECT_EQ(guest_.next_observed(channel), "other");
  make("started");
  EXPECT_EQ(guest_.end_wait(channel).why, "PlayedInit has started it");
}

TEST_F(Job, leaves_no_question_behind_when_the_wait_is_cancelled) {
  const auto channel = begin(endless_question());
  await_endless_question();
  guest_.send(FrameType::cancel, channel);
  EXPECT_EQ(guest_.end_wait(channel).verdict, Verdict::cancelled);
  expect_end_of_endless_question();
}

TEST_F(Job, without_a_program_to_ask_cannot_run) {
  auto question = Job::question("");
  question.command = {"/no/such/script", "status"};
  const auto result = guest_.wait(Condition::job_runs, question.operands());
  EXPECT_EQ(result.verdict, Verdict::cannot_hold);
  EXPECT_EQ(result.why, "cannot start `/no/such/script`: No such file or directory");
}

TEST_F(Job, needs_a_whole_question) {
  auto question = Job::question("");
  question.command.clear();
  EXPECT_EQ(guest_.next_on(begin(question)).type, FrameType::error);
}

}  // namespace
}  // namespace vmt::test
