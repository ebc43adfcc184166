// The image store: which builder makes what, and what a machine gets of it.
#include <cstdlib>
#include <stdexcept>

#include "machine/image.hpp"
#include "machine/images/cache.hpp"
#include "machine/images/debian.hpp"
#include "machine/images/disk.hpp"
#include "machine/images/initramfs.hpp"
#include "machine/images/kernel.hpp"
#include "machine/images/root_disk.hpp"

namespace fs = std::filesystem;

namespace vmt::machine {
namespace {

BootFiles prepare_tiny(const Cache& cache, const fs::path& agent, const Progress& progress,
                       const Patience& patience) {
  const auto kernel = find_kernel(cache, progress, patience);
  BootFiles files;
  files.kernel = kernel.image;
  files.initramfs = initramfs(cache, InitramfsKind::tiny, kernel, agent, progress, patience);
  // Nothing here has a profile for AppArmor or TOMOYO, and without them a process starts in four fifths of the
  // time.
  files.kernel_arguments = "lsm=landlock,yama";
  files.default_memory_mib = 256;
  return files;
}

// The guest has the host's programs and files, and what it writes is in its memory.
BootFiles prepare_host(const Cache& cache, const fs::path& agent, const Progress& progress,
                       const Patience& patience) {
  const auto kernel = find_kernel(cache, progress, patience, KernelKind::with_9p);
  BootFiles files;
  files.kernel = kernel.image;
  files.initramfs = initramfs(cache, InitramfsKind::host, kernel, agent, progress, patience);
  files.host_root_tag = "vmt-host";
  files.kernel_arguments = "vmt.host=" + files.host_root_tag;
  files.default_memory_mib = 512;
  files.cannot_be_copied_because = "a file system of the host is mounted in it (9p)";
  return files;
}

std::string environment(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? "" : value;
}

}  // namespace

ImageStore::ImageStore(fs::path cache, fs::path agent) : cache_(std::move(cache)), agent_(std::move(agent)) {}

BootFiles ImageStore::prepare(const ImageRequest& request, const Progress& progress,
                              const Patience& patience) {
  const Cache cache(fs::absolute(cache_));
  struct Prepare {
    const Cache& cache;
    const fs::path& agent;
    const Progress& progress;
    const Patience& patience;

    BootFiles operator()(const TinyImage&) const { return prepare_tiny(cache, agent, progress, patience); }
    BootFiles operator()(const DebianImage& image) const {
      return prepare_debian(cache, image, agent, progress, patience);
    }
    BootFiles operator()(const DirectoryImage& image) const {
      return prepare_directory(cache, image, agent, progress, patience);
    }
    BootFiles operator()(const HostImage&) const { return prepare_host(cache, agent, progress, patience); }
    BootFiles operator()(const DiskImage& image) const {
      return prepare_disk(cache, image, agent, progress, patience);
    }
    BootFiles operator()(const ScriptImage& image) const { return prepare_script(image); }
  };
  return std::visit(Prepare{cache, agent_, progress, patience}, request);
}

fs::path ImageStore::kernel_for_display(const Progress& progress, const Patience& patience) {
  const Cache cache(fs::absolute(cache_));
  return bzimage_of(cache, find_kernel(cache, progress, patience), progress, patience);
}

fs::path ImageStore::default_cache() {
  if (const auto own = environment("VMT_CACHE"); !own.empty()) return own;
  if (const auto shared = environment("XDG_CACHE_HOME"); !shared.empty()) return fs::path(shared) / "vmt";
  const auto home = environment("HOME");
  return fs::path(home.empty() ? "/root" : home) / ".cache/vmt";
}

std::string show(const ImageRequest& request) {
  struct Show {
    std::string operator()(const TinyImage&) const { return "tiny"; }
    std::string operator()(const DebianImage& image) const {
      const auto count = image.packages.size();
      if (count == 0) return "debian " + image.suite;
      return "debian " + image.suite + " with " + std::to_string(count) +
             (count == 1 ? " package" : " packages");
    }
    std::string operator()(const DirectoryImage& image) const { return "directory " + image.root.string(); }
    std::string operator()(const HostImage&) const { return "host"; }
    std::string operator()(const DiskImage& image) const { return "disk " + image.file.string(); }
    std::string operator()(const ScriptImage& image) const { return "script " + image.program.string(); }
  };
  return std::visit(Show{}, request);
}

}  // namespace vmt::machine
