#include "machine/kept/saved_machine.hpp"

#include <chrono>

namespace vmt::machine {
namespace {

using nlohmann::json;
using Clock = std::chrono::steady_clock;

// Stands for a job that ran when its machine was saved. Nobody asks it anything: a copy of the machine has
// the job itself.
class KeptJob : public Job {
public:
  CommandResult wait(const Patience&) override { throw gone(); }
  void stop(const Patience&) override { throw gone(); }
  std::string output() const override { return {}; }
  bool is_running() const override { return false; }

private:
  static Trouble gone() { return {TroubleKind::not_running, "the job is not on any machine of this test"}; }
};

json to_json(const Disk& disk) {
  return {{"file", disk.file.string()},
          {"format", disk.format},
          {"read_only", disk.read_only},
          {"serial", disk.serial}};
}

Disk disk_of(const json& value) {
  return {value.at("file").get<std::string>(), value.at("format"), value.at("read_only"), value.at("serial")};
}

json to_json(const Hardware& hardware) {
  const auto& files = hardware.files;
  json disks = json::array();
  for (const auto& disk : files.disks) disks.push_back(to_json(disk));
  return {{"accelerator", hardware.accelerator},
          {"tsc_khz", hardware.tsc_khz},
          {"loader", files.loader},
          {"base_disk", files.base_disk.string()},
          {"seed", files.seed.string()},
          {"kernel", files.kernel.string()},
          {"initramfs", files.initramfs.string()},
          {"kernel_arguments", files.kernel_arguments},
          {"disks", std::move(disks)},
          {"blank_disk", files.blank_disk.string()},
          {"memory_mib", files.default_memory_mib}};
}

Hardware hardware_of(const json& value) {
  const auto path = [&](const char* name) {
    return std::filesystem::path(value.at(name).get<std::string>());
  };
  Hardware hardware;
  hardware.accelerator = value.at("accelerator");
  hardware.tsc_khz = value.at("tsc_khz");
  auto& files = hardware.files;
  files.loader = value.at("loader");
  files.base_disk = path("base_disk");
  files.seed = path("seed");
  files.kernel = path("kernel");
  files.initramfs = path("initramfs");
  files.kernel_arguments = value.at("kernel_arguments");
  for (const auto& disk : value.at("disks")) files.disks.push_back(disk_of(disk));
  files.blank_disk = path("blank_disk");
  files.default_memory_mib = value.at("memory_mib");
  return hardware;
}

json to_json(const guest::SavedCommand& command) {
  return {{"channel", command.channel},
          {"output", command.output},
          {"errors", command.errors},
          {"uncredited_bytes", command.uncredited_bytes},
          {"unsent_input", command.unsent_input},
          {"input_is_open", command.input_is_open},
          {"credit_bytes", command.credit_bytes}};
}

guest::SavedCommand command_of(const json& value) {
  return {.channel = value.at("channel"),
          .output = value.at("output"),
          .errors = value.at("errors"),
          .uncredited_bytes = value.at("uncredited_bytes"),
          .unsent_input = value.at("unsent_input"),
          .input_is_open = value.at("input_is_open"),
          .credit_bytes = value.at("credit_bytes")};
}

json to_json(const SavedGuest& guest, std::vector<std::shared_ptr<Job>>& jobs) {
  json commands = json::array();
  for (const auto& job : guest.jobs) {
    jobs.push_back(job.job);
    commands.push_back(to_json(job.command));
  }
  return {{"hardware", to_json(guest.hardware)},
          {"last_channel", guest.link.last_channel},
          {"open_channels", guest.link.open_channels},
          {"unsent", guest.link.unsent},
          {"jobs", std::move(commands)}};
}

SavedGuest guest_of(const json& value, std::vector<std::shared_ptr<Job>>& jobs) {
  SavedGuest guest;
  guest.hardware = hardware_of(value.at("hardware"));
  guest.link = {value.at("last_channel"), value.at("open_channels"), value.at("unsent")};
  for (const auto& command : value.at("jobs")) {
    jobs.push_back(std::make_shared<KeptJob>());
    guest.jobs.push_back({jobs.back(), command_of(command)});
  }
  return guest;
}

json to_json(const Trouble& trouble) {
  return {{"kind", trouble.kind},
          {"message", trouble.message},
          {"notes", trouble.notes},
          {"helps", trouble.helps}};
}

Trouble trouble_of(const json& value) {
  Trouble trouble(value.at("kind").get<TroubleKind>(), value.at("message"));
  trouble.notes = value.at("notes").get<std::vector<std::string>>();
  trouble.helps = value.at("helps").get<std::vector<std::string>>();
  return trouble;
}

// A steady clock means nothing in another process: what is kept is how long ago each line came.
json to_json(const Console::Saved& console) {
  json lines = json::array();
  const auto now = Clock::now();
  for (const auto& line : console.lines)
    lines.push_back({std::chrono::nanoseconds(now - line.time).count(), line.text});
  return {{"lines", std::move(lines)},
          {"last_line_is_open", console.last_line_is_open},
          {"boot_begins_at", console.boot_begins_at}};
}

Console::Saved console_of(const json& value) {
  Console::Saved console;
  const auto now = Clock::now();
  for (const auto& line : value.at("lines"))
    console.lines.push_back({now - std::chrono::nanoseconds(line.at(0).get<std::int64_t>()), line.at(1)});
  console.last_line_is_open = value.at("last_line_is_open");
  console.boot_begins_at = value.at("boot_begins_at");
  return console;
}

}  // namespace

json to_json(const SavedMachine& saved, std::vector<std::shared_ptr<Job>>& jobs) {
  return {{"guest", saved.guest ? to_json(*saved.guest, jobs) : json()},
          {"was_started", saved.was_started},
          {"pulled", saved.pulled},
          {"boots", saved.boots},
          {"loss", saved.loss ? to_json(*saved.loss) : json()},
          {"console", to_json(saved.console)}};
}

SavedMachine saved_machine(const json& value, std::vector<std::shared_ptr<Job>>& jobs) {
  SavedMachine saved;
  if (!value.at("guest").is_null()) saved.guest = guest_of(value.at("guest"), jobs);
  saved.was_started = value.at("was_started");
  saved.pulled = value.at("pulled").get<std::set<std::size_t>>();
  saved.boots = value.at("boots");
  if (!value.at("loss").is_null()) saved.loss = trouble_of(value.at("loss"));
  saved.console = console_of(value.at("console"));
  return saved;
}

}  // namespace vmt::machine
