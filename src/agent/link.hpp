// The byte stream to the host: takes frames out of it, and queues those that go into it.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "agent/descriptor.hpp"
#include "agent/loop.hpp"
#include "agent/protocol.hpp"

namespace vmt::agent {

// A frame under construction: room for the header, then for a payload that is read straight into it,
// so that command output is copied once on its way to the host.
class StreamFrame {
public:
  StreamFrame();
  char* payload() { return bytes_.get() + header_bytes; }
  void finish(FrameType type, std::uint32_t channel, std::uint32_t payload_bytes);
  std::string_view bytes() const { return {bytes_.get(), size_}; }

private:
  std::unique_ptr<char[]> bytes_;
  std::size_t size_ = 0;
};

class Link {
public:
  struct Events {
    std::function<void()> connected;     // the host is there (again): what was before is gone
    std::function<void()> disconnected;  // the stream has ended and will not come back
    std::function<void(const Header&, std::string_view payload)> frame;
    std::function<void()> writable;  // there is room again for who has asked in vain
  };

  // A virtio port stays when the host goes and comes; any other stream ends with its other side.
  enum class Kind : std::uint8_t { virtio_port, stream };

  Link(Loop& loop, Descriptor descriptor, Kind kind, Events events);

  void send(FrameType type, std::uint32_t channel, std::string_view payload = {});
  void send(StreamFrame frame);

  // What is queued now is the last that is written until the host sends something.
  void hold();

  // False while so much waits to be written that a stream should hold back. Then `writable` will come.
  bool ask_for_room() {
    if (!has_room()) has_refused_ = true;
    return has_room();
  }

private:
  // Enough to keep the port busy, little enough that a small answer is not long behind bulk data.
  static constexpr std::size_t queue_limit_bytes = 256 * 1024;

  struct Piece {
    std::string small;
    StreamFrame large;
    bool is_large = false;
    std::string_view bytes() const { return is_large ? large.bytes() : std::string_view(small); }
  };

  bool has_room() const { return !is_held_ && queued_bytes_ < queue_limit_bytes; }
  void tell_who_waits();
  void on_event(std::uint32_t bits);
  void connect();
  void read_all();
  void take_frames();
  void go_on();
  void write_queued();
  void enqueue(Piece piece);

  Loop& loop_;
  Descriptor descriptor_;
  Kind kind_;
  Events events_;
  Registration watch_;
  Registration retry_;
  bool is_connected_ = false;
  std::string received_;
  std::deque<Piece> queue_;
  std::size_t queued_bytes_ = 0;
  std::size_t first_sent_bytes_ = 0;  // of the queue's first piece
  bool is_held_ = false;
  std::size_t pieces_before_hold_ = 0;
  bool has_refused_ = false;  // somebody waits for `writable`, even if another has got room since
};

}  // namespace vmt::agent
