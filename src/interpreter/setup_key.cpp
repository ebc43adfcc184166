#include "interpreter/setup_key.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>

#include "machine/accelerator.hpp"
#include "machine/child.hpp"
#include "machine/images/files.hpp"
#include "machine/images/sha256.hpp"

namespace vmt {
namespace {

namespace fs = std::filesystem;

std::string identity_or_nothing(const fs::path& file) {
  return file.empty() ? "" : machine::identity(file);
}

std::string text_of(const machine::BootFiles& files) {
  auto text = fmt::format("{}\n{}\n", files.kernel_arguments, files.default_memory_mib);
  for (const auto* file : {&files.start_script, &files.base_disk, &files.seed, &files.kernel,
                           &files.initramfs, &files.blank_disk})
    text += identity_or_nothing(*file) + "\n";
  for (const auto& disk : files.disks)
    text +=
        fmt::format("{} {} {} {}\n", machine::identity(disk.file), disk.format, disk.read_only, disk.serial);
  return text;
}

// What a guest sees of the processor.
std::string processor() {
  std::ifstream file("/proc/cpuinfo");
  std::string text;
  for (std::string line; std::getline(file, line) && !line.empty();)
    if (line.starts_with("model name") || line.starts_with("flags") || line.starts_with("microcode"))
      text += line + "\n";
  return text;
}

// The first run of a host, which has to try whether KVM works, keeps what no other run will find.
std::string accelerator(const machine::LabOptions& options) {
  return machine::known_accelerator(machine::accelerator_facts(options.accelerator, options.cache))
      .value_or("not known yet");
}

void add_values(SetupKey& key, const program::Program& program, const SetupReach& reach,
                const std::vector<Value>& globals) {
  std::string others;
  for (const auto index : reach.globals) {
    const auto shown = show(globals[index], program.names);
    const auto parameter =
        std::ranges::find_if(program.parameters, [&](const auto& one) { return one.slot.index == index; });
    if (parameter == program.parameters.end())
      others += shown + "\n";
    else
      key[fmt::format("the parameter `{}`", parameter->name)] = shown;
  }
  key["the script's values"] = others;
}

}  // namespace

SetupKey key_of_setup(const program::Program& program, const SetupReach& reach,
                      const std::vector<Value>& globals, const machine::LabConfig& config,
                      const std::vector<machine::BootFiles>& images, const RunOptions& options) {
  SetupKey key;
  key["`setup` and what it uses"] = reach.text;
  add_values(key, program, reach, globals);
  key["the seed"] = fmt::format("{}", options.lab.seed);
  for (std::size_t i = 0; i < config.machines.size(); ++i) {
    auto& image = key[fmt::format("the image of `{}`", config.machines[i].name)];
    image = text_of(images[i]);
    for (const auto& disk : config.machines[i].disks) image += identity_or_nothing(disk.file);
  }
  const auto emulator = machine::find_program(options.lab.qemu);
  key["QEMU"] = emulator ? machine::identity(*emulator) : "";
  key["vmt"] = machine::identity(fs::read_symlink("/proc/self/exe"));
  key["vmt's agent"] = machine::identity(options.lab.agent);
  key["the accelerator"] = accelerator(options.lab);
  key["the processor"] = processor();
  key["the cache's folder"] = fs::absolute(options.lab.cache).string();
  key["`--coverage`"] = options.coverage != nullptr ? "yes" : "no";
  for (auto& [part, text] : key) text = machine::sha256(text);
  return key;
}

std::string digest_of(const SetupKey& key) {
  std::string text;
  for (const auto& [part, digest] : key) text += fmt::format("{} {}\n", part, digest);
  return machine::sha256(text);
}

std::string difference(const SetupKey& before, const SetupKey& now) {
  std::string parts;
  auto all = before;
  all.insert(now.begin(), now.end());
  for (const auto& [part, digest] : all) {
    const auto then = before.find(part);
    const auto here = now.find(part);
    if (then != before.end() && here != now.end() && then->second == here->second) continue;
    parts += (parts.empty() ? "" : ", ") + part;
  }
  return parts;
}

}  // namespace vmt
