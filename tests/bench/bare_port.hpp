// A virtio-serial port beside the agent's, with nothing behind it but a socket here and a device file in the
// guest: what an agent that does nothing but carry bytes could reach.
#pragma once

#include <filesystem>
#include <string>

#include "machine/descriptor.hpp"

namespace vmt::bench {

class BarePort {
public:
  // Makes a script in `folder` that starts QEMU with the port added.
  explicit BarePort(std::filesystem::path folder);

  std::string qemu() const { return folder_ / "qemu"; }
  // A command of the guest that says which device the port is; it can be opened once at a time.
  static constexpr auto find_device =
      "cd /sys/class/virtio-ports && for port in *; do grep -qx bare $port/name && echo -n /dev/$port; done";

  void connect();               // once QEMU runs
  void send(std::size_t bytes);
  void receive(std::size_t bytes);

private:
  std::filesystem::path folder_;
  machine::Descriptor socket_;
};

}  // namespace vmt::bench
