// Conditions: each is seen not to hold, then made true, then reported.
#include <netinet/in.h>
#include <sys/un.h>

#include <cstring>
#include <fstream>

#include "tests/support/raw_agent.hpp"

namespace vmt::test {
namespace {

using agent::Condition;
using agent::FrameType;
using agent::Verdict;

// A TCP socket on a port of its own choice, which listens when it is told to.
class Listener {
public:
  Listener() : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ::bind(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address);
    socklen_t size = sizeof address;
    ::getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
  }
  ~Listener() { close(); }
  void listen() { ::listen(socket_, 16); }
  void close() {
    if (socket_ >= 0) ::close(std::exchange(socket_, -1));
  }
  std::string port() const { return std::to_string(port_); }

private:
  int socket_ = -1;
  std::uint16_t port_ = 0;
};

TEST(Wait, for_a_port_to_open) {
  RawAgent guest;
  Listener listener;
  const auto channel = guest.begin_wait(Condition::port_open, {listener.port()});
  EXPECT_EQ(guest.next_observed(channel).rfind("nothing listens on port " + listener.port() + "; ", 0), 0U);
  listener.listen();
  const auto result = guest.end_wait(channel);
  EXPECT_EQ(result.verdict, Verdict::holds);
  EXPECT_EQ(result.why, "something listens on port " + listener.port());
}

TEST(Wait, for_a_port_to_close) {
  RawAgent guest;
  Listener listener;
  listener.listen();
  const auto channel = guest.begin_wait(Condition::port_closed, {listener.port()});
  EXPECT_EQ(guest.next_observed(channel), "something listens on port " + listener.port());
  listener.close();
  EXPECT_EQ(guest.end_wait(channel).verdict, Verdict::holds);
}

TEST(Wait, for_no_port_at_all_never_holds) {
  RawAgent guest;
  const auto result = guest.wait(Condition::port_open, {"70000"});
  EXPECT_EQ(result.verdict, Verdict::cannot_hold);
  EXPECT_EQ(result.why, "`70000` is no port: ports are 1 to 65535");
}

TEST(Wait, until_a_connection_succeeds) {
  RawAgent guest;
  Listener listener;
  const auto channel = guest.begin_wait(Condition::connectable, {"localhost", listener.port()});
  EXPECT_EQ(guest.next_observed(channel), "`localhost` port " + listener.port() + ": Connection refused");
  listener.listen();
  EXPECT_EQ(guest.end_wait(channel).verdict, Verdict::holds);
}

TEST(Wait, until_no_connection_succeeds) {
  RawAgent guest;
  Listener listener;
  listener.listen();
  const auto channel = guest.begin_wait(Condition::unconnectable, {"127.0.0.1", listener.port()});
  EXPECT_EQ(guest.next_observed(channel),
            "`127.0.0.1` port " + listener.port() + " still accepts connections");
  listener.close();
  const auto result = guest.end_wait(channel);
  EXPECT_EQ(result.verdict, Verdict::holds);
  EXPECT_EQ(result.why, "`127.0.0.1` port " + listener.port() + ": Connection refused");
}

TEST(Wait, for_a_name_that_nobody_knows) {
  RawAgent guest;
  const auto channel = guest.begin_wait(Condition::connectable, {"no-such-host.invalid", "80"});
  EXPECT_EQ(guest.next_observed(channel), "the name `no-such-host.invalid` is unknown in this guest");
  EXPECT_EQ(guest.wait(Condition::unconnectable, {"no-such-host.invalid", "80"}).verdict, Verdict::holds);
}

TEST(Wait, for_a_file_whose_folder_is_not_there_either) {
  RawAgent guest;
  const TemporaryFolder folder;
  const auto path = folder / "a/b/file";
  const auto channel = guest.begin_wait(Condition::file_exists, {path});
  EXPECT_EQ(guest.next_observed(channel),
            "`" + path + "` is not there, nor its folder; the nearest one is `" + folder.path() + "`");
  std::filesystem::create_directories(folder / "a/b");
  EXPECT_EQ(guest.next_observed(channel).rfind("`" + path + "` is not there", 0), 0U);
  std::ofstream(path) << "now";
  EXPECT_EQ(guest.end_wait(channel).verdict, Verdict::holds);
}

TEST(Wait, for_a_file_to_go) {
  RawAgent guest;
  const TemporaryFolder folder;
  std::ofstream(folder / "file") << "there";
  const auto channel = guest.begin_wait(Condition::file_absent, {folder / "file"});
  EXPECT_EQ(guest.next_observed(channel), "`" + (folder / "file") + "` is still there");
  std::filesystem::remove(folder / "file");
  EXPECT_EQ(guest.end_wait(channel).why, "`" + (folder / "file") + "` is gone");
}

TEST(Wait, for_a_socket_to_listen) {
  RawAgent guest;
  const TemporaryFolder folder;
  const auto path = folder / "socket";
  const auto channel = guest.begin_wait(Condition::socket_exists, {path});
  EXPECT_EQ(guest.next_observed(channel),
            "`" + path + "` is not there; its folder `" + folder.path() + "` is");
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, path.data(), path.size());
  const int socket = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  ASSERT_EQ(::bind(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  EXPECT_EQ(guest.next_observed(channel), "the socket `" + path + "` is there, but nothing listens on it");
  ::listen(socket, 1);
  EXPECT_EQ(guest.end_wait(channel).verdict, Verdict::holds);
  ::close(socket);
}

TEST(Wait, until_a_command_succeeds) {
  RawAgent guest;
  const TemporaryFolder folder;
  const auto command = "echo 'first line'; ls " + (folder / "flag");
  const auto channel = guest.begin_wait(Condition::command_succeeds, {command, "/bin/sh"});
  const auto seen = guest.next_observed(channel);
  EXPECT_EQ(seen.rfind("last: exit status 2: ls: ", 0), 0U) << seen;
  std::ofstream(folder / "flag") << "now";
  EXPECT_EQ(guest.end_wait(channel).verdict, Verdict::holds);
}

TEST(Wait, until_a_command_fails) {
  RawAgent guest;
  const TemporaryFolder folder;
  std::ofstream(folder / "flag") << "there";
  const auto channel = guest.begin_wait(Condition::command_fails, {"test -e " + (folder / "flag"), ""});
  EXPECT_EQ(guest.next_observed(channel), "last: exit status 0");
  std::filesystem::remove(folder / "flag");
  EXPECT_EQ(guest.end_wait(channel).why, "last: exit status 1");
}

TEST(Wait, for_a_command_without_a_shell_cannot_hold) {
  RawAgent guest;
  const auto result = guest.wait(Condition::command_succeeds, {"true", "/bin/nosuchshell"});
  EXPECT_EQ(result.verdict, Verdict::cannot_hold);
  EXPECT_EQ(result.why, "cannot start `/bin/nosuchshell`: No such file or directory");
}

TEST(Wait, for_a_process) {
  RawAgent guest;
  const TemporaryFolder folder;
  const auto name = "vmt-test-" + std::to_string(::getpid());
  std::filesystem::copy_file("/bin/sleep", folder / name);
  const auto channel = guest.begin_wait(Condition::process_exists, {name});
  EXPECT_EQ(guest.next_observed(channel), "no process is named `" + name + "`");
  const auto sleeping = guest.begin_run({.command = "exec " + (folder / name) + " 1000"});
  EXPECT_EQ(guest.end_wait(channel).verdict, Verdict::holds);
  guest.send(FrameType::cancel, sleeping);
  guest.end_run(sleeping);
}

TEST(Wait, ends_when_it_is_cancelled) {
  RawAgent guest;
  const auto channel = guest.begin_wait(Condition::file_exists, {"/no/such/file"});
  const auto seen = guest.next_observed(channel);
  guest.send(FrameType::cancel, channel);
  const auto result = guest.end_wait(channel);
  EXPECT_EQ(result.verdict, Verdict::cancelled);
  EXPECT_EQ(result.why, seen);
}

TEST(Wait, ends_the_command_that_it_was_running_when_it_is_cancelled) {
  RawAgent guest;
  const TemporaryFolder folder;
  const auto started = folder / "started";
  const auto ended = folder / "ended";
  const auto command = "trap '' TERM; echo $$ > " + started + "; exec sleep 1000";
  const auto channel = guest.begin_wait(Condition::command_succeeds, {command, "/bin/sh"});
  ASSERT_EQ(guest.wait(Condition::command_succeeds, {"test -s " + started, ""}).verdict, Verdict::holds);
  guest.send(FrameType::cancel, channel);
  EXPECT_EQ(guest.end_wait(channel).verdict, Verdict::cancelled);
  EXPECT_EQ(guest.wait(Condition::command_fails, {"kill -0 $(cat " + started + ")", ""}).verdict,
            Verdict::holds);
}

TEST(Wait, refuses_a_request_without_operands) {
  RawAgent guest;
  const auto channel = guest.begin_wait(Condition::port_open, {});
  EXPECT_EQ(guest.next_on(channel).type, FrameType::error);
}

}  // namespace
}  // namespace vmt::test
