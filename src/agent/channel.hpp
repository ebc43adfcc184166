// One request of the host, from its frame to its `done` or `error`. Every kind of request is a Channel
// of its own; what they share is how they speak and how much they may send.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "agent/link.hpp"
#include "agent/loop.hpp"
#include "agent/protocol.hpp"

namespace vmt::agent {

class Session;

class Channel {
public:
  Channel(Session& session, std::uint32_t number) : session_(session), number_(number) {}
  virtual ~Channel() = default;
  Channel(const Channel&) = delete;
  Channel& operator=(const Channel&) = delete;

  // Reads the request's payload and begins. Called once, before anything else.
  virtual void start(Reader& request) = 0;

  // A frame on the open channel: `signal`, `cancel`, `data`, `end` or `entry`.
  virtual void received(FrameType type, std::string_view payload) = 0;

  // There may be room to send again.
  virtual void pump() {}

  // The host is gone, and this object is about to be destroyed. What should go on without a listener
  // is handed over here.
  virtual void abandon() {}

  void add_credit(std::uint32_t bytes) { window_ += bytes; }
  bool is_finished() const { return is_finished_; }

protected:
  Loop& loop();

  void send(FrameType type, std::string_view payload = {});

  // Bytes that a stream may send now: what the host has room for, unless the link is congested.
  std::size_t room() const;
  void send_stream(StreamFrame frame, FrameType type, std::size_t payload_bytes);

  // Tells the host that `bytes` of its data have been used up.
  void consumed(std::size_t bytes);

  // What has been sent is the last that leaves until the host sends a frame.
  void hold_link();

  // The last frame. The object is destroyed soon afterwards, never before the caller has returned.
  void done(std::string_view payload = {});
  void fail(int error_number, std::string_view what);

private:
  void finish(FrameType type, std::string_view payload);

  Session& session_;
  std::uint32_t number_;
  std::size_t window_ = window_bytes;
  std::size_t consumed_bytes_ = 0;  // not yet told
  bool is_finished_ = false;
};

}  // namespace vmt::agent
