// The programs of one machine: QEMU or what starts it, and the helper that is its TPM.
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace vmt::machine::qemu {

struct Programs {
  std::filesystem::path qemu;
  std::vector<std::pair<std::string, std::string>> environment = {};  // added to vmt's own
  std::filesystem::path tpm_state = {};  // the folder in which swtpm keeps it; empty: no TPM
};

}  // namespace vmt::machine::qemu
