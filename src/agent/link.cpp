#include "agent/link.hpp"

#include <sys/epoll.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

namespace vmt::agent {

StreamFrame::StreamFrame() : bytes_(new char[header_bytes + largest_payload]) {}

void StreamFrame::finish(FrameType type, std::uint32_t channel, std::uint32_t payload_bytes) {
  Writer header;
  header.u32(payload_bytes).u32(channel).u8(static_cast<std::uint8_t>(type));
  header.raw(std::string_view("\0\0\0", 3));
  std::memcpy(bytes_.get(), header.bytes().data(), header_bytes);
  size_ = header_bytes + payload_bytes;
}

Link::Link(Loop& loop, Descriptor descriptor, Kind kind, Events events)
    : loop_(loop), descriptor_(std::move(descriptor)), kind_(kind), events_(std::move(events)) {
  set_nonblocking(descriptor_.number());
  // The first event comes at once: a port without a host is writable never, but hung up.
  watch_ =
      loop_.watch(descriptor_.number(), EPOLLIN | EPOLLOUT, [this](std::uint32_t bits) { on_event(bits); });
}

void Link::send(FrameType type, std::uint32_t channel, std::string_view payload) {
  Piece piece;
  piece.small = frame(type, channel, payload);
  enqueue(std::move(piece));
}

void Link::send(StreamFrame frame) {
  Piece piece;
  piece.large = std::move(frame);
  piece.is_large = true;
  enqueue(std::move(piece));
}

void Link::enqueue(Piece piece) {
  if (!is_connected_) return;  // what nobody can receive; the next host starts with a hello
  queued_bytes_ += piece.bytes().size();
  queue_.push_back(std::move(piece));
  write_queued();
}

void Link::hold() {
  is_held_ = true;
  pieces_before_hold_ = queue_.size();
}

void Link::go_on() {
  if (!std::exchange(is_held_, false)) return;
  write_queued();
  tell_who_waits();
}

void Link::tell_who_waits() {
  if (!has_refused_ || !has_room()) return;
  has_refused_ = false;
  events_.writable();
}

void Link::on_event(std::uint32_t bits) {
  if ((bits & EPOLLHUP) != 0 && kind_ == Kind::virtio_port) {
    // virtio_console wakes the poll again when the host opens its side.
    is_connected_ = false;
    return;
  }
  if (!is_connected_) connect();
  if ((bits & (EPOLLIN | EPOLLHUP)) != 0) read_all();
  if ((bits & EPOLLOUT) == 0) return;
  write_queued();
  tell_who_waits();
}

void Link::connect() {
  is_connected_ = true;
  received_.clear();
  queue_.clear();
  queued_bytes_ = 0;
  first_sent_bytes_ = 0;
  is_held_ = false;
  has_refused_ = false;
  events_.connected();
}

void Link::read_all() {
  char buffer[header_bytes + largest_payload];
  while (true) {
    const auto count = ::read(descriptor_.number(), buffer, sizeof buffer);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0 && errno == EAGAIN) return;
    if (count <= 0) {
      // A port whose host has gone reads as empty; an error means that the port itself is gone.
      is_connected_ = false;
      if (kind_ == Kind::stream || count < 0) events_.disconnected();
      return;
    }
    received_.append(buffer, static_cast<std::size_t>(count));
    take_frames();
  }
}

void Link::take_frames() {
  std::string_view rest = received_;
  while (rest.size() >= header_bytes) {
    const auto header = read_header(rest);
    if (header.size > largest_payload) {
      // No frame is that large: the stream is out of step, and only a new connection can mend it.
      is_connected_ = false;
      received_.clear();
      connect();
      return;
    }
    if (rest.size() < header_bytes + header.size) break;
    go_on();
    events_.frame(header, rest.substr(header_bytes, header.size));
    rest.remove_prefix(header_bytes + header.size);
  }
  received_.erase(0, received_.size() - rest.size());
}

void Link::write_queued() {
  while (!queue_.empty() && !(is_held_ && pieces_before_hold_ == 0)) {
    iovec parts[16];
    int part_count = 0;
    const auto most = is_held_ ? std::min<std::size_t>(pieces_before_hold_, 16) : 16;
    for (const auto& piece : queue_) {
      auto bytes = piece.bytes();
      if (part_count == 0) bytes.remove_prefix(first_sent_bytes_);
      parts[part_count++] = {const_cast<char*>(bytes.data()), bytes.size()};
      if (static_cast<std::size_t>(part_count) == most) break;
    }
    const auto count = ::writev(descriptor_.number(), parts, part_count);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return;  // EPOLLOUT will come; an error shows itself to the reader
    queued_bytes_ -= static_cast<std::size_t>(count);
    auto written = first_sent_bytes_ + static_cast<std::size_t>(count);
    while (!queue_.empty() && written >= queue_.front().bytes().size()) {
      written -= queue_.front().bytes().size();
      queue_.pop_front();
      if (is_held_) --pieces_before_hold_;
    }
    first_sent_bytes_ = written;
  }
}

}  // namespace vmt::agent
