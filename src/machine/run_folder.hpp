// The private folder of one run: the disks that its machines write to; of `vmt up` also
// its control socket.
//
// Its name is `vmt-<uid>-<pid>-<random>`, its mode 0700. While the run lives, the folder is locked
// (flock(2)); a lock that can be taken therefore means that the owner is gone, however it ended.
#pragma once

#include <filesystem>
#include <vector>

#include "machine/descriptor.hpp"

namespace vmt::machine {

class RunFolder {
public:
  // Makes a new folder in `parent`, after removing those there that runs of this user have left
  // behind. Throws Trouble (infrastructure).
  explicit RunFolder(const std::filesystem::path& parent = default_parent());
  ~RunFolder();  // removes the folder and what is in it
  RunFolder(const RunFolder&) = delete;
  RunFolder& operator=(const RunFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }

  // $VMT_RUN_DIR or $TMPDIR; else /var/tmp, since disks grow large and /tmp is often kept in
  // memory; else /tmp.
  static std::filesystem::path default_parent();

private:
  void make(const std::filesystem::path& parent);

  std::filesystem::path path_;
  Descriptor lock_;
};

// Removes the folders in `parent` that belong to this user and to no living run.
void sweep_run_folders(const std::filesystem::path& parent);

// The run folders in `parent` that belong to this user, whoever made them and whether he lives.
std::vector<std::filesystem::path> run_folders_in(const std::filesystem::path& parent);

}  // namespace vmt::machine
