// What the machines of a lab share: each has a reference to it, the lab owns it.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "machine/boot_slots.hpp"
#include "machine/io_thread.hpp"
#include "machine/machine.hpp"
#include "machine/switch/networks.hpp"
#include "machine/tsc.hpp"

namespace vmt::machine {

struct Surroundings {
  const LabConfig& config;
  Observer& observer;
  IoThread& io;
  ImageStore& images;
  BootSlots& slots;
  const TscClock& tsc;
  network::Networks& networks;
  std::vector<std::unique_ptr<network::Switch>>& switches;  // of the networks, on the I/O thread
  std::filesystem::path qemu;
  std::filesystem::path run_folder;
  // Finds out at the first call, which may boot a guest to do so; from any thread.
  std::function<std::string()> accelerator;
};

}  // namespace vmt::machine
