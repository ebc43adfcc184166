#include "machine/guest/conversation.hpp"

#include <algorithm>
#include <array>

namespace vmt::machine::guest {
namespace {

using agent::FrameType;

// What a client may say on the channel that it has.
constexpr std::array allowed{FrameType::data,   FrameType::end,    FrameType::credit,
                             FrameType::signal, FrameType::cancel, FrameType::resize};

std::string payload_of(const ShellRequest& request) {
  const auto& command = request.command;
  agent::Writer payload;
  payload.text(command.command);
  if (!request.terminal) payload.text("/bin/sh");
  payload.text(command.user).text(command.directory);
  payload.u32(static_cast<std::uint32_t>(command.environment.size()));
  for (const auto& [name, value] : command.environment) payload.text(name).text(value);
  if (request.terminal)
    payload.u16(request.terminal->columns).u16(request.terminal->rows);
  else
    payload.u64(0).u8(1);  // no limit, and with standard input
  return payload.bytes();
}

}  // namespace

Conversation::Conversation(IoThread& io, std::shared_ptr<AgentLink> link, Descriptor client)
    : link_(std::move(link)),
      channel_(link_->new_channel()),
      client_(io, std::move(client),
              {[this](std::string_view bytes) { take(bytes); }, [this] { client_is_gone(); }}) {}

void Conversation::open(const ShellRequest& request) {
  const auto type = request.terminal ? FrameType::terminal : FrameType::run;
  link_->open(channel_, type, payload_of(request), shared_from_this());
}

void Conversation::take(std::string_view bytes) {
  rest_ += bytes;
  std::string_view left = rest_;
  while (left.size() >= agent::header_bytes) {
    const auto header = agent::read_header(left);
    const bool is_allowed = std::ranges::find(allowed, header.type) != allowed.end();
    if (!is_allowed || header.size > agent::largest_payload) return client_is_gone();
    if (left.size() < agent::header_bytes + header.size) break;
    link_->send(channel_, header.type, left.substr(agent::header_bytes, header.size));
    left.remove_prefix(agent::header_bytes + header.size);
  }
  rest_.erase(0, rest_.size() - left.size());
}

// The client closes its end when it has read the last frame, so this is also how a conversation that went
// well is over.
void Conversation::client_is_gone() {
  if (!is_over_.exchange(true)) link_->send(channel_, FrameType::cancel);
}

void Conversation::frame(FrameType type, std::string_view payload) {
  client_.send(agent::frame(type, 0, payload));
}

void Conversation::lost(const Trouble& why) {
  client_.send(agent::frame(FrameType::error, 0, agent::Writer().u32(0).text(why.message).bytes()));
}

}  // namespace vmt::machine::guest
