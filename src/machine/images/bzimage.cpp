#include "machine/images/bzimage.hpp"

#include <elf.h>

#include <cstdint>
#include <cstring>
#include <optional>

#include "machine/images/files.hpp"

namespace vmt::machine {
namespace {

// Offsets in the setup header, from the start of the file.
constexpr std::size_t setup_sectors_at = 0x1f1;
constexpr std::size_t magic_at = 0x202;
constexpr std::size_t version_pointer_at = 0x20e;
constexpr std::size_t payload_offset_at = 0x248;
constexpr std::size_t payload_length_at = 0x24c;
constexpr std::size_t sector_bytes = 512;

constexpr std::uint32_t pvh_entry_note = 18;  // XEN_ELFNOTE_PHYS32_ENTRY

// The value at an offset; nothing when the bytes end before.
template <typename Value>
std::optional<Value> at(std::string_view bytes, std::size_t offset) {
  Value value{};
  if (offset > bytes.size() || bytes.size() - offset < sizeof value) return std::nullopt;
  std::memcpy(&value, bytes.data() + offset, sizeof value);
  return value;
}

std::string_view part(std::string_view bytes, std::size_t offset, std::size_t size) {
  return offset > bytes.size() ? std::string_view() : bytes.substr(offset, size);
}

bool is_bzimage(std::string_view image) {
  return part(image, magic_at, 4) == "HdrS";
}

bool holds_pvh_note(std::string_view notes) {
  const auto padded = [](std::size_t size) { return (size + 3) / 4 * 4; };
  while (const auto note = at<Elf64_Nhdr>(notes, 0)) {
    const auto name = part(notes, sizeof *note, note->n_namesz);
    if (note->n_type == pvh_entry_note && name == std::string_view("Xen", 4)) return true;
    const auto size = sizeof *note + padded(note->n_namesz) + padded(note->n_descsz);
    if (size > notes.size()) return false;
    notes.remove_prefix(size);
  }
  return false;
}

}  // namespace

std::string kernel_version(std::string_view image) {
  const auto pointer = at<std::uint16_t>(image, version_pointer_at);
  if (!is_bzimage(image) || !pointer) return {};
  const auto text = part(image, sector_bytes + *pointer, 256);
  return std::string(text.substr(0, text.find_first_of(std::string_view(" \0", 2))));
}

std::string extract_vmlinux(std::string_view image) {
  const auto sectors = at<std::uint8_t>(image, setup_sectors_at);
  const auto offset = at<std::uint32_t>(image, payload_offset_at);
  const auto length = at<std::uint32_t>(image, payload_length_at);
  if (!is_bzimage(image) || !sectors || !offset || !length) return {};
  // Zero means four, for a reason of the last century.
  const std::size_t setup_bytes = (1U + (*sectors == 0 ? 4U : *sectors)) * sector_bytes;
  auto payload = part(image, setup_bytes + *offset, *length);
  // The kernel's build puts the size of the contents behind every format but gzip, which has it itself.
  const bool is_gzip = payload.substr(0, 2) == "\x1f\x8b";
  if (!is_gzip && payload.size() > 4) payload.remove_suffix(4);
  auto kernel = decompress(payload);
  if (!has_pvh_note(kernel)) return {};
  return kernel;
}

bool has_pvh_note(std::string_view elf) {
  const auto header = at<Elf64_Ehdr>(elf, 0);
  if (!header || std::memcmp(header->e_ident, ELFMAG, SELFMAG) != 0 ||
      header->e_ident[EI_CLASS] != ELFCLASS64)
    return false;
  for (std::size_t i = 0; i < header->e_phnum; ++i) {
    const auto segment = at<Elf64_Phdr>(elf, header->e_phoff + i * header->e_phentsize);
    if (segment && segment->p_type == PT_NOTE &&
        holds_pvh_note(part(elf, segment->p_offset, segment->p_filesz)))
      return true;
  }
  return false;
}

}  // namespace vmt::machine
