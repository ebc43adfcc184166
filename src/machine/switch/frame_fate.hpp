// The decision on one frame: whether it arrives, when, how often, and with which bits turned.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "machine/switch/condition.hpp"
#include "machine/switch/random.hpp"

namespace vmt::machine::network {

// Why a frame did not arrive.
enum class Cause : std::uint8_t {
  cut,         // the path is cut
  rule,        // a rule drops it
  loss,        // bad luck
  queue_full,  // of a limit
  not_read,    // the guest does not read, and what may wait for it does
  unplugged,   // no machine at the cable, or the cable is pulled
};
// As a script reads them in `M.traffic`.
inline constexpr auto cause_words = std::to_array<std::pair<std::string_view, Cause>>({
    {"dropped_by_cut", Cause::cut},
    {"dropped_by_rule", Cause::rule},
    {"dropped_by_loss", Cause::loss},
    {"dropped_by_queue", Cause::queue_full},
    {"dropped_unread", Cause::not_read},
    {"dropped_unplugged", Cause::unplugged},
});
inline constexpr std::size_t cause_count = cause_words.size();

struct Fate {
  std::optional<Cause> dropped;  // then the rest means nothing
  std::chrono::nanoseconds delay{};
  bool may_overtake = false;  // held back: those behind it need not wait for it
  std::size_t copies = 1;
  std::vector<std::size_t> turned_bits;  // counted from the frame's first byte, highest bit first
};

// A condition on one path, with what it remembers of the frames that it has seen there. The n-th frame
// since the condition was made meets the same fate in every run with the same key.
struct PathCondition {
  // `path_key` tells paths apart, `seed` runs.
  PathCondition(ConditionPtr made, std::uint64_t seed, std::uint64_t path_key);

  ConditionPtr condition;
  Random random;
  bool is_in_bad_state = false;  // of a loss
};

// `frame` begins with its destination address. The conditions are in the order of condition.hpp; a
// frame that one of them drops is not seen by those behind it. Limits are for a Shaper, not for this.
Fate decide(std::string_view frame, std::span<PathCondition> conditions);

}  // namespace vmt::machine::network
