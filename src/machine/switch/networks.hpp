// All networks of a lab, as scripts see them: conditions set and lifted, frames counted, captured and
// waited for.
//
// Safe to call from any thread, but not on the I/O thread: each call hands its work to that thread and
// waits for it, which takes microseconds. Nothing here blocks but `wait_traffic`.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "machine/config.hpp"
#include "machine/deadline.hpp"
#include "machine/io_thread.hpp"
#include "machine/switch/capture.hpp"
#include "machine/switch/condition.hpp"
#include "machine/switch/switch.hpp"

namespace vmt::machine::network {

// Who sees to it that a condition ends.
enum class Keeper : std::uint8_t {
  declaration,  // nobody: it is part of the network
  command,      // `heal`
  block,        // the end of the block; `heal` leaves it alone
};

using CaptureId = std::uint64_t;

// Something was done to the network: where and what, in words. "web", "delay 100ms".
struct Change {
  std::string where;
  std::string what;
  bool is_over = false;  // it has been lifted
};

class Networks {
public:
  // `tell` gets each change, from any thread; it must not call back.
  using Tell = std::function<void(const Change&)>;

  // Makes a switch for each network, under the conditions that the network declares. `lab` must outlive
  // this.
  Networks(IoThread& io, const LabConfig& lab, std::uint64_t seed, Tell tell);
  ~Networks();

  // For those who plug cables in; on the I/O thread only.
  std::vector<std::unique_ptr<Switch>>& switches() { return switches_; }

  // Throws Trouble (refused) when the scope has no path: no two of its machines share a network.
  ConditionPtr set(Scope scope, Effect effect, Keeper keeper);
  // One that was set here, or in the networks that these were restored from; lifting it again does nothing.
  void lift(const ConditionPtr& made);
  // Lifts all conditions that commands have set.
  void heal();

  // The machine's cards on this network; all its cards when none is named. Throws Trouble (refused) when
  // it has no such card.
  std::vector<PortId> cards_of(std::size_t machine, std::optional<std::size_t> network) const;

  // Pulls the card's cable, or plugs it in. The guest sees no more of it than that nothing comes
  // and goes; its carrier is QEMU's affair.
  void set_link(PortId card, bool is_up);
  std::set<PortId> blocked();  // the cards whose cables are pulled

  // What copies of these networks go on with: the conditions, the pulled cables, the tallies. Random numbers
  // begin anew, the same for each copy. Captures stay behind.
  struct Saved;
  std::shared_ptr<const Saved> save();
  void restore(const Saved& saved);

  // All that is wrong now, in words: "web: delay 100ms". Also what the networks declare.
  std::vector<std::string> faults();

  // Of the cards of `cards_of` together.
  Counters traffic(std::size_t machine, std::optional<std::size_t> network = std::nullopt);
  // Of the rules of this name together; nothing when there never was one.
  std::optional<Tally> tally(const std::string& name);

  // Of a network: each frame once, as it was sent. Of machines: what they send and what comes to them. Of
  // paths: what arrives. Throws Trouble: infrastructure when the file can't be written, refused as `set`.
  CaptureId capture(Scope scope, const std::filesystem::path& file);
  void stop_capture(CaptureId id);
  // One file for each network and each machine, `NAME.pcap`, until the lab ends.
  void capture_all(const std::filesystem::path& folder);

  // Waits until a frame arrives on a path of the scope that the filter matches; those before the call
  // don't count. Throws Trouble: timed_out, stopped, refused as `set`.
  void wait_traffic(const Scope& scope, const PacketFilter& filter, const Patience& patience);

private:
  struct Kept {
    ConditionPtr condition;
    Keeper keeper;
    ConditionPtr made;  // what `set` gave back; another one in networks that were restored
  };
  using Taps = std::vector<std::pair<Switch*, TapId>>;

  // On the I/O thread.
  void apply();
  void set_switch_link(PortId card, bool is_up);
  std::string name_of(PortId card) const;
  std::uint64_t next_turn(const Scope& scope, const Effect& effect);
  Taps add_taps(const Tap& tap);
  static void remove(const Taps& taps);

  void check(const Scope& scope) const;
  Change change(const Condition& condition, bool is_over) const;

  IoThread& io_;
  const LabConfig& lab_;
  const Tell tell_;
  std::vector<std::unique_ptr<Switch>> switches_;

  // On the I/O thread only.
  std::vector<Kept> kept_;
  std::set<PortId> blocked_;
  std::vector<std::pair<Condition, std::uint64_t>> turns_;  // how often there was one of this kind and scope
  std::multimap<std::string, std::shared_ptr<Tally>> tallies_;
  std::map<CaptureId, Taps> captures_;
  std::uint64_t last_id_ = 0;
};

}  // namespace vmt::machine::network
