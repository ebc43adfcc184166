#include <algorithm>
#include <optional>
#include <set>
#include <unordered_map>

#include "check/flow.hpp"
#include "check/problems.hpp"
#include "check/walk.hpp"

namespace vmt::checking {

namespace {

using Networks = std::set<std::uint32_t>;

std::optional<std::uint32_t> network_in(const program::Expression& operand) {
  const auto* constant = std::get_if<program::Constant>(&operand.node);
  if (!constant || !constant->value.is<NetworkValue>()) return std::nullopt;
  return constant->value.as<NetworkValue>().index;
}

// The networks of a machine. One that names none is on the default network, which has no number yet.
Networks networks_of(const program::Program& program, const program::Machine& machine) {
  Networks networks;
  for (const program::SettingCall& setting : machine.settings)
    for (const auto& operand : setting.call.operands)
      if (const auto network = operand ? network_in(*operand) : std::nullopt) networks.insert(*network);
  if (networks.empty()) networks.insert(static_cast<std::uint32_t>(program.networks.size()));
  return networks;
}

bool share_any(const Networks& first, const Networks& second) {
  return std::ranges::any_of(first, [&](std::uint32_t network) { return second.contains(network); });
}

const Value* constant_operand(const program::CallForm& call, Role role) {
  std::size_t index = 0;
  for (const PhrasePiece& piece : call.form->phrase.pieces()) {
    if (!piece.is_hole()) continue;
    const auto& operand = call.operands[index++];
    if (piece.role != role || !operand) continue;
    const auto* constant = std::get_if<program::Constant>(&operand->node);
    return constant ? &constant->value : nullptr;
  }
  return nullptr;
}

class NetworkWalk {
public:
  explicit NetworkWalk(Context& context) : context_(context) {
    const program::Program& program = context.program;
    for (std::uint32_t i = 0; i < program.machines.size(); ++i)
      by_host_name_.emplace(host_name_of(program.machines[i].name), i);
  }

  void look_at(const program::Expression& expression) const {
    const auto* call = std::get_if<program::CallForm>(&expression.node);
    if (!call) return;
    look_at_scope(*call);
    if (call->form->phrase.text().starts_with("wait ")) look_at_wait(*call);
  }

private:
  // `block web on wan`: a fault of one network is about machines that are on it.
  void look_at_scope(const program::CallForm& call) const {
    const program::Expression* where = operand_of(call, "where");
    const auto network = where ? network_in(*where) : std::nullopt;
    if (!network) return;
    std::size_t index = 0;
    for (const PhrasePiece& piece : call.form->phrase.pieces()) {
      if (!piece.is_hole()) continue;
      const auto& operand = call.operands[index++];
      if (!operand || piece.role != Role::machines) continue;
      for (const std::uint32_t machine : machines_in(*operand))
        if (!networks_of(context_.program, context_.program.machines[machine]).contains(*network))
          report_not_on(context_.program.machines[machine], *where, *network);
    }
  }

  void report_not_on(const program::Machine& machine, const program::Expression& where,
                     std::uint32_t network) const {
    const program::Program& program = context_.program;
    std::string its;
    for (const std::uint32_t one : networks_of(program, machine))
      its += (its.empty() ? "" : " and ") +
             (one < program.networks.size() ? fmt::format("`{}`", program.networks[one].name)
                                            : std::string("the default network, which has no name"));
    context_.report(where.span, not_on_network, machine.name, program.networks[network].name)
        .label("has no such machine")
        .label(machine.span, fmt::format("`{}` is declared here", machine.name))
        .help(fmt::format("`{}` is on {}", machine.name, its));
  }

  void look_at_wait(const program::CallForm& call) const {
    const program::Expression* host = operand_of(call, "host");
    const auto* literal = host ? std::get_if<program::Constant>(&host->node) : nullptr;
    const Value* waiting = constant_operand(call, Role::machine);
    if (!literal || !waiting || !literal->value.is<std::shared_ptr<const std::string>>() ||
        !waiting->is<MachineValue>())
      return;
    const auto awaited = by_host_name_.find(literal->value.text());
    if (awaited == by_host_name_.end()) return;
    const program::Program& program = context_.program;
    const program::Machine& here = program.machines[waiting->as<MachineValue>().index];
    const program::Machine& there = program.machines[awaited->second];
    if (&here == &there || share_any(networks_of(program, here), networks_of(program, there))) return;
    context_.report(host->span, no_shared_network, here.name, there.name)
        .label(fmt::format("on no network of `{}`", here.name))
        .label(here.span, fmt::format("`{}` is declared here", here.name))
        .label(there.span, fmt::format("`{}` is declared here", there.name));
  }

  Context& context_;
  std::unordered_map<std::string, std::uint32_t> by_host_name_;
};

}  // namespace

void check_networks(Context& context) {
  const program::Program& program = context.program;
  const NetworkWalk walk(context);
  const VisitExpression visit = [&](const auto& expression) { walk.look_at(expression); };
  if (program.setup) visit_expressions(program, program.setup->statements, visit);
  for (const program::Test& test : program.tests) visit_expressions(program, test.body.statements, visit);
  for (const program::Function& function : program.functions)
    visit_expressions(program, function.body.statements, visit);
}

}  // namespace vmt::checking
