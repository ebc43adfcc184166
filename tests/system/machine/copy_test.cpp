// Saving a lab and going on with copies of it.
#include "lab_fixture.hpp"

namespace vmt::machine {
namespace {

class CopyTest : public LabTest {
protected:
  std::unique_ptr<Lab> copy(const std::shared_ptr<const SavedLab>& saved) {
    LabOptions options;
    options.agent = VMT_AGENT;
    return copy_lab(saved, options, recorder_, patience());
  }

  static std::string output(Lab& lab, const std::string& command, std::size_t index = 0) {
    CommandRequest request;
    request.command = command;
    return lab.machine(index).run(request, patience()).output;
  }
};

TEST_F(CopyTest, CopiesBeginWhereTheOriginalStoodAndDoNotDisturbEachOther) {
  make({"one"});
  run("echo original > /tmp/word");
  const auto saved = lab_->save(patience());
  EXPECT_FALSE(machine().is_running());
  lab_.reset();

  const auto first = copy(saved);
  const auto second = copy(saved);
  EXPECT_EQ(output(*first, "cat /tmp/word; echo first > /tmp/word"), "original\n");
  EXPECT_EQ(output(*second, "cat /tmp/word"), "original\n");
  EXPECT_EQ(output(*first, "cat /tmp/word"), "first\n");
}

TEST_F(CopyTest, ACopyCanBeSavedAgain) {
  make({"one"});
  run("echo a > /tmp/word");
  auto saved = lab_->save(patience());
  auto lab = copy(saved);
  output(*lab, "echo b >> /tmp/word");
  saved = lab->save(patience());
  lab = copy(saved);
  EXPECT_EQ(output(*lab, "cat /tmp/word"), "a\nb\n");
}

TEST_F(CopyTest, ACopyCanRestart) {
  make({"one"});
  run("true");
  const auto lab = copy(lab_->save(patience()));
  lab->machine(0).reboot(patience());
  EXPECT_EQ(output(*lab, "echo up again"), "up again\n");
}

TEST_F(CopyTest, NoTwoCopiesDrawTheSameRandomNumbersAndTheClockIsRight) {
  make({"one"});
  run("true");
  const auto saved = lab_->save(patience());
  const auto first = copy(saved);
  const auto second = copy(saved);
  const std::string draw = "head -c 16 /dev/urandom | od -An -tx1";
  EXPECT_NE(output(*first, draw), output(*second, draw));
  EXPECT_LE(std::abs(std::stoll(output(*first, "date +%s")) - std::time(nullptr)), 1);
}

TEST_F(CopyTest, ACopyMadeAheadStandsStillUntilItIsNeeded) {
  make({"one"});
  CommandRequest request;
  request.command = "while sleep 0.01; do echo tick; done";
  const auto job = machine().spawn(request, patience());
  const auto saved = lab_->save(patience());
  LabOptions options;
  options.agent = VMT_AGENT;
  const auto ahead = copy_lab_ahead(saved, options, recorder_, patience());
  const auto is_running = [&] {
    return ahead->machine(0).ask_qemu("query-status", "{}", patience()).find("\"running\":true") != std::string::npos;
  };
  EXPECT_FALSE(is_running());
  ahead->go_on(patience());
  EXPECT_TRUE(is_running());
  const auto before = ahead->job(job)->output().size();
  EXPECT_LE(std::abs(std::stoll(output(*ahead, "sleep 0.1; date +%s")) - std::time(nullptr)), 1);
  EXPECT_GT(ahead->job(job)->output().size(), before);
}

TEST_F(CopyTest, ABackgroundCommandGoesOnInEveryCopy) {
  make({"one"});
  CommandRequest request;
  request.command = "echo begun; while [ ! -e /tmp/end ]; do sleep 0.05; done; cat /tmp/end";
  const auto job = machine().spawn(request, patience());
  run("true");
  const auto saved = lab_->save(patience());
  const auto first = copy(saved);
  const auto second = copy(saved);
  output(*first, "echo first > /tmp/end");
  EXPECT_EQ(first->job(job)->wait(patience()).output, "begun\nfirst\n");
  EXPECT_TRUE(second->job(job)->is_running());
  second->job(job)->stop(patience());
  EXPECT_FALSE(second->job(job)->is_running());
}

TEST_F(CopyTest, AConnectionBetweenTwoGuestsSurvives) {
  make({"one", "two"});
  lab_->start({0, 1}, patience());
  CommandRequest listen;
  listen.command = "sleep 1000 | nc -l -p 5000 > /tmp/heard";
  machine(0).spawn(listen, patience());
  machine(0).wait({agent::Condition::port_open, {"5000"}}, patience());
  CommandRequest connect;
  connect.command = "mkfifo /tmp/pipe; sleep 1000 > /tmp/pipe & nc one 5000 < /tmp/pipe";
  machine(1).spawn(connect, patience());
  run("until test -p /tmp/pipe; do sleep 0.1; done; echo before > /tmp/pipe", 1);
  run("until grep before /tmp/heard; do sleep 0.05; done", 0);

  const auto saved = lab_->save(patience());
  for (int round = 0; round < 2; ++round) {
    const auto lab = copy(saved);
    output(*lab, "echo after > /tmp/pipe", 1);
    EXPECT_EQ(output(*lab, "until grep -q after /tmp/heard; do sleep 0.05; done; cat /tmp/heard"),
              "before\nafter\n");
  }
}

}  // namespace
}  // namespace vmt::machine
