#include "tools/replace_file.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <system_error>

namespace vmt::tools {
namespace {

namespace fs = std::filesystem;

bool write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const auto written = write(descriptor, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

// Everything but the renaming; errno tells why it failed.
bool fill(int descriptor, const struct stat& like, std::string_view text) {
  // Only root may give files away; everybody else keeps what is written.
  const bool is_given = fchown(descriptor, like.st_uid, like.st_gid) == 0;
  // Without the owner, bits such as set-user-ID would mean something else.
  const mode_t mode = like.st_mode & (is_given ? 07777 : 0777);
  return fchmod(descriptor, mode) == 0 && write_all(descriptor, text) && fsync(descriptor) == 0;
}

}  // namespace

tl::expected<void, std::string> replace_file(const fs::path& path, std::string_view text) {
  const auto fail = [&path](int reason) {
    return tl::unexpected(fmt::format("`{}` cannot be written: {}", path.string(), std::strerror(reason)));
  };
  std::error_code error;
  const fs::path target = fs::canonical(path, error);
  if (error) return fail(error.value());
  struct stat status {};
  if (stat(target.c_str(), &status) != 0) return fail(errno);
  if (access(target.c_str(), W_OK) != 0) return fail(errno);

  std::string name = (target.parent_path() / ("." + target.filename().string() + ".XXXXXX")).string();
  const int descriptor = mkostemp(name.data(), O_CLOEXEC);
  if (descriptor < 0) return fail(errno);
  const bool is_filled = fill(descriptor, status, text);
  int reason = errno;
  close(descriptor);
  if (is_filled && rename(name.c_str(), target.c_str()) == 0) return {};
  if (is_filled) reason = errno;
  unlink(name.c_str());
  return fail(reason);
}

}  // namespace vmt::tools
