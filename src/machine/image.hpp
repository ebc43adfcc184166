// Images: what a machine boots. A script's words become an `ImageRequest`; `ImageStore::prepare` turns
// it into files, building and caching them when they are not there yet.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "machine/deadline.hpp"

namespace vmt::machine {

// `image tiny`: a Debian kernel and an initramfs that vmt writes: busybox and the agent. Its root file
// system lives in memory, so a reboot starts afresh.
struct TinyImage {
  friend bool operator==(const TinyImage&, const TinyImage&) = default;
};

// `image debian with ["git"]`: made by mmdebstrap, packed as erofs, with an ext4 overlay on a disk of the
// machine's own, which survives a reboot.
struct DebianImage {
  std::string suite = "bookworm";
  std::vector<std::string> packages;
  std::filesystem::path files;   // a folder laid over the root; empty: none
  std::filesystem::path script;  // run in the finished root, as root; empty: none
  friend bool operator==(const DebianImage&, const DebianImage&) = default;
};

// `image directory "rootfs"`: the root file system of a guest that systemd starts, as a folder of the host.
struct DirectoryImage {
  std::filesystem::path root;
  friend bool operator==(const DirectoryImage&, const DirectoryImage&) = default;
};

// `image host`: the root of the machine that vmt runs on, which the guest can't change. Its init and services
// are not started.
struct HostImage {
  friend bool operator==(const HostImage&, const HostImage&) = default;
};

// `image disk "x.qcow2"`: a disk with a boot loader. It is never written to: a machine has an overlay.
struct DiskImage {
  std::filesystem::path file;
  friend bool operator==(const DiskImage&, const DiskImage&) = default;
};

// `image script "./run-web-vm"`: a program that starts QEMU, as NixOS builds them.
struct ScriptImage {
  std::filesystem::path program;
  friend bool operator==(const ScriptImage&, const ScriptImage&) = default;
};

using ImageRequest = std::variant<TinyImage, DebianImage, DirectoryImage, HostImage, DiskImage, ScriptImage>;

struct Disk {
  std::filesystem::path file;
  std::string format;  // "raw" or "qcow2"
  bool read_only = true;
  std::string serial;  // how the guest finds it: /sys/block/vdX/serial; at most 20 bytes (virtio-blk)
};

// What the machine starts with: a kernel that QEMU loads itself, or the firmware of a PC and the disk.
enum class Loader : std::uint8_t { kernel, firmware, script };

// The serial number of a machine's own disk, the copy of `BootFiles::blank_disk`: the guest's init finds
// by it what it may write to.
inline constexpr const char* own_disk_serial = "vmt-upper";

// All that QEMU needs to boot the image. Files are shared by all machines and runs, and never change.
struct BootFiles {
  Loader loader = Loader::kernel;
  std::filesystem::path start_script;  // Loader::script: the program
  std::filesystem::path base_disk;     // Loader::firmware: the first disk is an overlay over this one
  std::filesystem::path seed;          // an ISO 9660 image with the agent; empty: none
  std::vector<std::string> firmware_strings;  // of the firmware's table (SMBIOS, type 11)
  std::filesystem::path kernel;      // an ELF vmlinux with a PVH note: no decompression in the guest
  std::filesystem::path initramfs;   // PID 1 in it is the agent's init mode
  std::string kernel_arguments;      // the image's part of the command line
  std::vector<Disk> disks;           // read-only ones of the image
  std::string host_root_tag;         // by which the guest mounts the host's root (9p); empty: it can't
  std::filesystem::path blank_disk;  // qcow2 with an empty ext4, copied for each machine; empty: needs none
  std::int64_t default_memory_mib = 256;
  // Why a running machine of this image can't be copied, as the end of "because ..."; empty: it can.
  std::string cannot_be_copied_because;
};

// What preparing an image says while it goes on; called from the preparing thread.
using Progress = std::function<void(const std::string& what_happens_now)>;

// The cache of images and kernels. Several runs, and several threads of one, may use one cache at the
// same time; an image asked for twice is built once.
class ImageStore {
public:
  // `cache` is made when missing (default_cache() unless the user says otherwise); `agent` is the static
  // agent program that goes into every initramfs.
  ImageStore(std::filesystem::path cache, std::filesystem::path agent);

  // Throws Trouble: infrastructure (a tool is missing, no kernel can be had, a package does not exist:
  // with the last lines of the build's log), timed_out, stopped.
  BootFiles prepare(const ImageRequest& request, const Progress& progress, const Patience& patience);

  // The same kernel as a bzImage, which sets up a display before it starts.
  std::filesystem::path kernel_for_display(const Progress& progress, const Patience& patience);

  // $VMT_CACHE, $XDG_CACHE_HOME/vmt or ~/.cache/vmt.
  static std::filesystem::path default_cache();

private:
  std::filesystem::path cache_;
  std::filesystem::path agent_;
};

// "tiny", "debian bookworm with 3 packages": for people.
std::string show(const ImageRequest& request);

}  // namespace vmt::machine
