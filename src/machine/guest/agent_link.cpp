#include "machine/guest/agent_link.hpp"

#include <fmt/format.h>

namespace vmt::machine::guest {

using agent::FrameType;

AgentLink::AgentLink(IoThread& io, Descriptor channel, Events events)
    : events_(std::move(events)),
      stream_(std::in_place, io, std::move(channel),
              ByteStream::Events{[this](std::string_view bytes) { take(bytes); },
                                 [this] {
                                   const auto alive = weak_from_this().lock();
                                   events_.closed();
                                 }}) {}

AgentLink::AgentLink(IoThread& io, Descriptor channel, Events events, const SavedLink& saved)
    : AgentLink(io, std::move(channel), std::move(events)) {
  parser_.go_on();
  has_said_hello_ = true;
  last_channel_ = saved.last_channel;
  unsent_ = saved.unsent;
  for (const auto open : saved.open_channels) requests_[open] = nullptr;
}

void AgentLink::adopt(std::uint32_t channel, std::shared_ptr<Request> request) {
  const std::lock_guard lock(mutex_);
  requests_[channel] = std::move(request);
}

void AgentLink::resume() {
  const std::lock_guard lock(mutex_);
  auto unsent = std::exchange(unsent_, std::nullopt).value_or("");
  for (auto open = requests_.begin(); open != requests_.end();) {
    if (open->second) {
      ++open;
      continue;
    }
    unsent += agent::frame(FrameType::cancel, open->first);
    open = requests_.erase(open);
  }
  if (!unsent.empty() && stream_) stream_->send(std::move(unsent));
}

void AgentLink::hold(std::shared_ptr<Request> request) {
  std::unique_lock lock(mutex_);
  if (loss_) {
    const auto why = *loss_;
    lock.unlock();
    return request->lost(why);
  }
  requests_[++last_channel_] = std::move(request);
  send_locked(agent::frame(FrameType::hold, last_channel_, {}));
  is_being_saved_ = true;
  unsent_.emplace();
}

SavedLink AgentLink::saved() const {
  const std::lock_guard lock(mutex_);
  SavedLink saved{last_channel_, {}, unsent_.value_or("")};
  for (const auto& [channel, request] : requests_) saved.open_channels.push_back(channel);
  return saved;
}

void AgentLink::send_locked(std::string frame) {
  if (unsent_)
    *unsent_ += frame;
  else if (stream_)
    stream_->send(std::move(frame));
}

std::uint32_t AgentLink::new_channel() {
  const std::lock_guard lock(mutex_);
  return ++last_channel_;
}

void AgentLink::open(std::uint32_t channel, FrameType type, std::string_view payload,
                     std::shared_ptr<Request> request) {
  std::unique_lock lock(mutex_);
  if (loss_) {
    const auto why = *loss_;
    lock.unlock();
    return request->lost(why);
  }
  if (is_being_saved_) {
    lock.unlock();
    return request->lost(Trouble(TroubleKind::machine_lost, "the machine is being saved"));
  }
  requests_[channel] = std::move(request);
  send_locked(agent::frame(type, channel, payload));
}

void AgentLink::send(std::uint32_t channel, FrameType type, std::string_view payload) {
  const std::lock_guard lock(mutex_);
  if (requests_.contains(channel)) send_locked(agent::frame(type, channel, payload));
}

void AgentLink::lose(const Trouble& why) {
  {
    const std::lock_guard lock(mutex_);
    loss_ = why;
    stream_.reset();
  }
  tell_all(why);
}

void AgentLink::tell_all(const Trouble& why) {
  std::map<std::uint32_t, std::shared_ptr<Request>> requests;
  {
    const std::lock_guard lock(mutex_);
    requests.swap(requests_);
  }
  for (const auto& [channel, request] : requests)
    if (request) request->lost(why);
}

void AgentLink::take(std::string_view bytes) {
  // A request may be the last that holds this link, and go with its last frame.
  const auto alive = weak_from_this().lock();
  const auto understood = parser_.feed(
      bytes, [this](const agent::Header& header, std::string_view payload) { take_frame(header, payload); });
  if (!understood) events_.garbled("the guest agent sent a frame that is too long to be one");
}

void AgentLink::take_frame(const agent::Header& header, std::string_view payload) {
  if (header.type == FrameType::hello) return take_hello(payload);
  std::shared_ptr<Request> request;
  {
    const std::lock_guard lock(mutex_);
    const auto found = requests_.find(header.channel);
    // The answer to a request of before an agent's restart, or to one that the host gave up.
    if (found == requests_.end()) return;
    request = found->second;
    if (header.type == FrameType::done || header.type == FrameType::error) requests_.erase(found);
  }
  if (request) request->frame(header.type, payload);
}

void AgentLink::take_hello(std::string_view payload) {
  agent::Reader reader(payload);
  reader.raw(agent::hello_magic.size());
  Hello hello;
  hello.version = reader.u32();
  hello.kernel_release = std::string(reader.text());
  hello.boot_id = reader.u64();
  if (!reader.ok() || hello.version != agent::protocol_version)
    return events_.garbled(fmt::format("the guest agent speaks protocol version {}, vmt speaks {}",
                                       hello.version, agent::protocol_version));
  if (std::exchange(has_said_hello_, true))
    tell_all(Trouble(TroubleKind::machine_lost, "the guest agent was started anew"));
  events_.hello(hello);
}

}  // namespace vmt::machine::guest
