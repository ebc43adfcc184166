// Commands that carry files between the host and a guest.
#include <fmt/format.h>

#include <filesystem>

#include "commands/commands.hpp"
#include "interpreter/call.hpp"

namespace vmt::commands {
namespace {

// "12.0 of 200.0 MiB"
machine::OnCopied tell_progress(Call& call) {
  return [&call](const machine::CopyProgress& progress) {
    const auto mib = [](std::uint64_t bytes) { return static_cast<double>(bytes) / (1 << 20); };
    const auto total = progress.total_bytes == 0 ? "" : fmt::format(" of {:.1f}", mib(progress.total_bytes));
    call.tell_progress(fmt::format("{:.1f}{} MiB", mib(progress.carried_bytes), total));
  };
}

Value copy_in(Call& call) {
  call.machine("machine").copy_in(call.host_path("source"), call.text("target"), call.patience(),
                                  tell_progress(call));
  return {};
}

Value copy_out(Call& call) {
  call.machine("machine").copy_out(call.text("source"), call.host_path("target"), call.patience(),
                                   tell_progress(call));
  return {};
}

Value read(Call& call) { return call.machine("machine").read_file(call.text("file"), call.patience()); }

Value write(Call& call) {
  call.machine("machine").write_file(call.text("file"), call.text("contents"), call.patience());
  return {};
}

constexpr auto rows = std::to_array<Form>({
    {.phrase = "copy {source:host_path} to {machine:machine} at {target:guest_path}",
     .doc = "Copies a file or folder of the host, named relative to the script, into the guest. What is "
            "there already is replaced; missing folders are made.",
     .example = "copy \"files/dav_svn.conf\" to web at \"/etc/apache2/mods-enabled/dav_svn.conf\"",
     .run = copy_in},
    {.phrase = "copy {source:guest_path} from {machine:machine} to {target:new_host_path}",
     .doc = "Copies a file or folder of the guest to the host.",
     .example = "copy \"/var/log/apache2\" from web to \"logs\"",
     .run = copy_out},
    {.phrase = "{machine:machine}.read {file:guest_path}",
     .result = Kind::text,
     .doc = "The contents of a file in the guest.",
     .example = "expect web.read(\"/etc/hostname\").trim() == \"web\"",
     .run = read},
    {.phrase = "{machine:machine}.write {file:guest_path} {contents:text}",
     .doc = "Makes the file in the guest have these contents.",
     .example = "web.write \"/srv/index.html\" \"hello\"",
     .run = write},
});

}  // namespace

std::span<const Form> files() { return rows; }

}  // namespace vmt::commands
