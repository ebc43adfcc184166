// The agent's end of the byte stream: who waits for room in it is told.
#include "agent/link.hpp"

#include <gtest/gtest.h>

#include <sys/socket.h>
#include <unistd.h>

#include <optional>
#include <string>

namespace vmt::agent {
namespace {

// A link whose other end is held by the test: what the host does not read stays in the socket.
class LinkTest : public testing::Test {
protected:
  LinkTest() {
    int ends[2] = {-1, -1};
    ::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends);
    host_ = Descriptor(ends[0]);
    set_nonblocking(host_.number());
    link_.emplace(loop_, Descriptor(ends[1]), Link::Kind::stream,
                  Link::Events{.connected = [] {},
                               .disconnected = [] {},
                               .frame = [](auto&&...) {},
                               .writable = [this] { ++told_; }});
    run_loop();
  }

  // One round: what has news now.
  void run_loop() {
    const auto stop = loop_.after(Duration::zero(), [this] { loop_.stop(); });
    loop_.run();
  }

  void fill() {
    while (link_->ask_for_room()) link_->send(FrameType::output, 1, std::string(largest_payload, 'x'));
  }

  void read_all_at_the_host() {
    static char buffer[1024 * 1024];
    while (::read(host_.number(), buffer, sizeof buffer) > 0) continue;
  }

  Loop loop_;
  Descriptor host_;
  std::optional<Link> link_;
  int told_ = 0;
};

TEST_F(LinkTest, WhoWasRefusedIsToldOnce) {
  fill();
  read_all_at_the_host();
  run_loop();
  EXPECT_EQ(told_, 1);
}

TEST_F(LinkTest, WhoWasRefusedIsToldAlthoughAnotherGotRoomFirst) {
  fill();
  // The room that came is found by a frame of another request, before the loop hears of it.
  while (!link_->ask_for_room()) {
    read_all_at_the_host();
    link_->send(FrameType::credit, 2, "1234");
  }
  read_all_at_the_host();
  run_loop();
  EXPECT_EQ(told_, 1);
}

TEST_F(LinkTest, NobodyIsToldWhoDidNotAsk) {
  link_->send(FrameType::output, 1, std::string(largest_payload, 'x'));
  read_all_at_the_host();
  run_loop();
  EXPECT_EQ(told_, 0);
}

}  // namespace
}  // namespace vmt::agent
