#include "machine/guest/tree_writer.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "machine/trouble.hpp"

namespace vmt::machine::guest {
namespace {

namespace fs = std::filesystem;
using agent::EntryKind;

Trouble host_trouble(const fs::path& path, int error_number) {
  return Trouble(TroubleKind::refused, fmt::format("`{}` can't be written on the host: {}", path.string(),
                                                   system_words(error_number)));
}

Trouble strange_entry(const Entry& entry) {
  return Trouble(TroubleKind::refused,
                 fmt::format("the guest sent `{}`, which is not inside of what was asked for", entry.path));
}

timespec time_of(const Entry& entry) {
  constexpr std::int64_t second = 1'000'000'000;
  auto rest = entry.modified_ns % second;
  auto seconds = entry.modified_ns / second;
  if (rest < 0) rest += second, --seconds;
  return {seconds, rest};
}

void apply_owner_and_time(const fs::path& path, const Entry& entry) {
  if (::geteuid() == 0 && ::fchownat(AT_FDCWD, path.c_str(), entry.uid, entry.gid, AT_SYMLINK_NOFOLLOW) != 0)
    throw host_trouble(path, errno);
  const timespec times[2] = {time_of(entry), time_of(entry)};
  ::utimensat(AT_FDCWD, path.c_str(), times, AT_SYMLINK_NOFOLLOW);
}

}  // namespace

// The guest is not trusted: neither `..` nor a link that it sent before may lead out.
fs::path TreeWriter::place_of(const Entry& entry) const {
  if (entry.path.empty()) return top_;
  const fs::path relative(entry.path);
  auto place = top_;
  if (relative.is_absolute()) throw strange_entry(entry);
  for (const auto& part : relative) {
    if (part == ".." || part.empty()) throw strange_entry(entry);
    std::error_code error;
    if (fs::symlink_status(place, error).type() != fs::file_type::directory) throw strange_entry(entry);
    place /= part;
  }
  return place;
}

void TreeWriter::begin(const Entry& entry) {
  finish_file();
  const auto path = place_of(entry);
  switch (entry.kind) {
    case EntryKind::file: return begin_file(path, entry);
    case EntryKind::directory:
      if (::mkdir(path.c_str(), 0700) != 0 && (errno != EEXIST || !fs::is_directory(path)))
        throw host_trouble(path, errno);
      folders_.emplace_back(path, entry);
      return;
    case EntryKind::symbolic_link:
      ::unlink(path.c_str());
      if (::symlink(entry.target.c_str(), path.c_str()) != 0) throw host_trouble(path, errno);
      return apply_owner_and_time(path, entry);
  }
  throw strange_entry(entry);
}

void TreeWriter::begin_file(const fs::path& path, const Entry& entry) {
  // A new file, not the old one's contents: others may have the old one open or linked.
  if (::unlink(path.c_str()) != 0 && errno != ENOENT) throw host_trouble(path, errno);
  file_ = Descriptor(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!file_.is_open()) throw host_trouble(path, errno);
  path_ = path;
  entry_ = entry;
}

void TreeWriter::data(std::string_view bytes) {
  if (!file_.is_open()) throw strange_entry(entry_);
  while (!bytes.empty()) {
    const auto count = ::write(file_.get(), bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) throw host_trouble(path_, errno);
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
}

void TreeWriter::finish_file() {
  if (!file_.is_open()) return;
  apply_owner_and_time(path_, entry_);
  // After the owner: a change of owner clears the set-user-id bit.
  if (::fchmod(file_.get(), entry_.mode) != 0) throw host_trouble(path_, errno);
  file_ = Descriptor();
}

void TreeWriter::finish() {
  finish_file();
  for (auto folder = folders_.rbegin(); folder != folders_.rend(); ++folder) {
    apply_owner_and_time(folder->first, folder->second);
    if (::chmod(folder->first.c_str(), folder->second.mode) != 0) throw host_trouble(folder->first, errno);
  }
  folders_.clear();
}

}  // namespace vmt::machine::guest
