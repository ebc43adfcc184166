#include "machine/byte_stream.hpp"

#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/write.hpp>

#include <sys/socket.h>

#include <cstring>
#include <mutex>
#include <optional>
#include <vector>

namespace vmt::machine {
namespace {

constexpr std::size_t read_at_most_bytes = 256 * 1024;

}  // namespace

struct ByteStream::State : std::enable_shared_from_this<State> {
  State(IoThread& thread, Descriptor given, Events wanted)
      : io(thread), descriptor(io.context(), given.release()), events(std::move(wanted)) {}

  void read() {
    descriptor.async_read_some(
        boost::asio::buffer(incoming),
        [self = shared_from_this()](boost::system::error_code error, std::size_t count) {
          if (self->is_ended) return;
          if (error) return self->end();
          self->events.bytes(std::string_view(self->incoming.data(), count));
          if (!self->is_ended) self->read();
        });
  }

  void end() {
    is_ended = true;
    if (events.closed) events.closed();
  }

  // Starts to write what is waiting, unless a write is under way.
  void write() {
    {
      const std::lock_guard lock(mutex);
      if (is_writing || waiting.empty()) return;
      is_writing = true;
      outgoing.swap(waiting);
    }
    boost::asio::async_write(descriptor, boost::asio::buffer(outgoing),
                             [self = shared_from_this()](boost::system::error_code error, std::size_t) {
                               {
                                 const std::lock_guard lock(self->mutex);
                                 // Without a reader there is nobody to write for: the reading side notices
                                 // the end.
                                 self->is_writing = error.failed();
                                 self->outgoing.clear();
                               }
                               if (!error) self->write();
                             });
  }

  // In its turn: after the bytes that are being written.
  void write_with(std::string bytes, std::shared_ptr<Descriptor> attached) {
    {
      const std::lock_guard lock(mutex);
      if (is_ended) return;
      if (is_writing || !waiting.empty())
        return io.post([self = shared_from_this(), bytes = std::move(bytes), attached] {
          self->write_with(bytes, attached);
        });
    }
    iovec text{bytes.data(), bytes.size()};
    alignas(cmsghdr) char rights[CMSG_SPACE(sizeof(int))] = {};
    msghdr message{};
    message.msg_iov = &text;
    message.msg_iovlen = 1;
    message.msg_control = rights;
    message.msg_controllen = sizeof rights;
    auto* const header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof(int));
    const int number = attached->get();
    std::memcpy(CMSG_DATA(header), &number, sizeof number);
    // A side that is gone is noticed by the reader.
    [[maybe_unused]] const auto sent =
        ::sendmsg(descriptor.native_handle(), &message, MSG_NOSIGNAL | MSG_DONTWAIT);
  }

  IoThread& io;
  boost::asio::posix::stream_descriptor descriptor;  // on the I/O thread only, as all to the mutex
  Events events;
  std::vector<char> incoming = std::vector<char>(read_at_most_bytes);
  bool is_ended = false;
  std::string outgoing;

  std::mutex mutex;
  bool is_writing = false;
  bool is_write_posted = false;
  std::string waiting;
};

ByteStream::ByteStream(IoThread& io, Descriptor descriptor, Events events)
    : state_(std::make_shared<State>(io, std::move(descriptor), std::move(events))) {
  state_->read();
}

ByteStream::~ByteStream() {
  state_->io.call([state = state_] {
    state->is_ended = true;
    boost::system::error_code ignored;
    state->descriptor.close(ignored);
  });
}

void ByteStream::send(std::string bytes) {
  {
    const std::lock_guard lock(state_->mutex);
    state_->waiting += bytes;
    if (std::exchange(state_->is_write_posted, true)) return;
  }
  state_->io.post([state = state_] {
    {
      const std::lock_guard lock(state->mutex);
      state->is_write_posted = false;
    }
    if (!state->is_ended) state->write();
  });
}

void ByteStream::send(std::string bytes, Descriptor descriptor) {
  state_->io.post([state = state_, bytes = std::move(bytes),
                   attached = std::make_shared<Descriptor>(std::move(descriptor))] {
    state->write_with(bytes, attached);
  });
}

}  // namespace vmt::machine
