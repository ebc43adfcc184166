// The connection to the agent in one boot of a guest: many requests at a time, each on a channel.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "machine/byte_stream.hpp"
#include "machine/guest/frame_parser.hpp"
#include "machine/trouble.hpp"

namespace vmt::machine::guest {

struct Hello {
  std::uint32_t version = 0;
  std::string kernel_release;
  std::uint64_t boot_id = 0;
};

// The seam between the connection and one request. Called on the I/O thread; must not block.
class Request {
public:
  virtual ~Request() = default;
  // `done` and `error` are the last frame.
  virtual void frame(agent::FrameType type, std::string_view payload) = 0;
  // The guest is gone: no frame follows.
  virtual void lost(const Trouble& why) = 0;
};

// A connection between two frames, to be gone on with by a copy of the machine.
struct SavedLink {
  std::uint32_t last_channel = 0;
  std::vector<std::uint32_t> open_channels;
  std::string unsent;  // frames that this side was about to send
};

class AgentLink : public std::enable_shared_from_this<AgentLink> {
public:
  struct Events {
    // All on the I/O thread.
    std::function<void(const Hello&)> hello;          // the guest listens; after an agent's restart, again
    std::function<void(const std::string&)> garbled;  // what came can't be understood: said for people
    std::function<void()> closed;
  };

  // Made on the I/O thread. Nothing may be sent before `hello`.
  AgentLink(IoThread& io, Descriptor channel, Events events);
  // Goes on with a connection of the machine that this guest is a copy of: it will say no hello. Until
  // `resume` nothing is sent.
  AgentLink(IoThread& io, Descriptor channel, Events events, const SavedLink& saved);

  // A number for a new channel; from any thread, as the two below.
  std::uint32_t new_channel();
  // Opens the channel for `request` with its first frame. When the guest is gone already, `request`
  // is told before this returns.
  void open(std::uint32_t channel, agent::FrameType type, std::string_view payload,
            std::shared_ptr<Request> request);
  // More on an open channel.
  void send(std::uint32_t channel, agent::FrameType type, std::string_view payload = {});

  // Takes over a channel that the saved connection had open.
  void adopt(std::uint32_t channel, std::shared_ptr<Request> request);
  // Begins to send: what was unsent, and that nobody listens to the channels which were not adopted.
  void resume();

  // Sends the request `hold` as the last frame: what others send from now on waits for `saved`, and new
  // requests are lost. When it is answered, nothing is under way in either direction.
  void hold(std::shared_ptr<Request> request);
  SavedLink saved() const;

  // Tells every open request that the guest is gone, and each later one too. On the I/O thread.
  void lose(const Trouble& why);

private:
  void take(std::string_view bytes);
  void take_frame(const agent::Header& header, std::string_view payload);
  void take_hello(std::string_view payload);
  void tell_all(const Trouble& why);
  void send_locked(std::string frame);

  Events events_;
  FrameParser parser_;  // on the I/O thread only
  mutable std::mutex mutex_;
  std::optional<std::string> unsent_;  // while nothing may be sent
  bool is_being_saved_ = false;
  std::map<std::uint32_t, std::shared_ptr<Request>> requests_;
  std::uint32_t last_channel_ = 0;
  bool has_said_hello_ = false;
  std::optional<Trouble> loss_;
  // Last: its events use the members above. Nothing once the guest is lost, since who holds this link may
  // outlive the lab and its I/O thread.
  std::optional<ByteStream> stream_;
};

}  // namespace vmt::machine::guest
