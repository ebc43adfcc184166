// What the switch costs and how exact its conditions are, without guests: cards are socket pairs, one
// thread sends and one reads. Usage: switch_bench
#include "machine/switch/switch.hpp"

#include <fmt/format.h>

#include <sys/socket.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstring>
#include <thread>

#include "tests/unit/machine/switch/frames.hpp"

namespace {

using namespace vmt::machine;
using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;
using std::chrono::nanoseconds;

// Two cards on one switch, under conditions.
class Line {
public:
  explicit Line(const std::vector<network::Effect>& effects = {}) {
    io_.call([&] {
      switch_ = std::make_unique<network::Switch>(io_, 0, 1);
      network::Conditions conditions;
      for (const auto& effect : effects)
        conditions.push_back(std::make_shared<const network::Condition>(
            network::Condition{.id = conditions.size() + 1, .scope = {}, .effect = effect}));
      switch_->set_conditions(conditions);
      for (std::size_t card = 0; card < 2; ++card) {
        auto channel = make_channel();
        switch_->attach({card, 0}, std::move(channel.ours));
        (card == 0 ? sender_ : receiver_) = std::move(channel.theirs);
      }
    });
  }
  ~Line() {
    io_.call([this] { switch_.reset(); });
  }

  void write(std::string_view bytes) {
    while (!bytes.empty()) {
      const auto count = ::send(sender_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (count > 0) bytes.remove_prefix(static_cast<std::size_t>(count));
    }
  }
  // What is there; waits for at least a byte. 0: nothing came for half a second.
  std::size_t read(char* buffer, std::size_t size) {
    timeval patience{0, 500'000};
    ::setsockopt(receiver_.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    const auto count = ::recv(receiver_.get(), buffer, size, 0);
    return count > 0 ? static_cast<std::size_t>(count) : 0;
  }

  network::Counters counters(std::size_t card) {
    return io_.call([&] { return switch_->counters({card, 0}); });
  }

private:
  IoThread io_;
  std::unique_ptr<network::Switch> switch_;
  Descriptor sender_, receiver_;
};

std::string frame_of(std::size_t bytes, std::string payload = {}) {
  payload.resize(bytes - network::Frame::smallest_bytes, 'x');
  return vmt::test::wire(vmt::test::frame(vmt::test::mac(1), vmt::test::mac(0), payload));
}

// `batch` frames in one write, as QEMU does it when a guest sends many.
void show_cost(std::size_t frame_bytes, std::size_t batch, const std::vector<network::Effect>& effects,
               std::string_view name) {
  constexpr std::size_t total_bytes = 400'000'000, most_frames = 1'000'000;
  const auto batches = std::min(total_bytes / frame_bytes, most_frames) / batch;
  Line line(effects);
  std::string burst;
  for (std::size_t i = 0; i < batch; ++i) burst += frame_of(frame_bytes);
  const auto begin = Clock::now();
  std::jthread sender([&] {
    for (std::size_t i = 0; i < batches; ++i) line.write(burst);
  });
  std::vector<char> buffer(256 * 1024);
  std::size_t received = 0;
  auto end = begin;
  while (received < batches * burst.size()) {
    const auto count = line.read(buffer.data(), buffer.size());
    if (count == 0) break;  // the rest was dropped
    received += count;
    end = Clock::now();
  }
  sender.join();
  const auto frames =
      static_cast<double>(received) / static_cast<double>(frame_bytes + network::Frame::length_bytes);
  const auto time = std::chrono::duration<double>(end - begin).count();
  fmt::print("{:<28} {:>5} bytes, {:>2} a write: {:>7.0f} ns a frame, {:>6.0f} MB/s, {:.2f} % dropped\n",
             name, frame_bytes, batch, time / frames * 1e9, static_cast<double>(received) / time / 1e6,
             100 - 100 * static_cast<double>(received) / static_cast<double>(batches * burst.size()));
}

void show_delay(milliseconds delay) {
  constexpr int rounds = 200;
  Line line({network::Delay{.time = delay}});
  std::vector<double> late;
  std::vector<char> buffer(4096);
  for (int round = 0; round < rounds; ++round) {
    const auto begin = Clock::now();
    line.write(frame_of(100));
    if (line.read(buffer.data(), buffer.size()) == 0) continue;
    late.push_back(std::chrono::duration<double, std::milli>(Clock::now() - begin - delay).count());
  }
  std::ranges::sort(late);
  fmt::print("{:<28} {} ms: late by {:.3f} ms at the median, {:.3f} ms at 99 %\n", "delay", delay.count(),
             late[late.size() / 2], late[late.size() * 99 / 100]);
}

void show_loss(double share) {
  constexpr std::size_t frames = 100'000, batch = 50;
  Line line({network::Loss::independent(share)});
  std::jthread reader([&] {
    std::vector<char> buffer(256 * 1024);
    while (line.read(buffer.data(), buffer.size()) > 0) continue;
  });
  std::string burst;
  for (std::size_t i = 0; i < batch; ++i) burst += frame_of(100);
  for (std::size_t i = 0; i < frames / batch; ++i) line.write(burst);
  reader.join();
  const auto lost = static_cast<double>(line.counters(1).dropped_by(network::Cause::loss)) / frames;
  const auto interval = 1.96 * std::sqrt(share * (1 - share) / frames);
  fmt::print("{:<28} {:.1f} %: {:.3f} %, its 95 % interval is {:.3f} to {:.3f} %\n", "loss", share * 100,
             lost * 100, (share - interval) * 100, (share + interval) * 100);
}

void show_rate(std::int64_t megabits) {
  const auto bits_per_second = megabits * 1'000'000;
  constexpr std::size_t frame_bytes = 1514;
  const auto frames = static_cast<std::size_t>(bits_per_second / 8 / frame_bytes * 2);  // two seconds
  Line line({network::Limit{bits_per_second, 1'000'000'000}});
  std::jthread sender([&] {
    for (std::size_t i = 0; i < frames; ++i) line.write(frame_of(frame_bytes));
  });
  std::vector<char> buffer(256 * 1024);
  const auto begin = Clock::now();
  std::size_t received = 0;
  auto end = begin;
  while (const auto count = line.read(buffer.data(), buffer.size())) {
    received += count;
    end = Clock::now();
  }
  const auto bits =
      static_cast<double>(received) * 8 * frame_bytes / (frame_bytes + network::Frame::length_bytes);
  const auto measured = bits / std::chrono::duration<double>(end - begin).count();
  fmt::print("{:<28} {} Mbit/s: {:.2f} Mbit/s, off by {:+.2f} %\n", "rate", megabits, measured / 1e6,
             (measured / static_cast<double>(bits_per_second) - 1) * 100);
}

}  // namespace

int main() {
  for (const std::size_t batch : {1, 16})
    for (const std::size_t bytes : {64, 1514, 9014}) show_cost(bytes, batch, {}, "switch");
  show_cost(1514, 16, {network::Loss::independent(0)}, "with a loss that never comes");
  show_cost(1514, 16, {network::Delay{.time = milliseconds(1)}}, "with a delay of 1 ms");
  for (const int delay : {1, 10, 100}) show_delay(milliseconds(delay));
  for (const double share : {0.01, 0.1}) show_loss(share);
  for (const int megabits : {1, 10, 100}) show_rate(megabits);
}
