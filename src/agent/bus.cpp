#include "agent/bus.hpp"

#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "agent/bus_message.hpp"

namespace vmt::agent {
namespace {

constexpr std::size_t largest_message = 16 * 1024 * 1024;

Descriptor connect_to(const std::string& path) {
  sockaddr_un address{};
  if (path.size() >= sizeof address.sun_path) return {};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, path.data(), path.size());
  Descriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  // reinterpret_cast: the sockets interface takes every family by its common head.
  if (::connect(socket.number(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) return {};
  return socket;
}

// The decimal digits of the user's number, in hexadecimal: what AUTH EXTERNAL wants.
std::string own_identity() {
  std::string identity;
  for (const char digit : std::to_string(::geteuid())) {
    identity.push_back('3');
    identity.push_back(digit);
  }
  return identity;
}

}  // namespace

Bus::Bus(Loop& loop, const std::string& socket_path, Events events)
    : loop_(loop), events_(std::move(events)), socket_(connect_to(socket_path)) {
  if (!socket_.is_open()) {
    event_ = loop_.after(Duration::zero(), [this] { break_off(); });
    return;
  }
  // The zero byte carries the credentials.
  to_send_.push_back('\0');
  to_send_ += "AUTH EXTERNAL " + own_identity() + "\r\nBEGIN\r\n";
  event_ = loop_.watch(socket_.number(), EPOLLIN | EPOLLOUT, [this](std::uint32_t) { on_event(); });
}

void Bus::call(const std::string& path, const std::string& interface, const std::string& member,
               const std::vector<std::string>& arguments, Answer answer) {
  const auto serial = ++last_serial_;
  answers_[serial] = std::move(answer);
  auto& queue = is_greeted_ ? to_send_ : until_greeted_;
  queue += encode({serial, path, interface, member, arguments});
  write_out();
}

void Bus::get_property(const std::string& path, const std::string& interface, const std::string& name,
                       Answer answer) {
  call(path, "org.freedesktop.DBus.Properties", "Get", {interface, name}, std::move(answer));
}

void Bus::write_out() {
  while (socket_.is_open() && !to_send_.empty()) {
    const auto count = ::send(socket_.number(), to_send_.data(), to_send_.size(), MSG_NOSIGNAL);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return;  // more room will be told; a broken stream shows itself when reading
    to_send_.erase(0, static_cast<std::size_t>(count));
  }
}

void Bus::on_event() {
  write_out();
  while (true) {
    char buffer[16 * 1024];
    const auto count = ::read(socket_.number(), buffer, sizeof buffer);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0 && errno == EAGAIN) break;
    if (count <= 0) return break_off();
    received_.append(buffer, static_cast<std::size_t>(count));
  }
  if (!take_greeting()) return;
  while (take_message()) continue;
}

bool Bus::take_greeting() {
  if (is_greeted_) return true;
  const auto line_end = received_.find("\r\n");
  if (line_end == std::string::npos) return false;
  if (received_.compare(0, 3, "OK ") != 0) {
    break_off();
    return false;
  }
  is_greeted_ = true;
  received_.erase(0, line_end + 2);
  to_send_ += std::move(until_greeted_);
  write_out();
  return true;
}

// False when there is no whole message, or the connection has been broken off: then the object may be
// gone.
bool Bus::take_message() {
  const auto size = message_size(received_);
  if (size == 0 || (size > received_.size() && size <= largest_message)) return false;
  const auto message =
      size <= largest_message ? decode(std::string_view(received_).substr(0, size)) : std::nullopt;
  if (!message) {
    break_off();
    return false;
  }
  received_.erase(0, size);
  if (message->type == BusMessageType::signal) {
    events_.signal(message->path, message->member);
    return true;
  }
  const auto found = answers_.find(message->reply_serial);
  if (found == answers_.end()) return true;
  const auto answer = std::move(found->second);
  answers_.erase(found);
  const bool is_error = message->type == BusMessageType::error;
  answer({is_error, is_error ? message->error_name : message->text, message->number});
  return true;
}

void Bus::break_off() {
  event_.end();
  socket_.close();
  const auto broken = std::move(events_.broken);
  broken();
}

}  // namespace vmt::agent
