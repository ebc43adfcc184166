#include "tests/bench/bare_port.hpp"

#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>

namespace vmt::bench {
namespace {

constexpr std::size_t piece_bytes = 64 * 1024;

[[noreturn]] void give_up(const char* what) {
  std::perror(what);
  std::exit(1);
}

}  // namespace

BarePort::BarePort(std::filesystem::path folder) : folder_(std::move(folder)) {
  std::ofstream(qemu()) << fmt::format(R"(#!/bin/sh
case " $* " in *" -M "*) set -- "$@" -device virtio-serial-device,id=bare \
  -chardev socket,id=bare,path={0}/port,server=on,wait=off -device virtserialport,bus=bare.0,chardev=bare,name=bare ;;
esac
exec qemu-system-x86_64 "$@"
)",
                                       folder_.string());
  std::filesystem::permissions(qemu(), std::filesystem::perms::owner_all);
}

void BarePort::connect() {
  socket_ = machine::Descriptor(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const auto path = (folder_ / "port").string();
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  // reinterpret_cast: the sockets interface takes every family by its common head.
  if (::connect(socket_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
    give_up("the bare port");
}

void BarePort::send(std::size_t bytes) {
  const std::string piece(std::min(bytes, piece_bytes), 'x');
  while (bytes > 0) {
    const auto count = ::write(socket_.get(), piece.data(), std::min(bytes, piece.size()));
    if (count <= 0) give_up("writing to the bare port");
    bytes -= static_cast<std::size_t>(count);
  }
}

void BarePort::receive(std::size_t bytes) {
  std::string buffer(piece_bytes, '\0');
  while (bytes > 0) {
    const auto count = ::read(socket_.get(), buffer.data(), std::min(bytes, buffer.size()));
    if (count <= 0) give_up("reading from the bare port");
    bytes -= static_cast<std::size_t>(count);
  }
}

}  // namespace vmt::bench
