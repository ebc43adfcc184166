// The switch, between socket pairs that stand for network cards.
#include "machine/switch/switch.hpp"

#include <gtest/gtest.h>

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace vmt::machine::network {
namespace {

constexpr MacAddress broadcast = 0xffffffffffff;

MacAddress mac(std::size_t card) {
  return 0x525400120100 + card;
}

std::string address(MacAddress value) {
  std::string bytes;
  for (int shift = 40; shift >= 0; shift -= 8) bytes.push_back(static_cast<char>(value >> shift));
  return bytes;
}

std::string frame(MacAddress to, MacAddress from, const std::string& payload) {
  return address(to) + address(from) + std::string("\x08\x00", 2) + payload;
}

std::string wire(const std::string& frame) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) bytes.push_back(static_cast<char>(frame.size() >> shift));
  return bytes + frame;
}

class SwitchTest : public testing::Test {
protected:
  void SetUp() override {
    switch_ = io_.call([this] { return std::make_unique<Switch>(io_); });
    for (std::size_t i = 0; i < 3; ++i) plug_in(i);
  }
  void TearDown() override {
    io_.call([this] { switch_.reset(); });
  }

  void plug_in(std::size_t card) {
    auto channel = make_channel();
    ::fcntl(channel.theirs.get(), F_SETFL, O_NONBLOCK);
    if (cards_.size() <= card) cards_.resize(card + 1);
    cards_[card] = std::move(channel.theirs);
    io_.call([&] { switch_->attach({card, 0}, std::move(channel.ours)); });
  }

  void send_bytes(std::size_t card, std::string_view bytes) {
    while (!bytes.empty()) {
      const auto count = ::send(cards_[card].get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (count < 0) {
        pollfd room{cards_[card].get(), POLLOUT, 0};
        ASSERT_EQ(::poll(&room, 1, 20'000), 1);
        continue;
      }
      bytes.remove_prefix(static_cast<std::size_t>(count));
    }
  }
  void send(std::size_t card, const std::string& frame) { send_bytes(card, wire(frame)); }

  // The next frame that comes to a card; empty when none comes within `milliseconds`.
  std::string receive(std::size_t card, int milliseconds = 20'000) {
    std::string bytes = read_exactly(card, Frame::length_bytes, milliseconds);
    return bytes.empty() ? bytes : read_exactly(card, frame_length(bytes), 20'000);
  }

  // Whether nothing has come to the card. Certain, since a frame to `other` that was sent afterwards has
  // come there already, and the switch works in order.
  bool is_quiet(std::size_t card) {
    pollfd news{cards_[card].get(), POLLIN, 0};
    return ::poll(&news, 1, 0) == 0;
  }

  std::string read_exactly(std::size_t card, std::size_t size, int milliseconds) {
    std::string bytes;
    while (bytes.size() < size) {
      pollfd news{cards_[card].get(), POLLIN, 0};
      if (::poll(&news, 1, milliseconds) != 1) return {};
      char buffer[65536];
      const auto count = ::read(cards_[card].get(), buffer, std::min(sizeof buffer, size - bytes.size()));
      if (count <= 0) return {};
      bytes.append(buffer, static_cast<std::size_t>(count));
    }
    return bytes;
  }

  Counters counters(std::size_t card) {
    return io_.call([&] { return switch_->counters({card, 0}); });
  }

  IoThread io_;
  std::unique_ptr<Switch> switch_;
  std::vector<Descriptor> cards_;
};

TEST_F(SwitchTest, SendsABroadcastToAllOthers) {
  const auto sent = frame(broadcast, mac(0), "who has");
  send(0, sent);
  EXPECT_EQ(receive(1), sent);
  EXPECT_EQ(receive(2), sent);
  EXPECT_TRUE(is_quiet(0));
}

TEST_F(SwitchTest, LearnsWhereAnAddressIs) {
  send(1, frame(broadcast, mac(1), "I am here"));
  receive(0);
  receive(2);
  const auto sent = frame(mac(1), mac(0), "for one");
  send(0, sent);
  EXPECT_EQ(receive(1), sent);
  EXPECT_TRUE(is_quiet(2));
}

TEST_F(SwitchTest, FloodsWhatItDoesNotKnow) {
  const auto sent = frame(mac(7), mac(0), "anyone?");
  send(0, sent);
  EXPECT_EQ(receive(1), sent);
  EXPECT_EQ(receive(2), sent);
}

TEST_F(SwitchTest, FollowsAnAddressThatMoves) {
  send(1, frame(broadcast, mac(9), "first here"));
  receive(0);
  receive(2);
  send(2, frame(broadcast, mac(9), "now there"));
  receive(0);
  receive(1);
  const auto sent = frame(mac(9), mac(0), "found");
  send(0, sent);
  EXPECT_EQ(receive(2), sent);
  EXPECT_TRUE(is_quiet(1));
}

TEST_F(SwitchTest, DoesNotSendAFrameBack) {
  send(0, frame(broadcast, mac(0), "x"));
  receive(1);
  send(0, frame(mac(0), mac(5), "to a machine behind the same port"));
  send(1, frame(mac(0), mac(1), "marker"));
  EXPECT_EQ(receive(0), frame(mac(0), mac(1), "marker"));
}

TEST_F(SwitchTest, PassesTaggedAndLargeFramesUnchanged) {
  auto tagged = address(broadcast) + address(mac(0)) + std::string("\x81\x00\x00\x05\x08\x00", 6) + "tagged";
  const auto jumbo = frame(broadcast, mac(0), std::string(60'000, 'j'));
  send(0, tagged);
  send(0, jumbo);
  EXPECT_EQ(receive(1), tagged);
  EXPECT_EQ(receive(1), jumbo);
}

TEST_F(SwitchTest, UnderstandsFramesHoweverTheyAreCut) {
  const auto first = frame(broadcast, mac(0), "first");
  const auto second = frame(broadcast, mac(0), "second");
  for (const char byte : wire(first) + wire(second)) send_bytes(0, {&byte, 1});
  EXPECT_EQ(receive(1), first);
  EXPECT_EQ(receive(1), second);
}

TEST_F(SwitchTest, KeepsTheOrderOfManyFrames) {
  std::string bytes;
  for (int i = 0; i < 1000; ++i) bytes += wire(frame(broadcast, mac(0), std::to_string(i)));
  send_bytes(0, bytes);
  for (int i = 0; i < 1000; ++i) ASSERT_EQ(receive(1), frame(broadcast, mac(0), std::to_string(i)));
}

TEST_F(SwitchTest, DropsAndCountsWhatAGuestDoesNotRead) {
  const auto large = frame(broadcast, mac(0), std::string(60'000, 'x'));
  for (int i = 0; i < 100; ++i) send(0, large);  // 6 MB, which card 2 never reads
  while (counters(0).sent_frames < 100) continue;
  const auto dropped = counters(2).dropped_by(Cause::not_read);
  EXPECT_GT(dropped, 0u);
  EXPECT_EQ(dropped + counters(2).received_frames, 100u);
  for (auto left = counters(1).received_frames; left > 0; --left) ASSERT_EQ(receive(1), large);
}

TEST_F(SwitchTest, ResumesWithWholeFramesAfterDrops) {
  const auto large = frame(broadcast, mac(0), std::string(60'000, 'x'));
  for (int i = 0; i < 100; ++i) send(0, large);
  while (counters(0).sent_frames < 100) continue;
  for (auto left = counters(2).received_frames; left > 0; --left) ASSERT_EQ(receive(2), large);
  const auto after = frame(broadcast, mac(0), "after");
  send(0, after);
  EXPECT_EQ(receive(2), after);
}

TEST_F(SwitchTest, PassesNothingOverALinkThatIsDown) {
  io_.call([this] { switch_->set_link({1, 0}, false); });
  send(0, frame(broadcast, mac(0), "lost"));
  send(1, frame(broadcast, mac(1), "lost as well"));
  receive(2);  // the first one
  while (counters(1).sent_frames < 1) continue;
  EXPECT_TRUE(is_quiet(1));
  io_.call([this] { switch_->set_link({1, 0}, true); });
  const auto sent = frame(broadcast, mac(0), "again");
  send(0, sent);
  EXPECT_EQ(receive(1), sent);
  EXPECT_EQ(receive(2), sent) << "the frame of the card without a link did not come here";
}

TEST_F(SwitchTest, ForgetsACardThatGoes) {
  send(1, frame(broadcast, mac(1), "here"));
  receive(0);
  receive(2);
  cards_[1] = Descriptor();
  // The end of the channel is noticed some time later; then frames for the address are flooded again.
  std::string flooded;
  while (flooded.empty()) {
    send(0, frame(mac(1), mac(0), "where"));
    flooded = receive(2, 10);
  }
  plug_in(1);
  const auto sent = frame(broadcast, mac(0), "welcome back");
  send(0, sent);
  EXPECT_EQ(receive(1), sent);
}

TEST_F(SwitchTest, UnplugsWhoSendsWhatIsNoFrame) {
  send_bytes(1, std::string(100, '\xff'));
  std::string end;
  pollfd news{cards_[1].get(), POLLIN, 0};
  ASSERT_EQ(::poll(&news, 1, 20'000), 1);
  char byte = 0;
  EXPECT_EQ(::read(cards_[1].get(), &byte, 1), 0);
  send(0, frame(broadcast, mac(0), "others go on"));
  EXPECT_EQ(receive(2), frame(broadcast, mac(0), "others go on"));
}

TEST_F(SwitchTest, ServesMoreAddressesThanItRemembers) {
  std::string bytes;
  for (std::size_t i = 0; i < Bridge::most_addresses + 10; ++i)
    bytes += wire(frame(broadcast, 0x020000000000 + i, "x"));
  std::jthread reader([this] {
    for (std::size_t i = 0; i < Bridge::most_addresses + 10; ++i) receive(1);
  });
  send_bytes(0, bytes);
  reader.join();
  const auto sent = frame(0x020000000000 + Bridge::most_addresses + 5, mac(1), "flooded");
  send(1, sent);
  EXPECT_EQ(receive(0), sent);
}

}  // namespace
}  // namespace vmt::machine::network
