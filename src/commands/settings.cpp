// The settings of machines.
#include <fmt/format.h>

#include "commands/commands.hpp"
#include "interpreter/call.hpp"
#include "interpreter/operators.hpp"

namespace vmt::commands {
namespace {

constexpr std::int64_t bytes_per_mib = 1 << 20;

// A Linux kernel with its initramfs needs about this much to reach a shell.
constexpr std::int64_t least_memory_mib = 64;

// More than QEMU's microvm gives a guest.
constexpr std::int64_t most_cpus = 64;

Value image_tiny(Call& call) {
  call.machine_config().image = machine::TinyImage{};
  return {};
}

Value image_debian(Call& call) {
  machine::DebianImage image;
  if (call.has("packages"))
    for (const auto& package : call.value("packages").list()) image.packages.push_back(package.text());
  image.suite = call.text_or("suite", image.suite);
  if (call.has("files")) image.files = call.host_path("files");
  if (call.has("script")) image.script = call.host_path("script");
  call.machine_config().image = std::move(image);
  return {};
}

std::string too_little_memory(const Value& size) {
  if (size.as<SizeValue>().bytes >= least_memory_mib * bytes_per_mib) return {};
  return fmt::format("a machine needs at least {}MiB of memory to boot", least_memory_mib);
}

Value memory(Call& call) {
  const auto& size = call.value("size");
  if (auto objection = too_little_memory(size); !objection.empty()) throw ValueError(objection);
  call.machine_config().memory_mib = size.as<SizeValue>().bytes / bytes_per_mib;
  return {};
}

std::string no_count_of_cpus(const Value& count) {
  if (count.as<std::int64_t>() >= 1 && count.as<std::int64_t>() <= most_cpus) return {};
  return fmt::format("a machine has from 1 to {} processors", most_cpus);
}

Value cpus(Call& call) {
  const auto& count = call.value("count");
  if (auto objection = no_count_of_cpus(count); !objection.empty()) throw ValueError(objection);
  call.machine_config().cpu_count = static_cast<int>(count.as<std::int64_t>());
  return {};
}

Value join_network(Call& call) {
  call.machine_config().networks.push_back(call.value("network").as<NetworkValue>().index);
  return {};
}

Value forward(Call& call) {
  machine::Forward forward;
  if (!call.value("host_port").is<std::shared_ptr<const std::string>>())
    forward.host_port = call.port("host_port");
  forward.guest_port = call.port("guest_port");
  call.machine_config().forwards.push_back(forward);
  return {};
}

Value host_name(Call& call) {
  call.machine_config().host_name = call.text("name");
  return {};
}

Value environment(Call& call) {
  for (const auto& [name, value] : call.value("variables").map())
    call.machine_config().environment.emplace_back(name, value.text());
  return {};
}

constexpr auto machine_rows = std::to_array<Form>({
    {.phrase = "image tiny",
     .doc = "A Debian kernel with busybox and nothing else; boots in a second or two. This is what a "
            "machine without `image` has. Its files live in memory, so a reboot starts afresh.",
     .example = "image tiny",
     .run = image_tiny},
    {.phrase = "image debian [with {packages:texts}] [suite {suite:text}] [files {files:host_path}] "
               "[script {script:host_path}]",
     .doc = "Debian with these packages, made by mmdebstrap when it is not in the cache. systemd starts it, or "
            "another init that is among them: `sysvinit-core`, with or without `openrc`. The folder `files` is "
            "laid over its root, then `script` is run in it, as root. What the guest writes stays over a reboot.",
     .example = "image debian with [\"apache2\"]",
     .run = image_debian},
    {.phrase = "memory {size:size}",
     .doc = "The guest's memory.",
     .example = "memory 512MiB",
     .run = memory,
     .objection = too_little_memory},
    {.phrase = "cpus {count:int}",
     .doc = "The number of processors; 1 unless said.",
     .example = "cpus 2",
     .run = cpus,
     .objection = no_count_of_cpus},
    {.phrase = "network {network:network}",
     .doc = "Plugs the machine into the network; several of these give it several network cards. A "
            "machine without one is on the network `default`.",
     .example = "network lan",
     .run = join_network},
    {.phrase = "forward {host_port:port_or_any} to {guest_port:port}",
     .doc = "Makes a port of the host's 127.0.0.1 lead to a port of the machine. With `any` a free port "
            "is taken, which `M.forwarded(80)` names.",
     .example = "forward 8081 to 80",
     .run = forward},
    {.phrase = "host_name {name:text}",
     .doc = "The guest's host name, when it is not the machine's name.",
     .example = "host_name \"www\"",
     .run = host_name},
    {.phrase = "env {variables:environment}",
     .doc = "Environment variables of every command on the machine.",
     .example = "env {LANG: \"C.UTF-8\"}",
     .run = environment},
});

}  // namespace

std::span<const Form> machine_settings() { return machine_rows; }

}  // namespace vmt::commands
