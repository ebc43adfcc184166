#include "machine/switch/port.hpp"

#include <boost/asio/posix/stream_descriptor.hpp>

#include <sys/socket.h>
#include <sys/uio.h>

#include <cstring>
#include <vector>

namespace vmt::machine::network {
namespace {

// Room for several of the largest frames: one read takes what a guest sent in one go.
constexpr std::size_t read_at_most_bytes = 256 * 1024;
// writev(2) takes no more pieces than this (IOV_MAX).
constexpr std::size_t most_pieces = 1024;

}  // namespace

struct Port::State : std::enable_shared_from_this<State> {
  State(IoThread& io, Descriptor channel, Events wanted)
      : descriptor(io.context(), channel.release()), events(std::move(wanted)) {}

  void read() {
    descriptor.async_read_some(
        boost::asio::buffer(incoming.data() + incoming_bytes, incoming.size() - incoming_bytes),
        [self = shared_from_this()](boost::system::error_code error, std::size_t count) {
          if (self->is_ended) return;
          if (error) return self->end();
          self->incoming_bytes += count;
          if (!self->take_frames()) return self->end();
          if (!self->is_ended) self->read();
        });
  }

  // False when the bytes can't be frames.
  bool take_frames() {
    std::string_view rest(incoming.data(), incoming_bytes);
    while (rest.size() >= Frame::length_bytes) {
      const auto length = frame_length(rest);
      if (length > Frame::largest_bytes) return false;
      if (rest.size() - Frame::length_bytes < length) break;
      const Frame frame(rest.substr(0, Frame::length_bytes + length));
      rest.remove_prefix(Frame::length_bytes + length);
      if (length >= Frame::smallest_bytes) events.frame(frame);
    }
    events.batch_ended();
    std::memmove(incoming.data(), rest.data(), rest.size());
    incoming_bytes = rest.size();
    return true;
  }

  void end() {
    is_ended = true;
    events.closed();
  }

  void add_piece(std::string_view wire) {
    const auto* end =
        pieces.empty() ? nullptr : static_cast<const char*>(pieces.back().iov_base) + pieces.back().iov_len;
    // Frames that came together lie side by side, and leave as one piece.
    if (end == wire.data()) {
      pieces.back().iov_len += wire.size();
    } else {
      pieces.push_back({const_cast<char*>(wire.data()), wire.size()});
    }
    pieces_bytes += wire.size();
  }

  void flush() {
    if (pieces.empty()) return;
    std::size_t written = 0;
    if (queue.empty()) {
      msghdr message{};
      message.msg_iov = pieces.data();
      message.msg_iovlen = pieces.size();
      const auto count = ::sendmsg(descriptor.native_handle(), &message, MSG_NOSIGNAL | MSG_DONTWAIT);
      written = count > 0 ? static_cast<std::size_t>(count) : 0;
    }
    for (const auto& piece : pieces) {
      const std::string_view bytes(static_cast<const char*>(piece.iov_base), piece.iov_len);
      const auto skipped = std::min(written, bytes.size());
      written -= skipped;
      queue.append(bytes.substr(skipped));
    }
    pieces.clear();
    pieces_bytes = 0;
    if (!queue.empty()) write_queue();
  }

  void write_queue() {
    if (std::exchange(is_waiting_to_write, true)) return;
    descriptor.async_wait(boost::asio::posix::stream_descriptor::wait_write,
                          [self = shared_from_this()](boost::system::error_code error) {
                            self->is_waiting_to_write = false;
                            if (self->is_ended || error) return;
                            const auto count = ::send(self->descriptor.native_handle(), self->queue.data(),
                                                      self->queue.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
                            if (count > 0) self->queue.erase(0, static_cast<std::size_t>(count));
                            const auto is_gone = count < 0 && errno != EAGAIN && errno != EINTR;
                            if (!self->queue.empty() && !is_gone) self->write_queue();
                          });
  }

  boost::asio::posix::stream_descriptor descriptor;
  Events events;
  std::vector<char> incoming = std::vector<char>(read_at_most_bytes);
  std::size_t incoming_bytes = 0;
  bool is_ended = false;
  std::vector<iovec> pieces;
  std::size_t pieces_bytes = 0;
  std::string queue;
  bool is_waiting_to_write = false;
};

Port::Port(IoThread& io, Descriptor channel, Events events)
    : state_(std::make_shared<State>(io, std::move(channel), std::move(events))) {
  state_->read();
}

Port::~Port() {
  state_->is_ended = true;
  boost::system::error_code ignored;
  state_->descriptor.close(ignored);
}

bool Port::send(const Frame& frame) {
  const auto waiting = state_->queue.size();
  if (waiting > 0 && waiting + state_->pieces_bytes + frame.wire().size() > queue_limit_bytes) return false;
  if (state_->pieces.size() == most_pieces) state_->flush();
  state_->add_piece(frame.wire());
  return true;
}

void Port::flush() {
  state_->flush();
}

}  // namespace vmt::machine::network
