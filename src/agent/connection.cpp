// The request `connect`: a TCP connection from this guest, its bytes carried both ways.
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "agent/address.hpp"
#include "agent/requests.hpp"

namespace vmt::agent {
namespace {

class Connection final : public Channel {
public:
  using Channel::Channel;

  void start(Reader& request) override {
    host_ = request.text();
    port_ = request.u16();
    if (!request.ok() || port_ == 0) return fail(0, "the request `connect` ends too early");
    lookup_ = std::make_unique<Lookup>(loop(), host_, port_, [this](std::vector<Address> addresses) {
      addresses_ = std::move(addresses);
      if (addresses_.empty()) return fail(0, "the name `" + host_ + "` is unknown in this guest");
      try_address(0);
    });
  }

  void received(FrameType type, std::string_view payload) override {
    if (type == FrameType::data) {
      to_send_.append(payload);
      write_out();
    } else if (type == FrameType::end) {
      host_has_ended_ = true;
      write_out();
    } else if (type == FrameType::cancel) {
      done();
    }
  }

  void pump() override { read_in(); }

private:
  void try_address(std::size_t index) {
    attempt_ = std::make_unique<Attempt>(
        loop(), addresses_[index], [this, index](int error_number, Descriptor socket) {
          if (error_number != 0 && index + 1 < addresses_.size()) return try_address(index + 1);
          if (error_number != 0)
            return fail(error_number, "cannot connect to `" + host_ + "` port " + std::to_string(port_) +
                                          ": " + reason(error_number));
          connected(std::move(socket));
        });
  }

  void connected(Descriptor socket) {
    socket_ = std::move(socket);
    watch_ = loop().watch(socket_.number(), EPOLLIN | EPOLLOUT, [this](std::uint32_t) {
      write_out();
      read_in();
    });
  }

  void write_out() {
    if (!socket_.is_open() || is_finished()) return;
    std::size_t written = 0;
    while (written < to_send_.size()) {
      const auto count =
          ::send(socket_.number(), to_send_.data() + written, to_send_.size() - written, MSG_NOSIGNAL);
      if (count < 0 && errno == EINTR) continue;
      if (count < 0 && errno == EAGAIN) break;
      if (count < 0) return broken();
      written += static_cast<std::size_t>(count);
    }
    consumed(written);
    to_send_.erase(0, written);
    if (!host_has_ended_ || !to_send_.empty() || has_shut_down_) return;
    has_shut_down_ = true;
    ::shutdown(socket_.number(), SHUT_WR);
    if (peer_has_ended_) done();
  }

  void read_in() {
    while (socket_.is_open() && !peer_has_ended_ && !is_finished()) {
      const auto size = std::min<std::size_t>(room(), largest_payload);
      if (size == 0) return;
      StreamFrame frame;
      const auto count = ::read(socket_.number(), frame.payload(), size);
      if (count < 0 && errno == EINTR) continue;
      if (count < 0 && errno == EAGAIN) return;
      if (count < 0) return broken();
      if (count > 0) {
        send_stream(std::move(frame), FrameType::data, static_cast<std::size_t>(count));
        continue;
      }
      peer_has_ended_ = true;
      send(FrameType::end);
      if (has_shut_down_) done();
    }
  }

  void broken() {
    fail(errno,
         "the connection to `" + host_ + "` port " + std::to_string(port_) + " broke: " + reason(errno));
  }

  std::string host_;
  std::uint16_t port_ = 0;
  std::unique_ptr<Lookup> lookup_;
  std::vector<Address> addresses_;
  std::unique_ptr<Attempt> attempt_;
  Descriptor socket_;
  Registration watch_;
  std::string to_send_;
  bool host_has_ended_ = false;
  bool has_shut_down_ = false;
  bool peer_has_ended_ = false;
};

}  // namespace

std::unique_ptr<Channel> make_connection(Session& session, std::uint32_t number) {
  return std::make_unique<Connection>(session, number);
}

}  // namespace vmt::agent
