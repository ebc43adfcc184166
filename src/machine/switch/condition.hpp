// What a script asks of the network: conditions, each an effect on the frames of a scope. Pure data.
//
// A frame from one machine to another is under every condition whose scope covers it. They take hold in
// this order, whichever was made first:
//
//   cut, drop, loss       the frame may end here
//   corrupt, duplicate    what goes on may be changed, and be two
//   limit                 it waits for its turn: in the sender's cable, on the path, in the receiver's
//   delay, reorder        it is under way
//
// Effects of one kind add up when their scopes differ: delays are summed, and each loss is decided on
// its own, in the order sender, network, path, receiver. For one and the same scope the latest condition
// of a kind is in force, and when that is lifted the one before it again. Rules to drop all hold. Of the
// limits on one cable, or on one path, the slowest holds.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "machine/switch/packet.hpp"

namespace vmt::machine::network {

// ---- Which frames -------------------------------------------------------------------------------

// Machines and networks by their place in the LabConfig. What is left empty does not narrow the scope.
struct Scope {
  std::optional<std::size_t> network;
  std::vector<std::size_t> machines;  // the cables of these: what they send and what they get
  std::vector<std::size_t> sources;   // the paths from each of these to each target; none: from anywhere
  std::vector<std::size_t> targets;   // none: to anywhere
  bool both_ways = false;             // the paths back, too

  bool is_path() const { return !sources.empty() || !targets.empty(); }
  bool covers(std::size_t on_network, std::size_t from, std::size_t to) const;
  // Of a scope that is not a path: does it cover the machine's cable to this network?
  bool covers_cable(std::size_t on_network, std::size_t machine) const;

  friend bool operator==(const Scope&, const Scope&) = default;
};

// ---- What happens to them -----------------------------------------------------------------------

struct Cut {
  friend bool operator==(const Cut&, const Cut&) = default;
};

struct Tally {
  std::uint64_t matched = 0;
  std::uint64_t dropped = 0;
};

// Drops frames that the filter matches. They are counted over all of the scope, on the I/O thread.
struct Drop {
  std::string name;  // by which a script asks for the tally; may be empty
  PacketFilter filter;
  std::optional<std::uint64_t> first;  // only as many, then none any more
  std::uint64_t every = 1;             // only each third one, for 3
  std::shared_ptr<Tally> tally = std::make_shared<Tally>();

  friend bool operator==(const Drop&, const Drop&) = default;
};

// The model of Gilbert and Elliott: a path is in a good or a bad state, and loses frames by the state it
// is in. (E. N. Gilbert, 1960; E. O. Elliott, 1963; both in the Bell System Technical Journal.) Before
// each frame the state may change. All are shares from 0 to 1.
struct Loss {
  double into_bad = 0;
  double out_of_bad = 1;
  double in_good = 0;
  double in_bad = 1;

  // Each frame for itself.
  static Loss independent(double share);
  // The same share of frames on average, lost in runs whose mean length is `mean_frames`, at least 1.
  // Nothing when such runs would have to follow each other without a frame between them.
  static std::optional<Loss> bursts(double share, double mean_frames);

  double mean_share() const;
  double share_of_time_in_bad() const;

  friend bool operator==(const Loss&, const Loss&) = default;
};

// One bit of the frame, behind its two addresses and type, is turned.
struct Corrupt {
  double share = 0;
  friend bool operator==(const Corrupt&, const Corrupt&) = default;
};

struct Duplicate {
  double share = 0;
  friend bool operator==(const Duplicate&, const Duplicate&) = default;
};

// A line that takes its time for each bit. What comes meanwhile waits in a queue, and what finds the queue
// full is dropped (tail drop). The sizes are those of the frames, without preamble and checksum.
struct Limit {
  std::int64_t bits_per_second = 0;
  std::int64_t queue_bytes = 0;

  // What `limit` means without a queue: 100 ms of the rate, and room for ten frames of 1500 bytes.
  static std::int64_t default_queue_bytes(std::int64_t bits_per_second);

  friend bool operator==(const Limit&, const Limit&) = default;
};

enum class Distribution : std::uint8_t { uniform, normal };

// Jitter: the delay of each frame is drawn from time - jitter to time + jitter (uniform), or has the
// standard deviation `jitter` (normal); it is never less than nothing. Frames of one path stay in order,
// as in a queue: one that would overtake arrives together with the one before it.
struct Delay {
  std::chrono::nanoseconds time{};
  std::chrono::nanoseconds jitter{};
  Distribution distribution = Distribution::uniform;
  friend bool operator==(const Delay&, const Delay&) = default;
};

// Frames that are held back for so long that those behind them overtake.
struct Reorder {
  static constexpr std::chrono::milliseconds default_time{10};

  double share = 0;
  std::chrono::nanoseconds time = default_time;
  friend bool operator==(const Reorder&, const Reorder&) = default;
};

// In the order in which they take hold.
using Effect = std::variant<Cut, Drop, Loss, Corrupt, Duplicate, Limit, Delay, Reorder>;

// ---- Both together ------------------------------------------------------------------------------

using ConditionId = std::uint64_t;

struct Condition {
  ConditionId id = 0;  // larger: later
  Scope scope;
  Effect effect;
  std::uint64_t turn = 0;  // the how-manieth of its kind and scope; each has random numbers of its own
};
using ConditionPtr = std::shared_ptr<const Condition>;
using Conditions = std::vector<ConditionPtr>;  // in the order of their ids

// Those that are in force on a network.
Conditions in_force(const Conditions& all, std::size_t on_network);

// Of these, those that a frame from one machine to another is under, in the order above, without the
// limits of cables.
Conditions on_path(const Conditions& in_force, std::size_t on_network, std::size_t from, std::size_t to);

// The slowest limit on a machine's cable to a network.
std::optional<Limit> limit_of_cable(const Conditions& in_force, std::size_t on_network, std::size_t machine);

// The slowest limit among the conditions of a path.
std::optional<Limit> limit_of_path(const Conditions& on_path);

}  // namespace vmt::machine::network
