#include "tools/by_hand/control.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "agent/protocol.hpp"
#include "machine/trouble.hpp"

namespace vmt::tools {
namespace {

using machine::Descriptor;

// The largest message is a command line, or the status of a large network.
constexpr std::uint32_t largest_message_bytes = 4 * 1024 * 1024;
constexpr timeval request_takes_at_most{.tv_sec = 5, .tv_usec = 0};
// Starting a machine that is off is the longest that anybody takes to answer.
constexpr timeval answer_takes_at_most{.tv_sec = 360, .tv_usec = 0};

// A socket's path has room for 107 bytes, which a TMPDIR easily fills: the folder is named by its open
// descriptor instead.
sockaddr_un address_in(const Descriptor& folder) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const auto path = fmt::format("/proc/self/fd/{}/control", folder.get());
  std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
  return address;
}

Descriptor open_folder(const std::filesystem::path& folder) {
  Descriptor opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  struct stat facts {};
  if (opened.is_open() && (::fstat(opened.get(), &facts) != 0 || facts.st_uid != ::geteuid())) return {};
  return opened;
}

bool receive_all(const Descriptor& connection, char* bytes, std::size_t size) {
  while (size > 0) {
    const auto count = ::recv(connection.get(), bytes, size, 0);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    bytes += count;
    size -= static_cast<std::size_t>(count);
  }
  return true;
}

void limit_time(const Descriptor& connection, const timeval& limit) {
  ::setsockopt(connection.get(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  ::setsockopt(connection.get(), SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
}

}  // namespace

Descriptor listen_in(const std::filesystem::path& folder) {
  const auto opened = open_folder(folder);
  Descriptor listener(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const auto address = address_in(opened);
  if (!opened.is_open() || !listener.is_open() ||
      ::bind(listener.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
      ::listen(listener.get(), SOMAXCONN) != 0)
    throw machine::Trouble(machine::TroubleKind::infrastructure,
                           fmt::format("vmt can't make its control socket in `{}`: {}", folder.string(),
                                       machine::system_words(errno)));
  return listener;
}

Descriptor connect_to(const std::filesystem::path& folder) {
  const auto opened = open_folder(folder);
  if (!opened.is_open()) return {};
  Descriptor connection(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const auto address = address_in(opened);
  if (!connection.is_open() ||
      ::connect(connection.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
      !peer_of(connection))
    return {};
  limit_time(connection, answer_takes_at_most);
  return connection;
}

Descriptor accept_from(const Descriptor& listener) {
  Descriptor client(::accept4(listener.get(), nullptr, nullptr, SOCK_CLOEXEC));
  if (!client.is_open() || !peer_of(client)) return {};
  limit_time(client, request_takes_at_most);
  return client;
}

std::optional<pid_t> peer_of(const Descriptor& connection) {
  ucred peer{};
  socklen_t size = sizeof peer;
  if (::getsockopt(connection.get(), SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) return std::nullopt;
  if (peer.uid != ::geteuid()) return std::nullopt;
  return peer.pid;
}

bool send_bytes(const Descriptor& connection, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto count = ::send(connection.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

bool send_message(const Descriptor& connection, const nlohmann::json& message) {
  const auto text = message.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  return send_bytes(connection, agent::Writer().text(text).bytes());
}

std::optional<nlohmann::json> receive_message(const Descriptor& connection) {
  char length[4];
  if (!receive_all(connection, length, sizeof length)) return std::nullopt;
  const auto size = agent::Reader(std::string_view(length, sizeof length)).u32();
  if (size > largest_message_bytes) return std::nullopt;
  std::string text(size, '\0');
  if (!receive_all(connection, text.data(), text.size())) return std::nullopt;
  auto message = nlohmann::json::parse(text, nullptr, false);
  if (!message.is_object()) return std::nullopt;
  return message;
}

void become_stream(const Descriptor& connection) {
  limit_time(connection, timeval{});
}

}  // namespace vmt::tools
