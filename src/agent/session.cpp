#include "agent/session.hpp"

#include <sys/random.h>
#include <sys/utsname.h>

#include <string>
#include <utility>
#include <vector>

#include "agent/requests.hpp"

namespace vmt::agent {

// ---- What channels share ---------------------------------------------------------------------------

Loop& Channel::loop() {
  return session_.loop_;
}

void Channel::send(FrameType type, std::string_view payload) {
  session_.link_.send(type, number_, payload);
}

std::size_t Channel::room() const {
  return session_.link_.ask_for_room() ? window_ : 0;
}

void Channel::send_stream(StreamFrame frame, FrameType type, std::size_t payload_bytes) {
  window_ -= payload_bytes;
  frame.finish(type, number_, static_cast<std::uint32_t>(payload_bytes));
  session_.link_.send(std::move(frame));
}

void Channel::consumed(std::size_t bytes) {
  consumed_bytes_ += bytes;
  // Often enough that the sender never waits for it, seldom enough to cost nothing.
  if (consumed_bytes_ < window_bytes / 8) return;
  Writer payload;
  payload.u32(static_cast<std::uint32_t>(std::exchange(consumed_bytes_, 0)));
  send(FrameType::credit, payload.bytes());
}

void Channel::hold_link() {
  session_.link_.hold();
}

void Channel::done(std::string_view payload) {
  finish(FrameType::done, payload);
}

void Channel::fail(int error_number, std::string_view what) {
  Writer payload;
  payload.u32(static_cast<std::uint32_t>(error_number)).text(what);
  finish(FrameType::error, payload.bytes());
}

void Channel::finish(FrameType type, std::string_view payload) {
  if (std::exchange(is_finished_, true)) return;
  send(type, payload);
  session_.forget_later(number_);
}

// ---- The session -----------------------------------------------------------------------------------

Session::Session(Loop& loop, Descriptor port, Link::Kind kind)
    : loop_(loop),
      link_(loop, std::move(port), kind,
            {.connected =
                 [this] {
                   abandon_channels();
                   say_hello();
                 },
             .disconnected = [this] { loop_.stop(); },
             .frame = [this](const Header& header, std::string_view payload) { received(header, payload); },
             .writable = [this] { pump_channels(); }}) {
  // GRND_NONBLOCK: early in a boot the pool may not be ready, and waiting for it would delay the hello.
  if (::getrandom(&boot_id_, sizeof boot_id_, GRND_NONBLOCK) != sizeof boot_id_)
    boot_id_ = static_cast<std::uint64_t>(Clock::now().time_since_epoch().count());
}

void Session::say_hello() {
  utsname name{};
  ::uname(&name);
  Writer payload;
  payload.raw(hello_magic).u32(protocol_version).text(name.release).u64(boot_id_);
  link_.send(FrameType::hello, 0, payload.bytes());
}

void Session::abandon_channels() {
  for (auto& [number, channel] : channels_) channel->abandon();
  channels_.clear();
}

void Session::received(const Header& header, std::string_view payload) {
  const auto found = channels_.find(header.channel);
  if (found == channels_.end()) return open(header, payload);
  auto& channel = *found->second;
  if (channel.is_finished()) return;
  if (header.type == FrameType::credit) {
    channel.add_credit(Reader(payload).u32());
    channel.pump();
  } else {
    channel.received(header.type, payload);
  }
}

void Session::open(const Header& header, std::string_view payload) {
  // Between a channel's last frame and the host's reading of it, the host may still send on it.
  if (header.channel == 0 || header.type < FrameType::run || header.type == FrameType::signal ||
      header.type == FrameType::cancel || header.type == FrameType::resize)
    return;
  if (header.type >= FrameType::data && header.type <= FrameType::error) return;
  auto channel = make_channel(header.type, *this, header.channel);
  if (channel == nullptr) {
    Writer answer;
    answer.u32(0).text("the guest's agent does not know this request (type " +
                       std::to_string(static_cast<int>(header.type)) +
                       "): it is older than the vmt that asks");
    link_.send(FrameType::error, header.channel, answer.bytes());
    return;
  }
  auto& opened = *channel;
  channels_[header.channel] = std::move(channel);
  Reader request(payload);
  opened.start(request);
}

void Session::pump_channels() {
  // Each time another one goes first, so that a stream which always fills the link starves nobody.
  std::vector<Channel*> turns;
  const auto first = channels_.upper_bound(pumped_first_);
  for (auto it = first; it != channels_.end(); ++it) turns.push_back(it->second.get());
  for (auto it = channels_.begin(); it != first; ++it) turns.push_back(it->second.get());
  if (turns.empty()) return;
  pumped_first_ = first == channels_.end() ? channels_.begin()->first : first->first;
  for (auto* channel : turns)
    if (!channel->is_finished()) channel->pump();
}

void Session::forget_later(std::uint32_t channel) {
  loop_.later([this, channel] {
    // A new connection may have used the number again in the meantime.
    const auto found = channels_.find(channel);
    if (found != channels_.end() && found->second->is_finished()) channels_.erase(found);
  });
}

std::unique_ptr<Channel> make_channel(FrameType type, Session& session, std::uint32_t number) {
  // No switch: most values of the type are no requests.
  if (type == FrameType::run) return make_run(session, number);
  if (type == FrameType::wait) return make_wait(session, number);
  if (type == FrameType::connect) return make_connection(session, number);
  if (type == FrameType::put) return make_put(session, number);
  if (type == FrameType::get) return make_get(session, number);
  if (type == FrameType::configure) return make_configure(session, number);
  if (type == FrameType::await_links) return make_await_links(session, number);
  if (type == FrameType::set_clock) return make_set_clock(session, number);
  if (type == FrameType::power) return make_power(session, number);
  if (type == FrameType::terminal) return make_terminal(session, number);
  if (type == FrameType::hold) return make_hold(session, number);
  return nullptr;
}

}  // namespace vmt::agent
