#include "agent/address.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/epoll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <string_view>

#include "agent/descriptor.hpp"
#include "agent/user.hpp"

namespace vmt::agent {
namespace {

// Words between blanks, up to a comment.
std::vector<std::string> words_of(std::string_view line) {
  std::vector<std::string> words;
  std::string word;
  for (const char c : line.substr(0, line.find('#'))) {
    if (c != ' ' && c != '\t') {
      word.push_back(c);
    } else if (!word.empty()) {
      words.push_back(std::exchange(word, {}));
    }
  }
  if (!word.empty()) words.push_back(word);
  return words;
}

// Lines of an address and names, as in /etc/hosts and in the output of `getent ahosts`.
void add_addresses(std::string_view text, const std::string* wanted_name, std::uint16_t port,
                   std::vector<Address>& addresses) {
  for (const auto line : split(text, '\n')) {
    const auto words = words_of(line);
    if (words.empty()) continue;
    if (wanted_name != nullptr && std::find(words.begin() + 1, words.end(), *wanted_name) == words.end())
      continue;
    for (const auto& address : literal_address(words[0], port)) {
      const auto is_same = [&](const Address& other) {
        return other.size == address.size && std::memcmp(&other.storage, &address.storage, address.size) == 0;
      };
      if (std::none_of(addresses.begin(), addresses.end(), is_same)) addresses.push_back(address);
    }
  }
}

}  // namespace

std::vector<Address> literal_address(const std::string& text, std::uint16_t port) {
  Address address;
  sockaddr_in four{};
  if (::inet_pton(AF_INET, text.c_str(), &four.sin_addr) == 1) {
    four.sin_family = AF_INET;
    four.sin_port = htons(port);
    address.size = sizeof four;
    std::memcpy(&address.storage, &four, sizeof four);
    return {address};
  }
  sockaddr_in6 six{};
  if (::inet_pton(AF_INET6, text.c_str(), &six.sin6_addr) == 1) {
    six.sin6_family = AF_INET6;
    six.sin6_port = htons(port);
    address.size = sizeof six;
    std::memcpy(&address.storage, &six, sizeof six);
    return {address};
  }
  return {};
}

Lookup::Lookup(Loop& loop, const std::string& host, std::uint16_t port, Found found) {
  auto addresses = literal_address(host, port);
  if (addresses.empty()) add_addresses(read_small_file("/etc/hosts"), &host, port, addresses);
  if (addresses.empty() && host == "localhost") addresses = literal_address("127.0.0.1", port);
  const bool has_getent = ::access("/usr/bin/getent", X_OK) == 0;
  if (!addresses.empty() || !has_getent || host.empty() || host.front() == '-') {
    found(std::move(addresses));
    return;
  }
  Launch launch;
  launch.arguments = {"/usr/bin/getent", "ahosts", host};
  capture_ = std::make_unique<Capture>(loop, std::move(launch),
                                       [port, found = std::move(found)](const Captured& captured) {
                                         std::vector<Address> asked;
                                         if (captured.succeeded())
                                           add_addresses(captured.output, nullptr, port, asked);
                                         found(std::move(asked));
                                       });
}

Attempt::Attempt(Loop& loop, const Address& address, Ended ended) : ended_(std::move(ended)) {
  socket_ = Descriptor(::socket(address.family(), SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (::connect(socket_.number(), address.get(), address.size) != 0 && errno != EINPROGRESS) {
    event_ = loop.after(Duration::zero(), [this, error_number = errno] { end(error_number); });
  } else {
    event_ = loop.watch(socket_.number(), EPOLLOUT, [this](std::uint32_t) { look(); });
  }
}

void Attempt::look() {
  int error_number = 0;
  socklen_t size = sizeof error_number;
  ::getsockopt(socket_.number(), SOL_SOCKET, SO_ERROR, &error_number, &size);
  if (error_number == 0) {
    Address peer;
    peer.size = sizeof peer.storage;
    const auto is_connected = ::getpeername(socket_.number(), peer.get(), &peer.size) == 0;
    if (!is_connected) return;  // woken too early; the answer is still to come
  }
  end(error_number);
}

void Attempt::end(int error_number) {
  event_.end();
  auto socket = std::move(socket_);
  if (error_number != 0) socket.close();
  // The handler may destroy this object, so nothing of it may be used afterwards.
  const auto ended = std::move(ended_);
  ended(error_number, std::move(socket));
}

std::uint16_t port_number(const std::string& text) {
  std::uint16_t port = 0;
  const auto end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, port);
  return error == std::errc() && stopped == end ? port : std::uint16_t{0};
}

}  // namespace vmt::agent
