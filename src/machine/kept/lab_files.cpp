#include "machine/kept/lab_files.hpp"

#include <fmt/format.h>

#include "machine/kept/saved_machine.hpp"
#include "machine/kept/sparse_file.hpp"
#include "machine/saved_disks.hpp"
#include "machine/saved_lab.hpp"
#include "machine/switch/saved_networks.hpp"

namespace vmt::machine {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr auto memory_ending = ".memory";
constexpr auto devices_ending = ".devices";

std::shared_ptr<const Descriptor> open_shared(const fs::path& file) {
  return std::make_shared<Descriptor>(open_to_read(file));
}

void check_file(const fs::path& file, const std::string& expected) {
  if (checksum(open_to_read(file)) != expected)
    throw Trouble(TroubleKind::infrastructure, fmt::format("`{}` is damaged", file.string()));
}

}  // namespace

json write_lab(const SavedLab& saved, const fs::path& folder, const fs::path& later,
               std::vector<std::shared_ptr<Job>>& jobs, const Patience& patience) {
  const auto& state = static_cast<const SavedLabState&>(saved);
  json sums = json::object();
  json machines = json::array();
  for (std::size_t i = 0; i < state.machines.size(); ++i) {
    const auto& machine = state.machines[i];
    machines.push_back(to_json(machine, jobs));
    if (!machine.guest) continue;
    const auto& name = state.config.machines[i].name;
    sums[name + memory_ending] = copy_sparse(*machine.guest->memory, folder / (name + memory_ending));
    sums[name + devices_ending] = copy_sparse(*machine.guest->device_state, folder / (name + devices_ending));
  }
  copy_saved_disks(state.disks, folder, later, patience);
  for (const auto& file : files_of_disks(folder))
    sums[file.filename().string()] = checksum(open_to_read(file));
  return {
      {"machines", std::move(machines)}, {"networks", to_json(*state.networks)}, {"sums", std::move(sums)}};
}

std::shared_ptr<const SavedLab> read_lab(const json& written, LabConfig config, const fs::path& folder,
                                         Descriptor guard, std::vector<std::shared_ptr<Job>>& jobs) {
  try {
    for (const auto& [name, sum] : written.at("sums").items()) check_file(folder / name, sum);
    auto state = std::make_shared<SavedLabState>();
    state->config = std::move(config);
    for (std::size_t i = 0; i < state->config.machines.size(); ++i) {
      auto& machine = state->machines.emplace_back(saved_machine(written.at("machines").at(i), jobs));
      if (!machine.guest) continue;
      const auto& name = state->config.machines[i].name;
      machine.guest->memory = open_shared(folder / (name + memory_ending));
      machine.guest->device_state = open_shared(folder / (name + devices_ending));
    }
    state->networks = network::saved_networks(written.at("networks"));
    state->disks = folder;
    state->guard = std::move(guard);
    return state;
  } catch (const json::exception& error) {
    throw Trouble(TroubleKind::infrastructure,
                  fmt::format("`{}` is damaged: {}", folder.string(), error.what()));
  }
}

}  // namespace vmt::machine
