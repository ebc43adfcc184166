// Kernel modules as files: which ones a guest needs, and in which order they must be loaded.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace vmt::machine {

struct Module {
  std::string name;                  // "virtio_blk"
  std::string contents;              // the ELF object, decompressed
  std::vector<std::string> aliases;  // of the devices that it drives: "virtio:d00000002v*", as fnmatch has it
  std::vector<std::string> needs;    // the names of the modules that it depends on, each after what it needs
};

// The modules of these names and all that they depend on, each after what it needs. `folder` is
// .../lib/modules/VERSION. A name that no file has is left out: it is built into the kernel, or this
// kernel can do without. Throws Trouble (infrastructure) when a file can't be read.
std::vector<Module> modules_in_order(const std::filesystem::path& folder,
                                     const std::vector<std::string>& names);

}  // namespace vmt::machine
