// The request `run`: a command in a shell, its output streamed as it comes.
#include <fcntl.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <optional>

#include "agent/launch.hpp"
#include "agent/requests.hpp"

namespace vmt::agent {
namespace {

class Run final : public Channel {
public:
  using Channel::Channel;

  void start(Reader& request) override;
  void received(FrameType type, std::string_view payload) override;
  void pump() override;
  void abandon() override;

private:
  // Standard output or standard error on its way to the host.
  struct Stream {
    FrameType type{};
    Descriptor pipe;
    // The command's end, kept open: else the end of a command would be told three times, first of its two
    // pipes, and each time the guest's processor would change from it to the agent and back.
    Descriptor writer;
    Registration watch;
    std::optional<std::size_t> left_bytes;  // once the command has ended: what is still to be sent
  };

  void launch_command(Launch launch, bool has_input);
  void watch(Stream& stream);
  void forward(Stream& stream);
  void write_input();
  void kill_all();
  void command_ended(int status);
  void finish_when_sent();

  pid_t process_ = -1;
  Clock::time_point started_;
  Duration duration_{};
  Registration exit_;
  Registration timeout_;
  std::optional<int> status_;
  bool is_timed_out_ = false;
  bool is_cancelled_ = false;  // nobody reads the output any more
  Stream output_{.type = FrameType::output, .pipe = {}, .writer = {}, .watch = {}, .left_bytes = {}};
  Stream errors_{.type = FrameType::errors, .pipe = {}, .writer = {}, .watch = {}, .left_bytes = {}};
  Descriptor input_;
  Registration input_watch_;
  std::string input_bytes_;  // received, not yet written
  bool input_has_ended_ = false;
};

void Run::start(Reader& request) {
  const std::string command(request.text());
  const std::string shell(request.text());
  const std::string user_name(request.text());
  Launch launch;
  launch.directory = request.text();
  for (auto left = request.u32(); left > 0 && request.ok(); --left) {
    std::string name(request.text());
    launch.environment.emplace_back(std::move(name), request.text());
  }
  const auto timeout_milliseconds = request.u64();
  const bool has_input = request.u8() != 0;
  if (!request.ok()) return fail(0, "the request `run` ends too early");

  if (!user_name.empty()) {
    const auto user = find_user(user_name);
    if (!user) return fail(0, "there is no user `" + user_name + "` in this guest");
    launch.user = *user;
  }
  launch.arguments = {shell.empty() ? "/bin/sh" : shell, "-c", command};
  launch_command(std::move(launch), has_input);
  if (process_ < 0 || timeout_milliseconds == 0) return;
  // Longer than a year is as good as never, and does not overflow.
  const auto timeout = std::min<std::uint64_t>(timeout_milliseconds, 400ULL * 24 * 3600 * 1000);
  timeout_ = loop().after(std::chrono::milliseconds(timeout), [this] {
    is_timed_out_ = true;
    kill_all();
  });
}

void Run::launch_command(Launch launch, bool has_input) {
  auto input = has_input ? make_pipe() : Pipe{};
  auto output = make_output_pipe();
  auto errors = make_output_pipe();
  if (!output.reader.is_open() || !errors.reader.is_open() || (has_input && !input.reader.is_open()))
    return fail(errno, "cannot make a pipe: " + reason(errno));
  launch.input = input.reader.number();
  launch.output = output.writer.number();
  launch.errors = errors.writer.number();

  started_ = Clock::now();
  const auto launched = vmt::agent::launch(launch);
  if (launched.process < 0)
    return fail(launched.error_number, launched.what + ": " + reason(launched.error_number));
  process_ = launched.process;
  exit_ = loop().on_exit(process_, [this](int status) { command_ended(status); });
  output_.pipe = std::move(output.reader);
  output_.writer = std::move(output.writer);
  errors_.pipe = std::move(errors.reader);
  errors_.writer = std::move(errors.writer);
  watch(output_);
  watch(errors_);
  if (!has_input) return;
  input_ = std::move(input.writer);
  set_nonblocking(input_.number());
  input_watch_ = loop().watch(input_.number(), EPOLLOUT, [this](std::uint32_t) { write_input(); });
}

void Run::watch(Stream& stream) {
  stream.watch =
      loop().watch(stream.pipe.number(), EPOLLIN, [this, &stream](std::uint32_t) { forward(stream); });
}

void Run::received(FrameType type, std::string_view payload) {
  if (type == FrameType::data && input_.is_open()) {
    input_bytes_.append(payload);
    write_input();
  } else if (type == FrameType::data) {
    consumed(payload.size());  // the command has closed its input
  } else if (type == FrameType::end) {
    input_has_ended_ = true;
    write_input();
  } else if (type == FrameType::signal) {
    signal_group(process_, static_cast<int>(Reader(payload).u32()));
  } else if (type == FrameType::cancel) {
    is_cancelled_ = true;
    if (status_) return command_ended(*status_);  // it waits only for the host to take its output
    kill_all();
  }
}

void Run::write_input() {
  if (!input_.is_open()) return;
  std::size_t written = 0;
  bool is_broken = false;
  while (written < input_bytes_.size()) {
    const auto count = ::write(input_.number(), input_bytes_.data() + written, input_bytes_.size() - written);
    if (count < 0 && errno == EINTR) continue;
    is_broken = count < 0 && errno != EAGAIN;
    if (count < 0) break;
    written += static_cast<std::size_t>(count);
  }
  if (is_broken) written = input_bytes_.size();  // nobody reads it any more, which is no failure
  consumed(written);
  input_bytes_.erase(0, written);
  if (is_broken || (input_has_ended_ && input_bytes_.empty())) {
    input_watch_.end();
    input_.close();
  }
}

void Run::forward(Stream& stream) {
  while (stream.pipe.is_open()) {
    auto size = std::min<std::size_t>(room(), largest_payload);
    if (stream.left_bytes) size = std::min(size, *stream.left_bytes);
    if (size == 0) break;
    StreamFrame frame;
    const auto count = ::read(stream.pipe.number(), frame.payload(), size);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0 && errno == EAGAIN) break;
    if (count <= 0) {
      stream.watch.end();
      stream.pipe.close();
      break;
    }
    if (stream.left_bytes) *stream.left_bytes -= static_cast<std::size_t>(count);
    send_stream(std::move(frame), stream.type, static_cast<std::size_t>(count));
  }
  finish_when_sent();
}

void Run::pump() {
  forward(output_);
  forward(errors_);
}

void Run::kill_all() {
  if (!status_) kill_session(process_);
}

void Run::command_ended(int status) {
  status_ = status;
  duration_ = Clock::now() - started_;
  timeout_.end();
  // What the command wrote before it ended is in the pipes now. A background child may hold them open
  // for ever and go on writing, so exactly that much is still delivered.
  for (auto* stream : {&output_, &errors_}) {
    if (!stream->pipe.is_open()) continue;
    int waiting_bytes = 0;
    if (!is_cancelled_) ::ioctl(stream->pipe.number(), FIONREAD, &waiting_bytes);
    stream->left_bytes = static_cast<std::size_t>(waiting_bytes);
    stream->writer.close();
  }
  pump();
}

void Run::finish_when_sent() {
  if (!status_ || is_finished()) return;
  for (auto* stream : {&output_, &errors_})
    if (stream->pipe.is_open() && stream->left_bytes != 0) return;
  auto ending = Ending::exited;
  auto code = static_cast<std::uint32_t>(WEXITSTATUS(*status_));
  if (is_timed_out_) {
    ending = Ending::timed_out;
    code = 0;
  } else if (WIFSIGNALED(*status_)) {
    ending = Ending::signaled;
    code = static_cast<std::uint32_t>(WTERMSIG(*status_));
  }
  Writer payload;
  payload.u8(static_cast<std::uint8_t>(ending)).u32(code);
  payload.u64(static_cast<std::uint64_t>(duration_.count()));
  done(payload.bytes());
  abandon();  // after the answer, which somebody waits for
}

void Run::abandon() {
  for (auto* stream : {&output_, &errors_}) {
    stream->watch.end();
    if (stream->pipe.is_open()) loop().discard(std::move(stream->pipe));
  }
}

}  // namespace

std::unique_ptr<Channel> make_run(Session& session, std::uint32_t number) {
  return std::make_unique<Run>(session, number);
}

}  // namespace vmt::agent
