#include "machine/clock_and_seed.hpp"

#include <sys/random.h>

#include <chrono>

#include "agent/protocol.hpp"

namespace vmt::machine {
namespace {

constexpr std::size_t seed_bytes = 64;

}  // namespace

std::string clock_and_seed() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  std::string seed(seed_bytes, '\0');
  const auto count = ::getrandom(seed.data(), seed.size(), 0);
  seed.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
  agent::Writer writer;
  writer.i64(std::chrono::nanoseconds(now).count()).text(seed);
  return writer.bytes();
}

}  // namespace vmt::machine
