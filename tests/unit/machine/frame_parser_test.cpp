// The agent's byte stream, taken apart however it was cut.
#include "machine/guest/frame_parser.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace vmt::machine::guest {
namespace {

using agent::FrameType;

std::string hello() {
  agent::Writer payload;
  payload.raw(agent::hello_magic).u32(agent::protocol_version).text("6.1").u64(7);
  return agent::frame(FrameType::hello, 0, payload.bytes());
}

class FrameParserTest : public testing::Test {
protected:
  bool feed(std::string_view bytes) {
    return parser_.feed(bytes, [this](const agent::Header& header, std::string_view payload) {
      types_.push_back(header.type);
      payloads_.emplace_back(payload);
    });
  }

  FrameParser parser_;
  std::vector<FrameType> types_;
  std::vector<std::string> payloads_;
};

TEST_F(FrameParserTest, GivesFramesWholeWhereverTheyWereCut) {
  const auto bytes = hello() + agent::frame(FrameType::output, 1, "abc") + agent::frame(FrameType::done, 1) +
                     agent::frame(FrameType::output, 2, "de");
  for (std::size_t cut = 1; cut < bytes.size(); ++cut) {
    parser_ = {};
    types_.clear();
    payloads_.clear();
    EXPECT_TRUE(feed(std::string_view(bytes).substr(0, cut)));
    EXPECT_TRUE(feed(std::string_view(bytes).substr(cut)));
    ASSERT_EQ(types_, (std::vector{FrameType::hello, FrameType::output, FrameType::done, FrameType::output}))
        << "cut at " << cut;
    EXPECT_EQ(payloads_[1], "abc");
    EXPECT_EQ(payloads_[3], "de");
  }
}

TEST_F(FrameParserTest, GivesFramesByteByByte) {
  for (const char byte : hello() + agent::frame(FrameType::output, 1, "abc")) feed({&byte, 1});
  EXPECT_EQ(types_.size(), 2u);
}

TEST_F(FrameParserTest, DropsWhatComesBeforeTheHello) {
  feed("\x05\x00rubbish of an earlier boot" + hello());
  EXPECT_EQ(types_, std::vector{FrameType::hello});
}

TEST_F(FrameParserTest, KeepsAHelloThatComesInPieces) {
  const auto bytes = std::string(100, 'x') + hello();
  for (const char byte : bytes) feed({&byte, 1});
  EXPECT_EQ(types_, std::vector{FrameType::hello});
}

TEST_F(FrameParserTest, AfterARestartLooksForAHelloAgain) {
  feed(hello() + agent::frame(FrameType::output, 1, std::string(500, 'o')).substr(0, 100));
  parser_.restart();
  feed("the rest of nothing" + hello());
  EXPECT_EQ(types_, (std::vector{FrameType::hello, FrameType::hello}));
}

TEST_F(FrameParserTest, TakesTheMagicInsideOfAPayloadForWhatItIs) {
  feed(hello() + agent::frame(FrameType::output, 1, agent::hello_magic));
  EXPECT_EQ(types_, (std::vector{FrameType::hello, FrameType::output}));
}

TEST_F(FrameParserTest, SaysWhenBytesAreNoFrames) {
  EXPECT_FALSE(feed(hello() + std::string(12, '\xff')));
}

}  // namespace
}  // namespace vmt::machine::guest
