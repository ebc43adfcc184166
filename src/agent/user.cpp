#include "agent/user.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>

#include "agent/descriptor.hpp"

namespace vmt::agent {
namespace {

std::optional<unsigned> to_number(std::string_view text) {
  unsigned value = 0;
  const auto end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || stopped != end || text.empty()) return std::nullopt;
  return value;
}

// What initgroups(3) would set: the primary group, and every group that lists the user.
std::vector<gid_t> groups_of(std::string_view name, gid_t primary) {
  std::vector<gid_t> groups = {primary};
  const auto contents = read_small_file("/etc/group");
  for (const auto line : split(contents, '\n')) {
    const auto fields = split(line, ':');  // name:password:gid:members
    if (fields.size() != 4) continue;
    const auto gid = to_number(fields[2]);
    const auto members = split(fields[3], ',');
    const bool is_member = std::find(members.begin(), members.end(), name) != members.end();
    if (gid && is_member && *gid != primary) groups.push_back(*gid);
  }
  return groups;
}

}  // namespace

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> fields;
  while (true) {
    const auto end = text.find(separator);
    fields.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return fields;
    text.remove_prefix(end + 1);
  }
}

std::optional<User> find_user(std::string_view name) {
  const auto contents = read_small_file("/etc/passwd");
  const auto wanted_uid = to_number(name);
  for (const auto line : split(contents, '\n')) {
    const auto fields = split(line, ':');  // name:password:uid:gid:comment:home:shell
    if (fields.size() != 7) continue;
    const auto uid = to_number(fields[2]);
    const auto gid = to_number(fields[3]);
    if (!uid || !gid || (fields[0] != name && uid != wanted_uid)) continue;
    User user;
    user.name = fields[0];
    user.uid = *uid;
    user.gid = *gid;
    user.groups = groups_of(user.name, user.gid);
    if (!fields[5].empty()) user.home = fields[5];
    if (!fields[6].empty()) user.shell = fields[6];
    return user;
  }
  return std::nullopt;
}

namespace {

User read_own_user() {
  const auto uid = ::geteuid();
  if (auto user = find_user(std::to_string(uid))) return *user;
  User user;
  user.name = uid == 0 ? "root" : std::to_string(uid);
  user.uid = uid;
  user.gid = ::getegid();
  user.groups = {user.gid};
  if (uid == 0) user.home = "/root";
  return user;
}

// Of a file: other contents have others. Changes within one tick of the clock that touch the same bytes do
// not count.
struct Version {
  ino_t inode = 0;
  off_t size = 0;
  std::int64_t seconds = 0;
  std::int64_t nanoseconds = 0;
  bool operator==(const Version&) const = default;
};

Version version_of(const char* file) {
  struct stat status {};
  if (::stat(file, &status) != 0) return {};
  return {status.st_ino, status.st_size, status.st_mtim.tv_sec, status.st_mtim.tv_nsec};
}

}  // namespace

// Asked for with each command, and nearly always the same.
User own_user() {
  static User known;
  static Version known_version;
  static bool is_known = false;
  const auto version = version_of("/etc/passwd");
  if (!is_known || version != known_version) known = read_own_user();
  is_known = true;
  known_version = version;
  return known;
}

}  // namespace vmt::agent
