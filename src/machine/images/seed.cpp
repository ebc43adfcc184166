#include "machine/images/seed.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>

#include <memory>

#include "machine/images/base64.hpp"
#include "machine/images/files.hpp"
#include "machine/images/sha256.hpp"
#include "machine/trouble.hpp"

namespace fs = std::filesystem;

namespace vmt::machine {
namespace {

// Raised when what goes into the image changes.
constexpr auto builder_version = "2";

// Lies on the disk, and is run from there; where systemd would end all that a log-in has started, it gets
// a unit.
constexpr auto start_script = R"(set -e
cp /run/vmt/seed/vmt-agent /run/vmt/agent
chmod 755 /run/vmt/agent
umount -l /run/vmt/seed
if [ -d /run/systemd/system ]; then
  systemd-run --quiet --no-block --unit=vmt-agent --property=Restart=always --property=DefaultDependencies=no \
    --property=KillMode=process /run/vmt/agent agent
else
  setsid /run/vmt/agent agent </dev/null >/dev/null 2>&1 &
fi
)";

// The disk is looked for by its serial number: there need not be an udev that names it.
constexpr auto start_from_disk =
    "d=$(grep -lx vmt-seed /sys/block/*/serial) && d=${d%/serial} && mkdir -p /run/vmt/seed && "
    "mount -t iso9660 -o ro /dev/${d##*/} /run/vmt/seed && sh /run/vmt/seed/vmt-start";

std::string user_data() {
  return fmt::format("#cloud-config\nbootcmd:\n  - - sh\n    - -c\n    - |\n      {}\n", start_from_disk);
}

// What systemd would take for its own in a command of a unit.
std::string for_a_unit(const std::string& command) {
  std::string text;
  for (const char c : command) text += c == '$' || c == '%' ? std::string(2, c) : std::string(1, c);
  return text;
}

// Disks may be found late in a boot, and other ways may have been quicker.
std::string unit() {
  return fmt::format(
      "[Unit]\nDescription=vmt's way in\nDefaultDependencies=no\n"
      "[Service]\nType=oneshot\nExecStart=/bin/sh -c '{}'\n",
      for_a_unit(fmt::format(
          "for n in $(seq 300); do [ -e /run/vmt/agent ] && exit; {{ {}; }} && exit; sleep 0.1; done",
          start_from_disk)));
}

std::string credential(const std::string& name, const std::string& value) {
  return "io.systemd.credential.binary:" + name + "=" + base64(value);
}

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
  add(archive, "user-data", user_data());
  add(archive, "network-config", "config: disabled\n");
  add(archive, "vmt-agent", agent, 0755);
  add(archive, "vmt-start", start_script);
  check(archive_write_close(archive.get()), archive);
}

}  // namespace

fs::path seed_image(const Cache& cache, const fs::path& agent, const Progress& progress,
                    const Patience& patience) {
  const auto build = [&](const fs::path& unfinished) {
    write_seed(unfinished / "seed.iso", read_file(agent));
  };
  const auto key = sha256(builder_version + identity(agent) + user_data() + start_script).substr(0, 32);
  return cache.entry("seeds/" + key, build, progress, patience) / "seed.iso";
}

std::string start_agent_line() {
  return fmt::format(
      "m=$({{ {}; }} 2>&1) || echo \"vmt-init: cannot start vmt's agent from the disk `{}`: $m\"",
      start_from_disk, seed_serial);
}

std::vector<std::string> firmware_strings() {
  return {credential("systemd.extra-unit.vmt-seed.service", unit()),
          credential("systemd.unit-dropin.sysinit.target~vmt", "[Unit]\nWants=vmt-seed.service\n")};
}

}  // namespace vmt::machine
