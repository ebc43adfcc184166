// The conversation with the host: says hello, makes a channel for each request and passes frames on.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string_view>

#include "agent/channel.hpp"
#include "agent/link.hpp"
#include "agent/loop.hpp"

namespace vmt::agent {

class Session {
public:
  // Runs on `port` until the loop ends. The boot's number is drawn once, so a host that connects again
  // can tell that the guest has not rebooted.
  Session(Loop& loop, Descriptor port, Link::Kind kind);

private:
  friend class Channel;

  void say_hello();
  void abandon_channels();
  void received(const Header& header, std::string_view payload);
  void open(const Header& header, std::string_view payload);
  void pump_channels();
  void forget_later(std::uint32_t channel);

  Loop& loop_;
  std::uint64_t boot_id_ = 0;
  std::map<std::uint32_t, std::unique_ptr<Channel>> channels_;
  std::uint32_t pumped_first_ = 0;
  Link link_;
};

// The channel for a request of this type; nothing when the type is no request.
std::unique_ptr<Channel> make_channel(FrameType type, Session& session, std::uint32_t number);

}  // namespace vmt::agent
