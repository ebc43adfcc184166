// The request `terminal`: what a person at a keyboard would see.
#include "tests/support/raw_agent.hpp"

namespace vmt::test {
namespace {

using agent::FrameType;

constexpr std::uint32_t channel = 7;

std::string request_for(const std::string& command, std::uint16_t columns = 80, std::uint16_t rows = 24) {
  agent::Writer payload;
  payload.text(command).text("").text("").u32(1).text("TERM").text("vt100").u16(columns).u16(rows);
  return payload.bytes();
}

// The output up to the last frame, and that frame.
struct Session {
  std::string output;
  Frame last;
};

Session follow_to_the_end(RawAgent& guest) {
  Session session;
  for (;;) {
    auto frame = guest.next();
    if (frame.type == FrameType::output) session.output += frame.payload;
    if (frame.type != FrameType::done && frame.type != FrameType::error) continue;
    session.last = std::move(frame);
    return session;
  }
}

std::uint32_t code_of(const Frame& done) {
  agent::Reader reader(done.payload);
  reader.u8();
  return reader.u32();
}

void read_until(RawAgent& guest, const std::string& text) {
  std::string seen;
  while (seen.find(text) == std::string::npos) seen += guest.next().payload;
}

TEST(Terminal, has_a_terminal_of_the_asked_size) {
  RawAgent guest;
  guest.send(FrameType::terminal, channel,
             request_for("test -t 0 && test -t 2 && stty size; echo $TERM; exit 5", 97, 31));
  const auto session = follow_to_the_end(guest);
  EXPECT_EQ(session.output, "31 97\r\nvt100\r\n");
  EXPECT_EQ(code_of(session.last), 5U);
}

TEST(Terminal, hears_of_a_new_size) {
  RawAgent guest;
  guest.send(FrameType::terminal, channel,
             request_for("trap 'stty size; exit 0' WINCH; echo ready; while :; do sleep 0.01; done"));
  read_until(guest, "ready");
  guest.send(FrameType::resize, channel, agent::Writer().u16(132).u16(50).bytes());
  EXPECT_EQ(follow_to_the_end(guest).output, "50 132\r\n");
}

TEST(Terminal, echoes_what_is_typed_until_the_input_ends) {
  RawAgent guest;
  guest.send(FrameType::terminal, channel, request_for("cat; echo over"));
  guest.send(FrameType::data, channel, "hello\r");
  guest.send(FrameType::end, channel);
  EXPECT_EQ(follow_to_the_end(guest).output, "hello\r\nhello\r\nover\r\n");
}

TEST(Terminal, is_interrupted_by_its_keys) {
  RawAgent guest;
  guest.send(FrameType::terminal, channel, request_for("echo ready; exec sleep 100"));
  read_until(guest, "ready");
  guest.send(FrameType::data, channel, "\x03");  // Ctrl-C
  const auto session = follow_to_the_end(guest);
  EXPECT_EQ(session.last.payload[0], static_cast<char>(agent::Ending::signaled));
  EXPECT_EQ(code_of(session.last), static_cast<std::uint32_t>(SIGINT));
}

TEST(Terminal, runs_a_login_shell) {
  RawAgent guest;
  guest.send(FrameType::terminal, channel, request_for(""));
  guest.send(FrameType::data, channel, "echo $((40 + 2)); tty; exit 6\r");
  const auto session = follow_to_the_end(guest);
  EXPECT_NE(session.output.find("42\r\n"), std::string::npos) << session.output;
  EXPECT_NE(session.output.find("/dev/pts/"), std::string::npos) << session.output;
  EXPECT_EQ(code_of(session.last), 6U);
}

TEST(Terminal, hangs_up_when_the_host_loses_interest) {
  RawAgent guest;
  guest.send(FrameType::terminal, channel, request_for("echo ready; sleep 1000"));
  read_until(guest, "ready");
  guest.send(FrameType::cancel, channel);
  EXPECT_EQ(follow_to_the_end(guest).last.type, FrameType::done);
  const auto left =
      guest.run({.command = "for i in $(seq 200); do pgrep -f '^sleep 1000$' || exit 0; sleep 0.01; done"});
  EXPECT_EQ(left.code, 0U) << left.output;
}

TEST(Terminal, says_why_it_can_not_start) {
  RawAgent guest;
  agent::Writer payload;
  payload.text("true").text("nobody-at-all").text("").u32(0).u16(80).u16(24);
  guest.send(FrameType::terminal, channel, payload.bytes());
  const auto frame = follow_to_the_end(guest).last;
  EXPECT_EQ(frame.type, FrameType::error);
  EXPECT_NE(frame.payload.find("no user `nobody-at-all`"), std::string::npos);
}

}  // namespace
}  // namespace vmt::test
