// The real guest agent as a process of the host, spoken to frame by frame: what is on the wire, with
// nothing of the host's side in between.
#pragma once

#include <gtest/gtest.h>

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <deque>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "agent/protocol.hpp"

namespace vmt::test {

struct Frame {
  agent::FrameType type{};
  std::uint32_t channel = 0;
  std::string payload;
};

// What a `run` came to.
struct RunResult {
  agent::Ending ending{};
  std::uint32_t code = 0;
  std::uint64_t duration_nanoseconds = 0;
  std::string output;
  std::string errors;
  std::string refusal;  // of an `error` frame
};

struct WaitResult {
  agent::Verdict verdict{};
  std::string why;
  std::vector<std::string> observed;
};

struct RunRequest {
  std::string command;
  std::string shell = "/bin/sh";
  std::string user = {};
  std::string directory = {};
  std::vector<std::pair<std::string, std::string>> environment = {};
  std::uint64_t timeout_milliseconds = 0;
  bool has_input = false;
};

class RawAgent {
public:
  RawAgent() {
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0) throw std::runtime_error("no socket pair");
    ::fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    socket_ = ends[0];
    std::string program = VMT_AGENT;
    std::string role = "agent";
    std::string option = "--descriptor";
    std::string number = std::to_string(ends[1]);
    char* arguments[] = {program.data(), role.data(), option.data(), number.data(), nullptr};
    if (::posix_spawn(&process_, program.c_str(), nullptr, nullptr, arguments, environ) != 0)
      throw std::runtime_error("cannot start " + program);
    ::close(ends[1]);
    hello_ = next();
  }
  ~RawAgent() {
    ::close(socket_);  // the agent ends with its stream
    int status = 0;
    ::waitpid(process_, &status, 0);
    EXPECT_EQ(status, 0) << "the agent did not end well";
  }
  RawAgent(const RawAgent&) = delete;
  RawAgent& operator=(const RawAgent&) = delete;

  const Frame& hello() const { return hello_; }

  void send(agent::FrameType type, std::uint32_t channel, std::string_view payload = {}) {
    auto bytes = agent::frame(type, channel, payload);
    std::string_view rest = bytes;
    while (!rest.empty()) {
      const auto count = ::send(socket_, rest.data(), rest.size(), MSG_NOSIGNAL);
      if (count <= 0) throw std::runtime_error("the agent does not read");
      rest.remove_prefix(static_cast<std::size_t>(count));
    }
  }

  // The next frame of any channel. Throws after a time that only a fault can take.
  Frame next() {
    if (!kept_.empty()) {
      auto frame = std::move(kept_.front());
      kept_.pop_front();
      return frame;
    }
    return receive();
  }

  // The next frame on one channel; those of others are kept.
  Frame next_on(std::uint32_t channel) {
    for (auto it = kept_.begin(); it != kept_.end(); ++it) {
      if (it->channel != channel) continue;
      auto frame = std::move(*it);
      kept_.erase(it);
      return frame;
    }
    while (true) {
      auto frame = receive();
      if (frame.channel == channel) return frame;
      kept_.push_back(std::move(frame));
    }
  }

  // True when a frame comes within the time.
  bool has_news(int milliseconds) {
    pollfd news{.fd = socket_, .events = POLLIN, .revents = 0};
    return !kept_.empty() || bytes_.size() >= agent::header_bytes || ::poll(&news, 1, milliseconds) > 0;
  }

  // ---- Requests --------------------------------------------------------------------------------

  std::uint32_t begin_run(const RunRequest& request) {
    agent::Writer payload;
    payload.text(request.command).text(request.shell).text(request.user).text(request.directory);
    payload.u32(static_cast<std::uint32_t>(request.environment.size()));
    for (const auto& [name, value] : request.environment) payload.text(name).text(value);
    payload.u64(request.timeout_milliseconds).u8(request.has_input ? 1 : 0);
    return request_on_new_channel(agent::FrameType::run, payload);
  }

  // Takes all that comes, giving credit, until the command has ended.
  RunResult end_run(std::uint32_t channel) {
    RunResult result;
    while (true) {
      const auto frame = next_on(channel);
      if (frame.type == agent::FrameType::output) result.output += frame.payload;
      if (frame.type == agent::FrameType::errors) result.errors += frame.payload;
      if (frame.type == agent::FrameType::output || frame.type == agent::FrameType::errors)
        give_credit(channel, frame.payload.size());
      agent::Reader reader(frame.payload);
      if (frame.type == agent::FrameType::done) {
        result.ending = static_cast<agent::Ending>(reader.u8());
        result.code = reader.u32();
        result.duration_nanoseconds = reader.u64();
        return result;
      }
      if (frame.type == agent::FrameType::error) {
        reader.u32();
        result.refusal = reader.text();
        return result;
      }
    }
  }

  RunResult run(const RunRequest& request) { return end_run(begin_run(request)); }

  std::uint32_t begin_wait(agent::Condition condition, const std::vector<std::string>& operands) {
    agent::Writer payload;
    payload.u8(static_cast<std::uint8_t>(condition)).u32(static_cast<std::uint32_t>(operands.size()));
    for (const auto& operand : operands) payload.text(operand);
    return request_on_new_channel(agent::FrameType::wait, payload);
  }

  // The text of the next `observed` frame.
  std::string next_observed(std::uint32_t channel) {
    const auto frame = next_on(channel);
    if (frame.type != agent::FrameType::observed) throw std::runtime_error("the wait is over already");
    return std::string(agent::Reader(frame.payload).text());
  }

  WaitResult end_wait(std::uint32_t channel) {
    WaitResult result;
    while (true) {
      const auto frame = next_on(channel);
      agent::Reader reader(frame.payload);
      if (frame.type == agent::FrameType::observed) result.observed.emplace_back(reader.text());
      if (frame.type == agent::FrameType::error) throw std::runtime_error("the agent refuses to wait");
      if (frame.type != agent::FrameType::done) continue;
      result.verdict = static_cast<agent::Verdict>(reader.u8());
      result.why = reader.text();
      return result;
    }
  }

  WaitResult wait(agent::Condition condition, const std::vector<std::string>& operands) {
    return end_wait(begin_wait(condition, operands));
  }

  std::uint32_t request_on_new_channel(agent::FrameType type, const agent::Writer& payload) {
    send(type, ++last_channel_, payload.bytes());
    return last_channel_;
  }

  void give_credit(std::uint32_t channel, std::size_t bytes) {
    agent::Writer payload;
    payload.u32(static_cast<std::uint32_t>(bytes));
    send(agent::FrameType::credit, channel, payload.bytes());
  }

private:
  static constexpr int patience_milliseconds = 60'000;

  Frame receive() {
    while (true) {
      if (bytes_.size() >= agent::header_bytes) {
        const auto header = agent::read_header(bytes_);
        const auto size = agent::header_bytes + header.size;
        if (bytes_.size() >= size) {
          Frame frame{header.type, header.channel, bytes_.substr(agent::header_bytes, header.size)};
          bytes_.erase(0, size);
          return frame;
        }
      }
      pollfd news{.fd = socket_, .events = POLLIN, .revents = 0};
      if (::poll(&news, 1, patience_milliseconds) <= 0) throw std::runtime_error("the agent is silent");
      char buffer[64 * 1024];
      const auto count = ::recv(socket_, buffer, sizeof buffer, 0);
      if (count <= 0) throw std::runtime_error("the agent has ended");
      bytes_.append(buffer, static_cast<std::size_t>(count));
    }
  }

  int socket_ = -1;
  pid_t process_ = -1;
  std::string bytes_;
  std::deque<Frame> kept_;
  Frame hello_;
  std::uint32_t last_channel_ = 0;
};

// A folder of its own for a test, removed at its end.
class TemporaryFolder {
public:
  explicit TemporaryFolder(const std::filesystem::path& parent = std::filesystem::temp_directory_path()) {
    std::string name = (parent / "vmt-agent-test-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot make a folder in " + parent.string());
    path_ = name;
  }
  ~TemporaryFolder() {
    std::error_code error;
    std::filesystem::remove_all(path_, error);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  std::string operator/(const std::string& name) const { return (path_ / name).string(); }
  std::string path() const { return path_.string(); }

private:
  std::filesystem::path path_;
};

}  // namespace vmt::test
