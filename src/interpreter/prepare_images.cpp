#include "interpreter/prepare_images.hpp"

#include <fmt/format.h>

#include "interpreter/available_memory.hpp"
#include "interpreter/declare.hpp"
#include "interpreter/failure.hpp"

namespace vmt {
namespace {

constexpr std::uint64_t bytes_per_mib = 1 << 20;

// Several machines may have more than the host, since they don't use all of it. One that does would take all
// there is, only to boot.
void check_memory(const program::Machine& machine, std::int64_t memory_mib) {
  const auto bytes = static_cast<std::uint64_t>(memory_mib) * bytes_per_mib;
  const auto whole = whole_memory_bytes();
  if (bytes <= whole) return;
  const auto mib = static_cast<std::int64_t>(whole / bytes_per_mib * bytes_per_mib);
  Failure failure(FailureKind::infrastructure, setting_span(machine, "memory"),
                  fmt::format("`{}` has more memory than this host: {}, of {}", machine.name,
                              show(SizeValue{static_cast<std::int64_t>(bytes)}), show(SizeValue{mib})));
  failure.diagnostic.help("give the machine less, or run the script on a larger host");
  throw failure;
}

}  // namespace

PreparedImages prepare_images(const program::Program& program, const machine::LabConfig& config,
                              const machine::LabOptions& options, report::EventStream& events,
                              std::stop_token interrupt) {
  PreparedImages images;
  machine::ImageStore store(options.cache, options.agent);
  for (std::size_t i = 0; i < config.machines.size(); ++i) {
    const auto& machine = config.machines[i];
    const auto progress = [&](const std::string& what) {
      events.emit(report::MachineChanged{machine.name, report::MachineStage::preparing_image, what});
    };
    try {
      const auto& files = images.files.emplace_back(
          store.prepare(machine.image, progress, {Deadline::never(), interrupt}));
      const auto memory_mib = machine.memory_mib.value_or(files.default_memory_mib);
      check_memory(program.machines[i], memory_mib);
      images.memory_bytes += static_cast<std::uint64_t>(memory_mib) * bytes_per_mib;
    } catch (const machine::Trouble& trouble) {
      throw failure_of(trouble, setting_span(program.machines[i], "image"));
    }
  }
  return images;
}

}  // namespace vmt
