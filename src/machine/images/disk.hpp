// Images that vmt did not make: bootable disks, and programs that start QEMU by themselves.
#pragma once

#include <filesystem>

#include "machine/images/cache.hpp"

namespace vmt::machine {

// Both throw Trouble (infrastructure) when the file is not there or is not what it should be.
BootFiles prepare_disk(const Cache& cache, const DiskImage& image, const std::filesystem::path& agent,
                       const Progress& progress, const Patience& patience);
BootFiles prepare_script(const ScriptImage& image);

// "qcow2", "raw": what the file is.
std::string disk_format(const std::filesystem::path& file, const Patience& patience);

// Makes `overlay`, to be written to; what it does not have is read from `base`.
void make_overlay(const std::filesystem::path& base, const std::filesystem::path& overlay,
                  const Patience& patience);

// Makes an empty disk.
void make_empty_disk(const std::filesystem::path& disk, std::int64_t size_bytes, const Patience& patience);

}  // namespace vmt::machine
