#include "machine/images/seed.hpp"

#include <archive.h>
#include <archive_entry.h>

#include <memory>

#include "machine/images/files.hpp"
#include "machine/images/sha256.hpp"
#include "machine/trouble.hpp"

namespace fs = std::filesystem;

namespace vmt::machine {
namespace {

// Raised when what goes into the image changes.
constexpr auto builder_version = "1";

// Carried out in each boot, before the network: vmt sets that up itself.
constexpr auto user_data = R"(#cloud-config
bootcmd:
  - - sh
    - -c
    - |
      mkdir -p /run/vmt/seed
      mount -t iso9660 -o ro /dev/disk/by-label/cidata /run/vmt/seed
      cp /run/vmt/seed/vmt-agent /run/vmt/agent
      chmod 755 /run/vmt/agent
      umount /run/vmt/seed
      if [ -d /run/systemd/system ]; then
        systemd-run --no-block --unit=vmt-agent --property=Restart=always --property=DefaultDependencies=no \
          --property=KillMode=process /run/vmt/agent agent
      else
        setsid /run/vmt/agent agent </dev/null >/dev/null 2>&1 &
      fi
)";

using Archive = std::unique_ptr<archive, decltype(&archive_write_free)>;

void check(int status, const Archive& archive) {
  if (status < ARCHIVE_WARN)
    throw Trouble(TroubleKind::infrastructure, std::string("the seed for cloud-init can't be written: ") +
                                                   archive_error_string(archive.get()));
}

void add(const Archive& archive, const char* name, std::string_view contents, unsigned mode = 0644) {
  const std::unique_ptr<archive_entry, decltype(&archive_entry_free)> entry(archive_entry_new(),
                                                                            archive_entry_free);
  archive_entry_set_pathname(entry.get(), name);
  archive_entry_set_size(entry.get(), static_cast<std::int64_t>(contents.size()));
  archive_entry_set_filetype(entry.get(), AE_IFREG);
  archive_entry_set_perm(entry.get(), mode);
  check(archive_write_header(archive.get(), entry.get()), archive);
  if (archive_write_data(archive.get(), contents.data(), contents.size()) < 0) check(ARCHIVE_FATAL, archive);
}

void write_seed(const fs::path& file, std::string_view agent) {
  const Archive archive(archive_write_new(), archive_write_free);
  check(archive_write_set_format_iso9660(archive.get()), archive);
  check(archive_write_set_options(archive.get(), "volume-id=cidata"), archive);
  check(archive_write_open_filename(archive.get(), file.c_str()), archive);
  add(archive, "meta-data", "instance-id: vmt\n");
  add(archive, "user-data", user_data);
  add(archive, "network-config", "config: disabled\n");
  add(archive, "vmt-agent", agent, 0755);
  check(archive_write_close(archive.get()), archive);
}

}  // namespace

fs::path seed_image(const Cache& cache, const fs::path& agent, const Progress& progress,
                    const Patience& patience) {
  const auto build = [&](const fs::path& unfinished) {
    write_seed(unfinished / "seed.iso", read_file(agent));
  };
  const auto key = sha256(builder_version + identity(agent) + user_data).substr(0, 32);
  return cache.entry("seeds/" + key, build, progress, patience) / "seed.iso";
}

}  // namespace vmt::machine
