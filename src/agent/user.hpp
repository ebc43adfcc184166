// Users of the guest, read from /etc/passwd and /etc/group: a static program has no name service.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vmt::agent {

struct User {
  std::string name;
  uid_t uid = 0;
  gid_t gid = 0;
  std::vector<gid_t> groups;  // all of them, the primary one included
  std::string home = "/";
  std::string shell = "/bin/sh";
};

// By name, or by number when it is one. Nothing when there is no such user.
std::optional<User> find_user(std::string_view name);

// The user that the agent runs as. A guest without /etc/passwd still has a root.
User own_user();

// Splits at each separator; empty fields are kept.
std::vector<std::string_view> split(std::string_view text, char separator);

}  // namespace vmt::agent
