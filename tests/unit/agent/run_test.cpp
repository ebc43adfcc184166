// Commands: how they start, what comes of them, and how they end.
#include <fcntl.h>
#include <sys/stat.h>

#include <fstream>
#include <numeric>
#include <thread>

#include "tests/support/raw_agent.hpp"

namespace vmt::test {
namespace {

using agent::Ending;
using agent::FrameType;

TEST(Agent, says_hello_first) {
  RawAgent guest;
  EXPECT_EQ(guest.hello().type, FrameType::hello);
  EXPECT_EQ(guest.hello().channel, 0U);
  agent::Reader hello(guest.hello().payload);
  EXPECT_EQ(hello.raw(agent::hello_magic.size()), agent::hello_magic);
  EXPECT_EQ(hello.u32(), agent::protocol_version);
  EXPECT_FALSE(hello.text().empty());
  EXPECT_NE(hello.u64(), 0U);
  EXPECT_TRUE(hello.ok());
}

TEST(Run, keeps_output_and_errors_apart) {
  RawAgent guest;
  const auto result = guest.run({.command = "echo to output; echo to errors >&2; exit 7"});
  EXPECT_EQ(result.output, "to output\n");
  EXPECT_EQ(result.errors, "to errors\n");
  EXPECT_EQ(result.ending, Ending::exited);
  EXPECT_EQ(result.code, 7U);
  EXPECT_GT(result.duration_nanoseconds, 0U);
}

TEST(Run, tells_an_exit_by_signal_from_a_status) {
  RawAgent guest;
  const auto result = guest.run({.command = "kill -USR1 $$"});
  EXPECT_EQ(result.ending, Ending::signaled);
  EXPECT_EQ(result.code, static_cast<std::uint32_t>(SIGUSR1));
}

TEST(Run, starts_with_default_signals_and_three_descriptors) {
  RawAgent guest;
  const auto signals = guest.run({.command = "sed -n 's/^Sig[BI][lg][kn]:\\t//p' /proc/self/status"}).output;
  constexpr unsigned long ordinary_signals = 0x7fffffff;  // the C library keeps two of the others to itself
  ASSERT_EQ(signals.size(), 2U * 17) << signals;
  EXPECT_EQ(std::stoul(signals.substr(0, 16), nullptr, 16) & ordinary_signals, 0U) << "blocked";
  EXPECT_EQ(std::stoul(signals.substr(17, 16), nullptr, 16) & ordinary_signals, 0U) << "ignored";
  // 3 is the folder that ls reads.
  EXPECT_EQ(guest.run({.command = "ls /proc/self/fd"}).output, "0\n1\n2\n3\n");
}

TEST(Run, has_the_environment_and_the_directory_that_were_asked_for) {
  RawAgent guest;
  const TemporaryFolder folder;
  const auto result = guest.run({.command = "pwd; echo \"$GREETING\"; echo $TERM; echo $USER",
                                 .directory = folder.path(),
                                 .environment = {{"GREETING", "hello  world"}, {"TERM", "vt100"}}});
  EXPECT_EQ(result.output.rfind(folder.path() + "\nhello  world\nvt100\n", 0), 0U) << result.output;
}

TEST(Run, reads_nothing_without_input) {
  RawAgent guest;
  EXPECT_EQ(guest.run({.command = "cat; echo end"}).output, "end\n");
}

TEST(Run, takes_its_input_until_the_end) {
  RawAgent guest;
  const auto channel = guest.begin_run({.command = "wc -c", .has_input = true});
  guest.send(FrameType::data, channel, "one ");
  guest.send(FrameType::data, channel, "two");
  guest.send(FrameType::end, channel);
  EXPECT_EQ(guest.end_run(channel).output, "7\n");
}

TEST(Run, gives_credit_for_input_beyond_the_window) {
  RawAgent guest;
  const auto channel = guest.begin_run({.command = "sha256sum | cut -c 1-8; exit 3", .has_input = true});
  const std::string piece(agent::largest_payload, 'x');
  std::size_t window = agent::window_bytes;
  for (std::size_t sent = 0; sent < 4 * agent::window_bytes; sent += piece.size()) {
    while (window < piece.size()) {
      const auto frame = guest.next_on(channel);
      ASSERT_EQ(frame.type, FrameType::credit);
      window += agent::Reader(frame.payload).u32();
    }
    guest.send(FrameType::data, channel, piece);
    window -= piece.size();
  }
  guest.send(FrameType::end, channel);
  const auto result = guest.end_run(channel);
  EXPECT_EQ(result.output, "baa7a6d3\n");
  EXPECT_EQ(result.code, 3U);
}

TEST(Run, survives_a_command_that_does_not_read_its_input) {
  RawAgent guest;
  const auto channel = guest.begin_run({.command = "exec <&-; echo done", .has_input = true});
  for (int i = 0; i < 8; ++i) guest.send(FrameType::data, channel, std::string(agent::largest_payload, 'x'));
  EXPECT_EQ(guest.end_run(channel).output, "done\n");
  EXPECT_EQ(guest.run({.command = "echo alive"}).output, "alive\n");
}

TEST(Run, serves_commands_at_the_same_time) {
  RawAgent guest;
  const TemporaryFolder folder;
  ASSERT_EQ(::mkfifo((folder / "gate").c_str(), 0600), 0);
  // The first can only end when the second has run.
  const auto first = guest.begin_run({.command = "cat gate", .directory = folder.path()});
  const auto second =
      guest.begin_run({.command = "echo opened > gate; echo second", .directory = folder.path()});
  EXPECT_EQ(guest.end_run(second).output, "second\n");
  EXPECT_EQ(guest.end_run(first).output, "opened\n");
}

TEST(Run, delivers_binary_output_whole) {
  RawAgent guest;
  const TemporaryFolder folder;
  constexpr std::size_t size = 16 * 1024 * 1024;
  const auto result = guest.run({.command = "head -c 16777216 /dev/urandom | tee bytes; cksum < bytes >&2",
                                 .directory = folder.path()});
  ASSERT_EQ(result.output.size(), size);
  const auto back = guest.begin_run({.command = "cksum", .has_input = true});
  std::size_t window = agent::window_bytes;
  for (std::size_t at = 0; at < size; at += agent::largest_payload) {
    while (window < agent::largest_payload) window += agent::Reader(guest.next_on(back).payload).u32();
    guest.send(FrameType::data, back, std::string_view(result.output).substr(at, agent::largest_payload));
    window -= agent::largest_payload;
  }
  guest.send(FrameType::end, back);
  EXPECT_EQ(guest.end_run(back).output, result.errors);
}

TEST(Run, sends_no_more_than_the_window_and_stalls_nobody_else) {
  RawAgent guest;
  const auto stalled = guest.begin_run({.command = "yes"});
  std::size_t received = 0;
  while (received < agent::window_bytes) received += guest.next_on(stalled).payload.size();
  EXPECT_EQ(received, agent::window_bytes);
  EXPECT_EQ(guest.run({.command = "echo free"}).output, "free\n");
  EXPECT_FALSE(guest.has_news(0)) << "the agent sent more than the host has room for";
  guest.give_credit(stalled, 10);
  EXPECT_EQ(guest.next_on(stalled).payload.size(), 10U);
  guest.send(FrameType::cancel, stalled);
  EXPECT_EQ(guest.end_run(stalled).ending, Ending::signaled);
}

// Until the process whose number is in the file sleeps: what only writes is then held up.
void await_held_up_writer(const std::string& file) {
  for (char state = ' '; state != 'S'; std::this_thread::yield()) {
    std::string number, name;
    std::ifstream(file) >> number;
    std::ifstream("/proc/" + number + "/stat") >> number >> name >> state;
    if (name != "(head)") state = ' ';
  }
}

TEST(Run, goes_on_when_the_host_reads_again) {
  RawAgent guest;
  const TemporaryFolder folder;
  constexpr std::size_t size = 1'000'000;
  static_assert(size < agent::window_bytes, "no credit is given that could let the agent go on");
  const auto channel = guest.begin_run(
      {.command = "echo $$ >pid; exec head -c 1000000 /dev/zero", .directory = folder.path()});
  await_held_up_writer(folder / "pid");
  std::size_t received = 0;
  while (received < size) received += guest.next_on(channel).payload.size();
  EXPECT_EQ(guest.next_on(channel).type, FrameType::done);
}

TEST(Run, ends_although_a_background_process_keeps_its_output_open) {
  RawAgent guest;
  const TemporaryFolder folder;
  ASSERT_EQ(::mkfifo((folder / "gate").c_str(), 0600), 0);
  const auto result = guest.run(
      {.command = "echo before; (read go < gate; echo late; echo late again; echo yes > survived) &",
       .directory = folder.path()});
  EXPECT_EQ(result.output, "before\n");
  // What the background process writes later goes nowhere, and does not kill it.
  guest.run({.command = "echo go > gate", .directory = folder.path()});
  EXPECT_EQ(
      guest.wait(agent::Condition::command_succeeds, {"grep -q yes " + (folder / "survived"), "/bin/sh"})
          .verdict,
      agent::Verdict::holds);
}

// A fifo whose reader sees the end of file when every process of the command is gone.
class Witness {
public:
  explicit Witness(const std::string& path) {
    if (::mkfifo(path.c_str(), 0600) == 0) reader_ = ::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  }
  ~Witness() { ::close(reader_); }
  bool sees_the_end() const {
    pollfd news{.fd = reader_, .events = POLLIN, .revents = 0};
    return ::poll(&news, 1, 60'000) == 1 && (news.revents & POLLHUP) != 0;
  }

private:
  int reader_ = -1;
};

TEST(Run, kills_the_whole_group_when_its_time_is_over) {
  RawAgent guest;
  const TemporaryFolder folder;
  const Witness witness(folder / "witness");
  const auto result = guest.run({.command = "exec 3> witness; echo started; sleep 1000 & sleep 1000",
                                 .directory = folder.path(),
                                 .timeout_milliseconds = 300});
  EXPECT_EQ(result.ending, Ending::timed_out);
  EXPECT_EQ(result.code, 0U);
  EXPECT_EQ(result.output, "started\n");
  EXPECT_TRUE(witness.sees_the_end());
}

TEST(Run, kills_the_whole_group_when_it_is_cancelled) {
  RawAgent guest;
  const TemporaryFolder folder;
  const Witness witness(folder / "witness");
  const auto channel = guest.begin_run(
      {.command = "exec 3> witness; echo started; sleep 1000 & sleep 1000", .directory = folder.path()});
  EXPECT_EQ(guest.next_on(channel).payload, "started\n");
  guest.send(FrameType::cancel, channel);
  const auto result = guest.end_run(channel);
  EXPECT_EQ(result.ending, Ending::signaled);
  EXPECT_EQ(result.code, static_cast<std::uint32_t>(SIGKILL));
  EXPECT_TRUE(witness.sees_the_end());
}

TEST(Run, passes_signals_on) {
  RawAgent guest;
  const auto channel =
      guest.begin_run({.command = "trap 'echo got it; exit 5' TERM; echo ready; while :; do sleep 1; done"});
  EXPECT_EQ(guest.next_on(channel).payload, "ready\n");
  agent::Writer payload;
  payload.u32(SIGTERM);
  guest.send(FrameType::signal, channel, payload.bytes());
  const auto result = guest.end_run(channel);
  EXPECT_EQ(result.output, "got it\n");
  EXPECT_EQ(result.code, 5U);
}

TEST(Run, says_what_it_could_not_do) {
  RawAgent guest;
  EXPECT_EQ(guest.run({.command = "true", .shell = "/bin/nosuchshell"}).refusal,
            "cannot start `/bin/nosuchshell`: No such file or directory");
  EXPECT_EQ(guest.run({.command = "true", .user = "nosuchuser"}).refusal,
            "there is no user `nosuchuser` in this guest");
  EXPECT_EQ(guest.run({.command = "true", .directory = "/no/such/folder"}).refusal,
            "cannot enter `/no/such/folder`: No such file or directory");
}

TEST(Run, becomes_another_user) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can become another user";
  RawAgent guest;
  const auto result = guest.run({.command = "id -un; id -Gn; echo $HOME; echo $LOGNAME", .user = "nobody"});
  EXPECT_EQ(result.output, "nobody\nnogroup\n/nonexistent\nnobody\n") << result.refusal << result.errors;
}

TEST(Agent, refuses_what_it_does_not_know) {
  RawAgent guest;
  guest.send(static_cast<FrameType>(99), 1234);
  const auto answer = guest.next_on(1234);
  EXPECT_EQ(answer.type, FrameType::error);
  guest.send(FrameType::run, 1235, "\x05");
  EXPECT_EQ(guest.next_on(1235).type, FrameType::error);
  EXPECT_EQ(guest.run({.command = "echo alive"}).output, "alive\n");
}

}  // namespace
}  // namespace vmt::test
