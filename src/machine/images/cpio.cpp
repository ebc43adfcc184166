#include "machine/images/cpio.hpp"

#include <archive.h>
#include <archive_entry.h>

#include <sys/stat.h>

#include "machine/trouble.hpp"

namespace vmt::machine {
namespace {

la_ssize_t append(archive*, void* bytes, const void* data, std::size_t size) {
  static_cast<std::string*>(bytes)->append(static_cast<const char*>(data), size);
  return static_cast<la_ssize_t>(size);
}

void check(archive* writer, int result) {
  if (result == ARCHIVE_OK) return;
  const char* const why = ::archive_error_string(writer);
  throw Trouble(TroubleKind::infrastructure,
                std::string("cannot make the initramfs: ") + (why == nullptr ? "no reason given" : why));
}

}  // namespace

Cpio::Cpio() : bytes_(std::make_unique<std::string>()), archive_(::archive_write_new()) {
  check(archive_, ::archive_write_set_format_cpio_newc(archive_));
  check(archive_, ::archive_write_add_filter_none(archive_));
  check(archive_, ::archive_write_open(archive_, bytes_.get(), nullptr, append, nullptr));
}

Cpio::~Cpio() {
  ::archive_write_free(archive_);
}

void Cpio::folder(const std::string& path, unsigned mode) {
  header(path, S_IFDIR | mode, {}, {}, 0, 0);
}

void Cpio::file(const std::string& path, std::string_view contents, unsigned mode) {
  header(path, S_IFREG | mode, contents, {}, 0, 0);
}

void Cpio::link(const std::string& path, const std::string& target) {
  header(path, S_IFLNK | 0777, {}, target, 0, 0);
}

void Cpio::character_device(const std::string& path, unsigned mode, unsigned major_number,
                            unsigned minor_number) {
  header(path, S_IFCHR | mode, {}, {}, major_number, minor_number);
}

std::string Cpio::finish() {
  check(archive_, ::archive_write_close(archive_));
  return std::move(*bytes_);
}

void Cpio::header(const std::string& path, unsigned type_and_mode, std::string_view contents,
                  const std::string& target, unsigned major_number, unsigned minor_number) {
  const std::unique_ptr<archive_entry, void (*)(archive_entry*)> entry(::archive_entry_new(),
                                                                       ::archive_entry_free);
  ::archive_entry_set_pathname(entry.get(), path.c_str());
  ::archive_entry_set_mode(entry.get(), static_cast<__LA_MODE_T>(type_and_mode));
  ::archive_entry_set_uid(entry.get(), 0);
  ::archive_entry_set_gid(entry.get(), 0);
  ::archive_entry_set_mtime(entry.get(), 0, 0);
  ::archive_entry_set_size(entry.get(), static_cast<la_int64_t>(contents.size()));
  if (!target.empty()) ::archive_entry_set_symlink(entry.get(), target.c_str());
  if ((type_and_mode & S_IFMT) == S_IFCHR) {
    ::archive_entry_set_rdevmajor(entry.get(), major_number);
    ::archive_entry_set_rdevminor(entry.get(), minor_number);
  }
  check(archive_, ::archive_write_header(archive_, entry.get()));
  if (!contents.empty() && ::archive_write_data(archive_, contents.data(), contents.size()) !=
                               static_cast<la_ssize_t>(contents.size()))
    check(archive_, ARCHIVE_FATAL);
}

}  // namespace vmt::machine
