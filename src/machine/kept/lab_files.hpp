// Saved machines in a folder, for a later run: their memory, devices and disks as files, the rest as JSON.
#pragma once

#include <nlohmann/json.hpp>

#include <filesystem>
#include <memory>
#include <vector>

#include "machine/deadline.hpp"
#include "machine/machine.hpp"

namespace vmt::machine {

// Writes machines that never were copies of others into `folder`, which will be called `later`: disks name
// each other by their whole paths. Gives what `read_lab` needs; `jobs` gets the running jobs in the order in
// which it finds them again. Throws Trouble: infrastructure (the disk is full), timed_out, stopped.
nlohmann::json write_lab(const SavedLab& saved, const std::filesystem::path& folder,
                         const std::filesystem::path& later, std::vector<std::shared_ptr<Job>>& jobs,
                         const Patience& patience);

// The machines that were written, of the same declarations. Nobody may change the folder while copies of them
// live; who holds `guard` sees to that. Every file is read, and compared with its checksum. Throws Trouble
// (infrastructure) when something is missing or damaged.
std::shared_ptr<const SavedLab> read_lab(const nlohmann::json& written, LabConfig config,
                                         const std::filesystem::path& folder, Descriptor guard,
                                         std::vector<std::shared_ptr<Job>>& jobs);

}  // namespace vmt::machine
