// A Linux kernel as distributions ship it (bzImage: a small loader and a compressed vmlinux), and the
// vmlinux in it, which QEMU starts directly by its PVH note: about half a second sooner under TCG, since
// the guest has nothing to decompress.
//
// Sources: the kernel's Documentation/x86/boot.rst; Xen's include/public/elfnote.h for the note.
#pragma once

#include <string>
#include <string_view>

namespace vmt::machine {

// "6.1.0-18-cloud-amd64" of a bzImage; empty when the bytes are none.
std::string kernel_version(std::string_view image);

// The ELF kernel in a bzImage. Empty when its compression is unknown or the kernel has no PVH note:
// then the bzImage itself has to be booted.
std::string extract_vmlinux(std::string_view image);

// True for an ELF file with a note that says where to enter by PVH.
bool has_pvh_note(std::string_view elf);

}  // namespace vmt::machine
