#include "agent/capture.hpp"

#include <sys/epoll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>

namespace vmt::agent {
namespace {

constexpr std::size_t kept_bytes = 64 * 1024;

}  // namespace

Capture::Capture(Loop& loop, Launch launch, std::function<void(const Captured&)> ended)
    : loop_(loop), ended_(std::move(ended)) {
  auto pipe = make_output_pipe();
  launch.output = pipe.writer.number();
  launch.errors = pipe.writer.number();
  const auto launched = vmt::agent::launch(launch);
  if (launched.process < 0) {
    captured_.trouble = launched.what + ": " + reason(launched.error_number);
    exit_ = loop_.after(Duration::zero(), [this] { finish(0); });
    return;
  }
  process_ = launched.process;
  pipe_ = std::move(pipe.reader);
  output_ = loop_.watch(pipe_.number(), EPOLLIN, [this](std::uint32_t) { read_output(); });
  exit_ = loop_.on_exit(process_, [this](int status) {
    process_ = -1;
    finish(status);
  });
}

Capture::~Capture() {
  if (process_ > 0) kill_session(process_);
}

void Capture::read_output() {
  char buffer[4096];
  while (true) {
    const auto count = ::read(pipe_.number(), buffer, sizeof buffer);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return;
    captured_.output.append(buffer, static_cast<std::size_t>(count));
    if (captured_.output.size() > kept_bytes) captured_.output.erase(0, captured_.output.size() - kept_bytes);
  }
}

void Capture::finish(int status) {
  if (pipe_.is_open()) {
    read_output();
    output_.end();
    loop_.discard(std::move(pipe_));
  }
  captured_.status = status;
  // The handler may destroy this object, so nothing of it may be used afterwards.
  const auto ended = std::move(ended_);
  const auto captured = std::move(captured_);
  ended(captured);
}

std::string show_status(int status) {
  if (WIFSIGNALED(status)) return "killed by signal " + std::to_string(WTERMSIG(status));
  return "exit status " + std::to_string(WEXITSTATUS(status));
}

std::string last_line(const std::string& output) {
  const auto last = output.find_last_not_of(" \t\r\n");
  if (last == std::string::npos) return {};
  const auto line_end = output.rfind('\n', last);
  const auto first = line_end == std::string::npos ? 0 : line_end + 1;
  return output.substr(first, last + 1 - first);
}

}  // namespace vmt::agent
