// The disks that machines write to, when machines are copied: what was written stays as it is, and every
// copy writes into an overlay of its own (qcow2).
#pragma once

#include <filesystem>
#include <vector>

#include "machine/deadline.hpp"

namespace vmt::machine {

// Makes an empty overlay for each disk in the folder, whose machines have ended. Throws Trouble:
// infrastructure, timed_out, stopped.
void make_overlays(const std::filesystem::path& folder, const Patience& patience);

// Gives a copy its own disks: the overlays, under the names of the disks. Throws Trouble (infrastructure).
void copy_overlays(const std::filesystem::path& saved, const std::filesystem::path& copy);

// Copies the disks and their overlays to another folder, which will be called `later`: there the overlays look
// for the disks below them. Throws Trouble: infrastructure, timed_out, stopped.
void copy_saved_disks(const std::filesystem::path& saved, const std::filesystem::path& folder,
                      const std::filesystem::path& later, const Patience& patience);

// All disks and overlays in the folder.
std::vector<std::filesystem::path> files_of_disks(const std::filesystem::path& folder);

}  // namespace vmt::machine
