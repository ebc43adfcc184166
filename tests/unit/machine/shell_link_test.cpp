// What a guest with a shell only says, however it is cut into pieces, and with what a serial port loses.
#include "machine/guest/shell_link.hpp"

#include <gtest/gtest.h>

#include <future>
#include <string>

namespace vmt::machine::guest {
namespace {

// Between "vmt-" and "-" in what was sent last: how the link marks the end of what it asked for.
std::string nonce_in(const std::string& sent, const std::string& behind) {
  const auto end = sent.find(behind);
  return sent.substr(end - 16, 16);
}

// A guest that answers one command.
class ShellLinkTest : public testing::Test {
protected:
  ShellLinkTest() {
    link_.connected();
    link_.take("vmt-" + nonce_in(sent_, "-\"\"ready") + "-ready\n");
  }

  // `answer` makes from the nonce what the guest says; it comes in pieces of so many bytes.
  template <typename Answer>
  CommandResult run(Answer answer, std::size_t piece) {
    sent_.clear();
    has_sent_ = {};
    auto result = std::async(std::launch::async, [this] {
      return link_.run({.command = "command"}, [](bool, std::string_view) {},
                       {Deadline::in(std::chrono::seconds(20)), {}});
    });
    has_sent_.get_future().wait();
    const std::string said = answer(nonce_in(sent_, "-output"));
    for (std::size_t at = 0; at < said.size(); at += piece) link_.take(said.substr(at, piece));
    return result.get();
  }

  std::string sent_;
  std::promise<void> has_sent_;
  ShellLink link_{{.access = Access::tcp_port},
                  {.send =
                       [this](std::string bytes) {
                         sent_ = std::move(bytes);
                         has_sent_.set_value();
                       },
                   .ready = [] {},
                   .turned_away = [](const std::string&) {}}};
};

TEST_F(ShellLinkTest, FindsTheEndsHoweverTheyAreCut) {
  for (const std::size_t piece : {1, 2, 7, 1000}) {
    const auto result = run(
        [](const std::string& nonce) {
          return "one\nvmt-\ntwo\n\nvmt-" + nonce + "-output 7\nbad\n\nvmt-" + nonce + "-errors\n";
        },
        piece);
    EXPECT_EQ(result.output, "one\nvmt-\ntwo\n");
    EXPECT_EQ(result.errors, "bad\n");
    EXPECT_EQ(result.code, 7u);
  }
}

TEST_F(ShellLinkTest, FindsTheEndsWithoutTheirLineBreaks) {
  for (const std::size_t piece : {1, 5, 1000}) {
    const auto result = run(
        [](const std::string& nonce) {
          return "words"
                 "vmt-" +
                 nonce +
                 "-output 0\nbad"
                 "vmt-" +
                 nonce + "-errors\n";
        },
        piece);
    EXPECT_EQ(result.output, "words");
    EXPECT_EQ(result.errors, "bad");
    EXPECT_TRUE(result.succeeded());
  }
}

}  // namespace
}  // namespace vmt::machine::guest
