// An Ethernet switch inside vmt: one per network of the script. It learns which address is behind
// which port, sends to that port alone what is for it, and everything else to all.
//
// It works on the I/O thread, never waits, and does nothing while no frame comes. Frames of any
// size up to 64 KiB pass unchanged, tagged or not.
#pragma once

#include <map>
#include <memory>
#include <unordered_map>
#include <vector>

#include "machine/switch/port.hpp"

namespace vmt::machine::network {

class Switch {
public:
  // Addresses that are remembered. A guest that makes up more of them only has its frames flooded.
  static constexpr std::size_t most_addresses = 4096;

  // All functions are to be called on the I/O thread; so is the destructor.
  explicit Switch(IoThread& io) : io_(io) {}

  // Plugs a cable in. The port's id must be free; it is free again when the other side closes.
  void attach(PortId id, Descriptor channel);
  void detach(PortId id);
  // A port whose link is down stays attached, and passes nothing in either direction.
  void set_link(PortId id, bool is_up);

  // Of a port since it was attached; zeros when there is none.
  Counters counters(PortId id) const;

private:
  void take(Port& from, const Frame& frame);
  // The one place through which each frame goes on its way to each port.
  void deliver(const Frame& frame, Port& from, Port& to);
  void flush();

  IoThread& io_;
  std::map<PortId, std::unique_ptr<Port>> ports_;
  std::unordered_map<MacAddress, Port*> learned_;
  std::vector<Port*> touched_;  // have frames to be flushed
};

}  // namespace vmt::machine::network
