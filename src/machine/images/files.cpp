#include "machine/images/files.hpp"

#include <archive.h>
#include <archive_entry.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <memory>
#include <set>

#include "machine/descriptor.hpp"
#include "machine/trouble.hpp"

namespace vmt::machine {
namespace {

[[noreturn]] void give_up(const char* what, const std::filesystem::path& file, int error_number) {
  throw Trouble(TroubleKind::infrastructure,
                std::string("cannot ") + what + " `" + file.string() + "`: " + system_words(error_number));
}

}  // namespace

std::string read_file(const std::filesystem::path& file) {
  const Descriptor descriptor(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  if (!descriptor.is_open()) give_up("read", file, errno);
  std::string bytes;
  std::string buffer(1024 * 1024, '\0');
  while (true) {
    const auto count = ::read(descriptor.get(), buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) give_up("read", file, errno);
    if (count == 0) return bytes;
    bytes.append(buffer, 0, static_cast<std::size_t>(count));
  }
}

void write_file(const std::filesystem::path& file, std::string_view bytes) {
  const Descriptor descriptor(::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
  if (!descriptor.is_open()) give_up("write", file, errno);
  while (!bytes.empty()) {
    const auto count = ::write(descriptor.get(), bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) give_up("write", file, errno);
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  if (::fsync(descriptor.get()) != 0) give_up("write", file, errno);
}

std::string identity(const std::filesystem::path& file) {
  struct stat status {};
  if (::stat(file.c_str(), &status) != 0) give_up("read", file, errno);
  return file.string() + " " + std::to_string(status.st_size) + " " + std::to_string(status.st_mtim.tv_sec) +
         "." + std::to_string(status.st_mtim.tv_nsec);
}

std::string tree_identity(const std::filesystem::path& folder) {
  // In the order of the names: that of the folder's entries means nothing.
  std::set<std::string> lines;
  try {
    using Walk = std::filesystem::recursive_directory_iterator;
    for (const auto& entry : Walk(folder)) {
      struct stat status {};
      if (::lstat(entry.path().c_str(), &status) != 0) give_up("read", entry.path(), errno);
      lines.insert(entry.path().string() + " " + std::to_string(status.st_size) + " " +
                   std::to_string(status.st_mode) + " " + std::to_string(status.st_uid) + " " +
                   std::to_string(status.st_mtim.tv_sec) + "." + std::to_string(status.st_mtim.tv_nsec));
    }
  } catch (const std::filesystem::filesystem_error& error) {
    give_up("read", error.path1(), error.code().value());
  }
  std::string all;
  for (const auto& line : lines) all += line + "\n";
  return all;
}

std::string decompress(std::string_view bytes) {
  const std::unique_ptr<archive, int (*)(archive*)> reader(::archive_read_new(), ::archive_read_free);
  ::archive_read_support_filter_all(reader.get());
  ::archive_read_support_format_raw(reader.get());
  archive_entry* entry = nullptr;
  if (::archive_read_open_memory(reader.get(), bytes.data(), bytes.size()) != ARCHIVE_OK ||
      ::archive_read_next_header(reader.get(), &entry) != ARCHIVE_OK)
    return {};
  std::string contents;
  std::string buffer(1024 * 1024, '\0');
  while (true) {
    const auto count = ::archive_read_data(reader.get(), buffer.data(), buffer.size());
    if (count < 0) return {};
    if (count == 0) return contents;
    contents.append(buffer, 0, static_cast<std::size_t>(count));
  }
}

}  // namespace vmt::machine
