#include "interpreter/declare.hpp"

#include <algorithm>

#include "interpreter/call.hpp"
#include "interpreter/operators.hpp"

namespace vmt {
namespace {

// A host name has no `_` and no `[0]`: db_1 is db-1, worker[0] is worker-0 (RFC 952, RFC 1123).
std::string host_name_of(const std::string& name) {
  std::string host_name;
  for (const char character : name) {
    if (character == ']') continue;
    host_name += character == '_' || character == '[' ? '-' : character;
  }
  return host_name;
}

void apply_settings(const std::vector<program::SettingCall>& settings, Interpreter& interpreter) {
  for (const auto& setting : settings) {
    try {
      Call call(interpreter, setting.call, setting.span);
      setting.call.form->run(call);
    } catch (const ValueError& error) {
      throw Failure(FailureKind::failed, setting.span, error.what());
    }
  }
}

}  // namespace

machine::LabConfig declare(const program::Program& program, World& world,
                           const std::vector<Value>& globals) {
  Interpreter interpreter(world, globals, 0, world.interrupt);
  machine::LabConfig lab;
  for (const auto& network : program.networks) {
    auto& config = lab.networks.emplace_back();
    config.name = network.name;
    world.network_config = &config;
    apply_settings(network.settings, interpreter);
  }
  world.network_config = nullptr;

  for (const auto& machine : program.machines) {
    auto& config = lab.machines.emplace_back();
    config.name = machine.name;
    config.host_name = host_name_of(machine.name);
    world.machine_config = &config;
    apply_settings(machine.settings, interpreter);
  }
  world.machine_config = nullptr;

  const auto has_no_network = [](const auto& machine) { return machine.networks.empty(); };
  if (std::any_of(lab.machines.begin(), lab.machines.end(), has_no_network)) {
    lab.networks.emplace_back().name = default_network;
    for (auto& machine : lab.machines)
      if (machine.networks.empty()) machine.networks.push_back(lab.networks.size() - 1);
  }
  return lab;
}

Span setting_span(const program::Machine& machine, std::string_view word) {
  auto span = machine.span;
  for (const auto& setting : machine.settings)  // the last one holds
    if (setting.call.form->phrase.pieces().front().word == word) span = setting.span;
  return span;
}

}  // namespace vmt
