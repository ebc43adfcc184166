// The request `set_clock`: the time and fresh random numbers, for a guest that was copied or has slept.
#include <fcntl.h>
#include <linux/random.h>
#include <sys/ioctl.h>
#include <time.h>

#include <cerrno>
#include <cstring>

#include "agent/requests.hpp"

namespace vmt::agent {
namespace {

// False with errno set. Without fresh bytes two copies of a guest would draw the same numbers.
bool add_random_bytes(std::string_view bytes) {
  const auto device = open_file("/dev/urandom", O_RDWR);
  if (!device.is_open()) return false;
  // struct rand_pool_info of linux/random.h: bits, size, and then the bytes.
  std::string pool = Writer()
                         .u32(static_cast<std::uint32_t>(bytes.size() * 8))
                         .u32(static_cast<std::uint32_t>(bytes.size()))
                         .raw(bytes)
                         .bytes();
  return ::ioctl(device.number(), RNDADDENTROPY, pool.data()) == 0 &&
         ::ioctl(device.number(), RNDRESEEDCRNG) == 0;
}

class SetClock final : public Channel {
public:
  using Channel::Channel;

  void start(Reader& request) override {
    constexpr std::int64_t second = 1'000'000'000;
    const auto nanoseconds = request.i64();
    const auto random_bytes = request.text();
    if (!request.ok() || nanoseconds < 0) return fail(0, "the request `set_clock` ends too early");
    const timespec now{.tv_sec = nanoseconds / second, .tv_nsec = nanoseconds % second};
    if (::clock_settime(CLOCK_REALTIME, &now) != 0)
      return fail(errno, "cannot set the clock: " + reason(errno));
    if (!random_bytes.empty() && !add_random_bytes(random_bytes))
      return fail(errno, "cannot add to the random pool: " + reason(errno));
    done();
  }

  void received(FrameType, std::string_view) override {}
};

}  // namespace

std::unique_ptr<Channel> make_set_clock(Session& session, std::uint32_t number) {
  return std::make_unique<SetClock>(session, number);
}

}  // namespace vmt::agent
