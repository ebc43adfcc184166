// Looking at what passes between the machines: rules with counters, captures, waits for traffic.
#include <fmt/format.h>

#include "commands/commands.hpp"
#include "commands/network_operands.hpp"
#include "interpreter/operators.hpp"
#include "machine/switch/networks.hpp"

namespace vmt::commands {
namespace {

namespace net = machine::network;

std::uint64_t count_of(Call& call, std::string_view hole) {
  const auto count = call.integer(hole);
  if (count < 1) throw ValueError(fmt::format("a number of frames is at least 1, and this is {}", count));
  return static_cast<std::uint64_t>(count);
}

Value drop(Call& call) {
  net::Drop rule{.name = call.text_or("name", ""), .filter = filter_of(call)};
  if (call.has("first")) rule.first = count_of(call, "first");
  if (call.has("every")) rule.every = count_of(call, "every");
  return put(call, scope_of(call), std::move(rule));
}

net::Tally tally_of(Call& call) {
  const auto& name = call.text("rule");
  if (const auto tally = call.lab().networks().tally(name)) return *tally;
  auto failure = call.failure(fmt::format("no rule of the name `{}` has dropped frames so far", name));
  failure.diagnostic.help(
      fmt::format("a rule gets its name when it is made: `drop tcp port 80 as \"{}\"`", name));
  throw failure;
}

Value dropped(Call& call) {
  return static_cast<std::int64_t>(tally_of(call).dropped);
}
Value matched(Call& call) {
  return static_cast<std::int64_t>(tally_of(call).matched);
}

Value traffic(Call& call) {
  const auto counters = call.lab().networks().traffic(call.machine_index("machine"), chosen_network(call));
  MapValue map;
  const auto add = [&](std::string name, std::uint64_t count) {
    map.emplace(std::move(name), static_cast<std::int64_t>(count));
  };
  add("sent_frames", counters.sent_frames);
  add("sent_bytes", counters.sent_bytes);
  add("received_frames", counters.received_frames);
  add("received_bytes", counters.received_bytes);
  add("corrupted", counters.corrupted);
  add("duplicated", counters.duplicated);
  add("reordered", counters.reordered);
  std::uint64_t all_dropped = 0;
  for (const auto& [word, cause] : net::cause_words) {
    all_dropped += counters.dropped_by(cause);
    add(std::string(word), counters.dropped_by(cause));
  }
  add("dropped", all_dropped);
  return map;
}

Value capture(Call& call) {
  const auto id = call.lab().networks().capture(scope_of(call), call.host_path("file"));
  if (!call.has_block()) return {};
  const auto stop = [&] {
    if (call.has_lab()) call.lab().networks().stop_capture(id);
  };
  try {
    call.run_block();
  } catch (...) {
    stop();
    throw;
  }
  stop();
  return {};
}

Value wait_traffic(Call& call) {
  call.lab().networks().wait_traffic(scope_of(call), filter_of(call), call.patience());
  return {};
}

constexpr auto rows = std::to_array<Form>({
    {.phrase = "drop [arp] [ip4] [ip6] [icmp] [tcp] [udp] [port {port:port}] [on {where:link}] "
               "[from {from:machines}] [to {to:machines}] [first {first:int}] [every {every:int}] "
               "[as {name:text}] [{body:block}]",
     .doc = "Drops the frames of a protocol, or with this port at either end: all of them, only the `first` "
            "so many, or `every` so-manieth. What the rule has dropped is counted under its name.",
     .example = "drop tcp port 80 from client to web first 3 as \"connects\"",
     .run = drop},
    {.phrase = "drop [arp] [ip4] [ip6] [icmp] [tcp] [udp] [port {port:port}] between {among:machines} "
               "[on {where:link}] [first {first:int}] [every {every:int}] [as {name:text}] [{body:block}]",
     .doc = "Drops such frames between any two of the machines.",
     .example = "drop udp between [web, db] every 2 as \"half\"",
     .run = drop},
    {.phrase = "{machine:machine}.traffic [on {where:network}]",
     .result = Type::map_of(Kind::integer),
     .doc = "What the machine's network cards have carried since the run began: `sent_frames sent_bytes "
            "received_frames received_bytes`; what the network did to frames for it: `corrupted "
            "duplicated reordered dropped`, and `dropped` by cause: `dropped_by_cut dropped_by_rule "
            "dropped_by_loss dropped_by_queue dropped_unread dropped_unplugged`.",
     .example = "expect web.traffic.dropped == 0",
     .run = traffic,
     .power = PowerUse::none},
    {.phrase = "capture {where:link} to {file:new_host_path} [{body:block}]",
     .doc = "Writes what passes to a pcap file of the host, which tcpdump, tshark and Wireshark read: until "
            "the end of the block, or of the test. Of a network each frame once, of a machine what it "
            "sends and what it gets.",
     .example = "capture lan to \"lan.pcap\"",
     .run = capture},
    {.phrase = "capture between {among:machines} to {file:new_host_path} [{body:block}]",
     .doc = "Writes what arrives on the paths between the machines to a pcap file of the host.",
     .example = "capture between [web, db] to \"sql.pcap\"",
     .run = capture},
    {.phrase = "wait traffic [arp] [ip4] [ip6] [icmp] [tcp] [udp] [from {from:machines}] [to {to:machines}] "
               "[port {port:port}] [on {where:link}]",
     .doc = "Waits until such a frame arrives, with the port at either end. Those that passed before the "
            "wait began do not count.",
     .example = "wait traffic from client to web port 80",
     .run = wait_traffic},
});

constexpr auto function_rows = std::to_array<Form>({
    {.phrase = "dropped {rule:text}",
     .result = Kind::integer,
     .doc = "How many frames the `drop` rules of this name have dropped.",
     .example = "expect dropped(\"connects\") == 3",
     .run = dropped},
    {.phrase = "matched {rule:text}",
     .result = Kind::integer,
     .doc = "How many frames have come to the `drop` rules of this name that they are about, dropped or not.",
     .example = "expect matched(\"connects\") >= 3",
     .run = matched},
});

}  // namespace

std::span<const Form> network_watch() {
  return rows;
}
std::span<const Form> network_functions() {
  return function_rows;
}

}  // namespace vmt::commands
