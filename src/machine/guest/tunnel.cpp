#include "machine/guest/tunnel.hpp"

#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/write.hpp>

#include <sys/socket.h>

#include <array>

namespace vmt::machine::guest {
namespace {

using agent::FrameType;

// All on the I/O thread, which is also where frames arrive.
class Tunnel : public Request, public std::enable_shared_from_this<Tunnel> {
public:
  Tunnel(IoThread& io, std::shared_ptr<AgentLink> link, Descriptor host, std::vector<std::string> addresses,
         std::uint16_t port)
      : link_(std::move(link)),
        host_(io.context(), host.release()),
        addresses_(std::move(addresses)),
        port_(port) {}

  void connect() {
    channel_ = link_->new_channel();
    const auto payload = agent::Writer().text(addresses_.front()).u16(port_).bytes();
    addresses_.erase(addresses_.begin());
    link_->open(channel_, FrameType::connect, payload, shared_from_this());
  }

  // Before the guest has taken the connection, what the host sends is kept: it may have to be sent
  // again, to the next address.
  void frame(FrameType type, std::string_view payload) override {
    if (type == FrameType::error) return refused();
    is_connected_ = true;
    unconfirmed_.clear();
    if (type == FrameType::credit) {
      credit_bytes_ += agent::Reader(payload).u32();
      read_host();
    } else if (type == FrameType::data) {
      to_host_.append(payload);
      write_host();
    } else if (type == FrameType::end || type == FrameType::done) {
      // `done` ends both directions: nothing that the host still sends would arrive.
      guest_has_ended_ = true;
      host_has_ended_ = host_has_ended_ || type == FrameType::done;
      write_host();
    }
  }

  void lost(const Trouble&) override { close(); }

  void read_host() {
    if (is_reading_ || host_has_ended_ || credit_bytes_ == 0) return;
    is_reading_ = true;
    const auto room = std::min(credit_bytes_, incoming_.size());
    host_.async_read_some(boost::asio::buffer(incoming_.data(), room),
                          [self = shared_from_this()](boost::system::error_code error, std::size_t count) {
                            self->is_reading_ = false;
                            if (error == boost::asio::error::operation_aborted) return;
                            if (error) return self->host_ended();
                            self->credit_bytes_ -= count;
                            const std::string_view bytes(self->incoming_.data(), count);
                            if (!self->is_connected_) self->unconfirmed_ += bytes;
                            self->link_->send(self->channel_, FrameType::data, bytes);
                            self->read_host();
                          });
  }

private:
  void refused() {
    if (is_connected_ || addresses_.empty()) return reset();
    connect();
    if (!unconfirmed_.empty()) resend();
    if (host_has_ended_) link_->send(channel_, FrameType::end);
  }

  void resend() {
    std::string_view rest = unconfirmed_;
    while (!rest.empty()) {
      const auto piece = rest.substr(0, agent::largest_payload);
      link_->send(channel_, FrameType::data, piece);
      rest.remove_prefix(piece.size());
    }
  }

  void host_ended() {
    host_has_ended_ = true;
    link_->send(channel_, FrameType::end);
    close_when_both_ended();
  }

  void write_host() {
    if (is_writing_) return;
    if (to_host_.empty()) {
      if (guest_has_ended_) ::shutdown(host_.native_handle(), SHUT_WR);
      return close_when_both_ended();
    }
    is_writing_ = true;
    leaving_.swap(to_host_);
    boost::asio::async_write(host_, boost::asio::buffer(leaving_),
                             [self = shared_from_this()](boost::system::error_code error, std::size_t) {
                               self->is_writing_ = false;
                               if (error) return self->abandon();
                               const auto written = static_cast<std::uint32_t>(self->leaving_.size());
                               self->leaving_.clear();
                               self->link_->send(self->channel_, FrameType::credit,
                                                 agent::Writer().u32(written).bytes());
                               self->write_host();
                             });
  }

  // The host's side has gone without an end: a reset, or a program that was killed.
  void abandon() {
    link_->send(channel_, FrameType::cancel);
    close();
  }

  // As a closed port would do: the connection ends with a reset, not with an orderly end.
  void reset() {
    const linger at_once{1, 0};
    ::setsockopt(host_.native_handle(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    close();
  }

  void close_when_both_ended() {
    if (host_has_ended_ && guest_has_ended_ && to_host_.empty() && !is_writing_) close();
  }

  void close() {
    boost::system::error_code ignored;
    host_.close(ignored);
    host_has_ended_ = true;
  }

  const std::shared_ptr<AgentLink> link_;
  boost::asio::posix::stream_descriptor host_;
  std::vector<std::string> addresses_;  // not tried yet
  const std::uint16_t port_;
  std::uint32_t channel_ = 0;
  std::size_t credit_bytes_ = agent::window_bytes;
  std::array<char, agent::largest_payload> incoming_{};
  std::string unconfirmed_;
  std::string to_host_;
  std::string leaving_;
  bool is_connected_ = false;
  bool is_reading_ = false;
  bool is_writing_ = false;
  bool host_has_ended_ = false;
  bool guest_has_ended_ = false;
};

}  // namespace

void carry_connection(IoThread& io, std::shared_ptr<AgentLink> link, Descriptor host_connection,
                      std::vector<std::string> addresses, std::uint16_t guest_port) {
  const auto tunnel = std::make_shared<Tunnel>(io, std::move(link), std::move(host_connection),
                                               std::move(addresses), guest_port);
  tunnel->connect();
  tunnel->read_host();
}

}  // namespace vmt::machine::guest
