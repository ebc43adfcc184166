// All machines of a lab at one moment, at rest: what copies of them are made from. It never changes, so
// any number of copies may live at the same time.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <set>
#include <vector>

#include "machine/console.hpp"
#include "machine/descriptor.hpp"
#include "machine/guest/command.hpp"
#include "machine/launch.hpp"
#include "machine/run_folder.hpp"
#include "machine/switch/networks.hpp"

namespace vmt::machine {

// A background command that ran when its machine was saved. `job` is the script's, whichever copy it is
// asked about in.
struct SavedJob {
  std::shared_ptr<Job> job;
  guest::SavedCommand command;
};

// A machine that is up: paused in the middle of what it did, its agent silent between two frames.
struct SavedGuest {
  Hardware hardware;
  std::shared_ptr<const Descriptor> memory;        // a file that nobody writes to any more
  std::shared_ptr<const Descriptor> device_state;  // QEMU's
  guest::SavedLink link;
  std::vector<SavedJob> jobs;
};

struct SavedMachine {
  std::optional<SavedGuest> guest;  // nothing: it is off, lost, or was never started
  bool was_started = false;
  std::set<std::size_t> pulled;  // the cards without a cable
  std::uint64_t boots = 0;
  std::optional<Trouble> loss;
  Console::Saved console;
};

class SavedLabState : public SavedLab {
public:
  LabConfig config;
  std::vector<SavedMachine> machines;
  std::shared_ptr<const network::Networks::Saved> networks;
  // The folder of the disks as they were; each has an empty overlay beside it, to be copied for a copy of the
  // machine. It lives as long as this: the folder of a run that has it to itself, or one in the cache with a
  // lock on it.
  std::filesystem::path disks;
  std::shared_ptr<const RunFolder> folder;
  Descriptor guard;
  std::shared_ptr<const SavedLab> parent;  // whose disks lie below these

  const LabConfig& lab_config() const override { return config; }
  bool is_copy() const override { return parent != nullptr; }
};

}  // namespace vmt::machine
