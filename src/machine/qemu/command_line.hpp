// The arguments that QEMU is started with: a pure function, so that a test can read all of them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "machine/image.hpp"

namespace vmt::machine::qemu {

// Options of a user network that lets nothing out, and by which a port of the host that QEMU chooses
// leads to `guest_port`; 0: none does.
std::string user_network(std::uint16_t guest_port);

// A network card and the descriptor, inherited by QEMU, of the channel to its switch port. On that
// channel each frame follows its length, 4 bytes in big-endian order (QEMU: -netdev stream).
struct NetworkCard {
  std::string mac;
  int channel = -1;
};

// The machines of QEMU that vmt builds on. microvm: virtio-mmio, no PCI, no firmware to wait for.
enum class Board : std::uint8_t { microvm, pc };

struct Options {
  Board board = Board::microvm;
  bool is_script = false;  // options for a program that starts QEMU, which has its own for the rest
  bool has_display = false;
  std::filesystem::path uefi_code;       // empty: the BIOS
  std::filesystem::path uefi_variables;  // the machine's own copy
  std::string host_root_tag;             // the guest sees the host's files under this tag of 9p; empty: none
  std::vector<std::string> firmware_strings;  // for the guest to read in SMBIOS, type 11
  int tpm = -1;                               // the channel of swtpm; -1: none
  int shell = -1;                             // the channel of a root shell on hvc0; -1: none
  std::uint16_t shell_port = 0;               // of a root shell that QEMU's own network leads to; 0: none

  std::string name;         // for error messages and ps(1)
  std::string accelerator;  // "tcg" or "kvm"
  std::int64_t memory_mib = 256;
  int cpu_count = 1;
  std::filesystem::path kernel;
  std::filesystem::path initramfs;
  std::string kernel_arguments;  // the image's part
  // The frequency of the host's time stamp counter. Under TCG the guest sees that counter, and its
  // calibration against the PIT hangs when the host is busy.
  std::int64_t tsc_khz = 0;
  std::vector<Disk> disks;  // writable ones belong to this machine alone
  // The guest's memory is this file, a descriptor that QEMU inherits. A machine that begins writes into
  // it; the copy of a machine has what is in it and keeps its own changes to itself.
  int memory = -1;
  bool memory_is_private = false;
  // Of a copy: where the state of its devices is read from, a descriptor that QEMU inherits. The copy is
  // paused when it has all of it.
  int state = -1;
  bool state_has_memory = false;  // the guest's memory comes that way, too
  // Descriptors that QEMU inherits: one end each of a channel whose other end vmt holds.
  int monitor = -1;  // QMP
  int console = -1;  // the serial port ttyS0
  int agent = -1;    // the virtio-serial port `vmt.agent`
  std::vector<NetworkCard> cards;
};

std::vector<std::string> command_line(const Options& options);

// The processor of a guest: all that the accelerator offers, except, under TCG, what says that `rep movsb`
// and `rep stosb` are fast (ERMS, FSRM). TCG goes from byte to byte, and a kernel would clear and copy all
// its pages that way: starting a process takes a fifth less time without them, a boot a tenth.
std::string processor(const std::string& accelerator);

// Words for the kernel that under TCG save a fourth of a boot: no tests of its own ciphers, and in a machine
// of one processor the lock prefixes stay in its code (TCG translates code again when it changes). See the
// kernel's Documentation/admin-guide/kernel-parameters.txt.
inline constexpr auto quick_boot = "cryptomgr.notests=1 noreplace-smp";

// How a card is called in QMP's `set_link`.
std::string card_name(std::size_t index);

}  // namespace vmt::machine::qemu
