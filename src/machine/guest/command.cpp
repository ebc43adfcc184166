#include "machine/guest/command.hpp"

#include <signal.h>

#include <algorithm>

namespace vmt::machine::guest {
namespace {

using agent::FrameType;

constexpr std::chrono::seconds after_sigterm{5};
// A guest that is asked to kill a command answers at once, unless it hangs itself.
constexpr std::chrono::seconds after_sigkill{5};

std::string payload_of(const CommandRequest& request) {
  agent::Writer payload;
  payload.text(request.command).text("/bin/sh").text(request.user).text(request.directory);
  payload.u32(static_cast<std::uint32_t>(request.environment.size()));
  for (const auto& [name, value] : request.environment) payload.text(name).text(value);
  // The host alone keeps the time: a guest's clock may be stopped, set or slow.
  payload.u64(0).u8(request.input ? 1 : 0);
  return payload.bytes();
}

}  // namespace

Command::Command(std::shared_ptr<AgentLink> link, std::uint32_t channel, std::string input,
                 OnOutput on_output)
    : link_(std::move(link)),
      on_output_(std::move(on_output)),
      channel_(channel),
      input_(std::move(input)) {}

std::shared_ptr<Command> Command::start(std::shared_ptr<AgentLink> link, const CommandRequest& request,
                                        OnOutput on_output) {
  const auto payload = payload_of(request);
  if (payload.size() > agent::largest_payload)
    throw Trouble(TroubleKind::refused,
                  "a command can't be longer than " + std::to_string(agent::largest_payload / 1024) + " KiB")
        .with_help("copy the text into the guest as a file, or give it as the command's input");
  const auto channel = link->new_channel();
  const std::shared_ptr<Command> command(
      new Command(std::move(link), channel, request.input.value_or(""), std::move(on_output)));
  const std::lock_guard lock(command->input_mutex_);
  command->input_is_open_ = request.input.has_value();
  command->link_->open(command->channel_, FrameType::run, payload, command);
  command->send_input();
  return command;
}

std::shared_ptr<Command> Command::resume(std::shared_ptr<AgentLink> link, const SavedCommand& saved,
                                         OnOutput on_output) {
  const std::shared_ptr<Command> command(
      new Command(std::move(link), saved.channel, saved.unsent_input, std::move(on_output)));
  command->output_ = saved.output;
  command->errors_ = saved.errors;
  command->uncredited_bytes_ = saved.uncredited_bytes;
  command->input_is_open_ = saved.input_is_open;
  command->answer_.set_credit(saved.credit_bytes);
  command->link_->adopt(saved.channel, command);
  return command;
}

SavedCommand Command::saved() const {
  const std::scoped_lock lock(input_mutex_, output_mutex_);
  return {channel_,           output_, errors_, uncredited_bytes_, input_.substr(input_sent_), input_is_open_,
          answer_.credit_now()};
}

// Called with input_mutex_ held.
void Command::send_input() {
  while (input_is_open_ && input_sent_ < input_.size()) {
    const auto wanted = std::min<std::size_t>(input_.size() - input_sent_, agent::largest_payload);
    const auto room = answer_.take_credit_now(wanted);
    if (room == 0) return;
    link_->send(channel_, FrameType::data, std::string_view(input_).substr(input_sent_, room));
    input_sent_ += room;
  }
  if (input_is_open_) link_->send(channel_, FrameType::end);
  input_is_open_ = false;
}

void Command::frame(FrameType type, std::string_view payload) {
  if (type == FrameType::output || type == FrameType::errors) {
    keep(type == FrameType::errors, payload);
  } else if (type == FrameType::credit) {
    answer_.give_credit(agent::Reader(payload).u32());
    const std::lock_guard lock(input_mutex_);
    send_input();
  } else if (type == FrameType::done || type == FrameType::error) {
    answer_.take(type, payload);
  }
}

void Command::lost(const Trouble& why) {
  answer_.fail(why);
}

void Command::keep(bool is_errors, std::string_view bytes) {
  bool is_too_much = false;
  {
    const std::lock_guard lock(output_mutex_);
    auto& kept = is_errors ? errors_ : output_;
    is_too_much = kept.size() + bytes.size() > largest_output_bytes;
    if (!is_too_much) kept += bytes;
  }
  if (is_too_much) {
    answer_.fail(Trouble(TroubleKind::refused, "the command was killed: it wrote more than 1 GiB")
                     .with_help("let it write into a file of the guest: `command > /tmp/output`"));
    return link_->send(channel_, FrameType::cancel);
  }
  on_output_(is_errors, bytes);
  // Room is given back in large pieces: a frame for each frame would cost more than it is worth.
  uncredited_bytes_ += static_cast<std::uint32_t>(bytes.size());
  if (uncredited_bytes_ < agent::window_bytes / 4) return;
  link_->send(channel_, FrameType::credit, agent::Writer().u32(uncredited_bytes_).bytes());
  uncredited_bytes_ = 0;
}

CommandResult Command::result() const {
  const auto payload = answer_.get();
  agent::Reader reader(payload);
  CommandResult result;
  result.ending = static_cast<agent::Ending>(reader.u8());
  result.code = reader.u32();
  result.duration = std::chrono::nanoseconds(reader.u64());
  const std::lock_guard lock(output_mutex_);
  result.output = output_;
  result.errors = errors_;
  return result;
}

CommandResult Command::kill_and_collect() {
  link_->send(channel_, FrameType::cancel);
  CommandResult killed;
  if (answer_.wait(Patience{Deadline::in(after_sigkill), {}}) == Waited::happened) {
    killed = result();
  } else {
    const std::lock_guard lock(output_mutex_);
    killed.output = output_;
    killed.errors = errors_;
  }
  killed.ending = agent::Ending::timed_out;
  killed.code = 0;
  return killed;
}

CommandResult Command::finish(const Patience& patience) {
  switch (answer_.wait(patience)) {
    case Waited::happened: return result();
    case Waited::timed_out: return kill_and_collect();
    case Waited::stopped: break;
  }
  kill_and_collect();
  throw Trouble(TroubleKind::stopped, "the command was stopped");
}

CommandResult Command::wait(const Patience& patience) {
  answer_.await(patience, "the background command");
  return result();
}

void Command::stop(const Patience& patience) {
  link_->send(channel_, FrameType::signal, agent::Writer().u32(SIGTERM).bytes());
  const Patience gentle{patience.deadline.at_most(after_sigterm), patience.stop};
  if (answer_.wait(gentle) != Waited::happened) kill_and_collect();
}

std::string Command::output() const {
  const std::lock_guard lock(output_mutex_);
  return output_;
}

}  // namespace vmt::machine::guest
