// Finding things that drivers bring: they appear some milliseconds after their module was loaded.
#pragma once

#include <functional>
#include <string>

#include "agent/descriptor.hpp"

namespace vmt::agent {

// The kernel's announcements of new devices (uevents). Open it before looking for a device, so that
// nothing appears unseen in between.
class DeviceNews {
public:
  DeviceNews();

  // Returns when a device has come or gone, or after `milliseconds`.
  void wait(int milliseconds);

private:
  Descriptor netlink_;
};

// Opens the virtio port named `port_name`; waits for it as long as it takes, also while another process
// has it open.
Descriptor open_port();

}  // namespace vmt::agent
