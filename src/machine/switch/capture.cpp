#include "machine/switch/capture.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "machine/switch/frame.hpp"
#include "machine/trouble.hpp"

namespace vmt::machine::network {
namespace {

// All numbers are in the byte order of the machine that writes; readers tell it from the first one.
constexpr std::uint32_t magic_of_nanoseconds = 0xa1b23c4d;
constexpr std::uint16_t major_version = 2, minor_version = 4;
constexpr std::uint32_t link_type_ethernet = 1;
// The longest frame that readers must expect (tcpdump's MAXIMUM_SNAPLEN, and never less than ours).
constexpr std::uint32_t snap_length = 262'144;
static_assert(snap_length >= Frame::largest_bytes);

template <typename Number>
void append(std::string& bytes, Number number) {
  const auto size = bytes.size();
  bytes.resize(size + sizeof number);
  std::memcpy(bytes.data() + size, &number, sizeof number);
}

std::string file_header() {
  std::string header;
  append(header, magic_of_nanoseconds);
  append(header, major_version);
  append(header, minor_version);
  append(header, std::uint64_t{0});  // two fields that are reserved
  append(header, snap_length);
  append(header, link_type_ethernet);
  return header;
}

// False when not all of it could be written.
bool write_all(int file, std::string_view bytes) {
  ssize_t count = 0;
  do count = ::write(file, bytes.data(), bytes.size());
  while (count < 0 && errno == EINTR);
  return count == static_cast<ssize_t>(bytes.size());
}

}  // namespace

Capture::Capture(const std::filesystem::path& file) {
  std::error_code ignored;  // `open` tells what is wrong
  std::filesystem::create_directories(file.parent_path(), ignored);
  file_ = Descriptor(::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
  if (!file_.is_open() || !write_all(file_.get(), file_header()))
    throw Trouble(TroubleKind::infrastructure,
                  fmt::format("the capture `{}` can't be written: {}", file.string(), system_words(errno)));
}

void Capture::add(std::string_view frame, WallTime when) {
  if (!is_complete_) return;
  constexpr std::int64_t nanoseconds_per_second = 1'000'000'000;
  const auto time = when.time_since_epoch().count();
  const auto length = static_cast<std::uint32_t>(frame.size());
  record_.clear();
  append(record_, static_cast<std::uint32_t>(time / nanoseconds_per_second));
  append(record_, static_cast<std::uint32_t>(time % nanoseconds_per_second));
  append(record_, length);  // that is in the file
  append(record_, length);  // that was sent
  record_ += frame;
  is_complete_ = write_all(file_.get(), record_);
}

}  // namespace vmt::machine::network
