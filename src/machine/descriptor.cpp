#include "machine/descriptor.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "machine/trouble.hpp"

namespace vmt::machine {
namespace {

Trouble out_of_descriptors(int error_number) {
  return Trouble(TroubleKind::infrastructure, "vmt can't make another channel: " + system_words(error_number))
      .with_help("allow more open files: `ulimit -n 4096`");
}

void never_block(int number) {
  ::fcntl(number, F_SETFL, ::fcntl(number, F_GETFL) | O_NONBLOCK);
}

// The numbers 0 to 2 are the standard streams of a child; they must not be given away here, even
// when vmt itself was started without them.
Descriptor above_standard_streams(int number) {
  Descriptor given(number);
  if (number > 2) return given;
  Descriptor moved(::fcntl(number, F_DUPFD_CLOEXEC, 3));
  if (!moved.is_open()) throw out_of_descriptors(errno);
  return moved;
}

}  // namespace

Descriptor::~Descriptor() {
  if (number_ >= 0) ::close(number_);
}

Channel make_channel() {
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) throw out_of_descriptors(errno);
  Channel channel{above_standard_streams(ends[0]), above_standard_streams(ends[1])};
  never_block(channel.ours.get());
  return channel;
}

Channel make_pipe() {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) throw out_of_descriptors(errno);
  Channel channel{above_standard_streams(ends[0]), above_standard_streams(ends[1])};
  never_block(channel.ours.get());
  return channel;
}

std::string system_words(int error_number) {
  return std::generic_category().message(error_number);
}

}  // namespace vmt::machine
