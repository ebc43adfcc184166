#include "interpreter/call.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <filesystem>

#include "check/roles.hpp"
#include "interpreter/action.hpp"
#include "interpreter/closure.hpp"
#include "interpreter/host_files.hpp"
#include "interpreter/operators.hpp"
#include "interpreter/overloaded.hpp"

namespace vmt {
namespace {

bool is_evaluated_by_the_row(Role role) { return role == Role::condition || role == Role::block; }

Type type_of(const Value& value) {
  return std::visit(
      overloaded{
          [](std::monostate) { return Type(Kind::nothing); },
          [](bool) { return Type(Kind::boolean); },
          [](std::int64_t) { return Type(Kind::integer); },
          [](double) { return Type(Kind::decimal); },
          [](const DurationValue&) { return Type(Kind::duration); },
          [](const SizeValue&) { return Type(Kind::size); },
          [](const RateValue&) { return Type(Kind::rate); },
          [](const PercentageValue&) { return Type(Kind::percentage); },
          [](const RangeValue&) { return Type(Kind::range); },
          [](const MachineValue&) { return Type(Kind::machine); },
          [](const NetworkValue&) { return Type(Kind::network); },
          [](const HostValue&) { return Type(Kind::host); },
          [](const std::shared_ptr<const std::string>&) { return Type(Kind::text); },
          [](const std::shared_ptr<const ListValue>&) { return Type::list_of(Kind::unknown); },
          [](const std::shared_ptr<const MapValue>&) { return Type::map_of(Kind::unknown); },
          [](const std::shared_ptr<const ResultValue>&) { return Type(Kind::result); },
          [](const std::shared_ptr<const FailureValue>&) { return Type(Kind::failure); },
          [](const std::shared_ptr<machine::Job>&) { return Type(Kind::job); },
          [](const std::shared_ptr<const Closure>&) { return Type::function_to(Kind::unknown); },
      },
      value.held());
}

// The types of what JSON holds are known only now. A receiver is left to the row's function: methods of
// one name may belong to several types.
void check_open_operand(const program::Expression& operand, const Value& value, Role role) {
  if (!operand.type.is(Kind::any) || role == Role::any) return;
  const Type type = type_of(value);
  if (checking::accepts(role, type)) return;
  throw Failure(FailureKind::failed, operand.span,
                fmt::format("{} is needed here, and this is {}", checking::wanted(role),
                            checking::with_article(type)));
}

}  // namespace

void Call::tell_progress(const std::string& progress) {
  if (action_) action_->tell_progress(progress);
}

Call::Call(Interpreter& interpreter, const program::CallForm& call, Span span)
    : interpreter_(interpreter), call_(call), span_(span) {
  std::size_t hole = 0;
  values_.resize(call.operands.size());
  for (const auto& piece : call.form->phrase.pieces()) {
    if (!piece.is_hole()) continue;
    const auto& operand = call.operands[hole];
    const bool is_constant = operand && std::holds_alternative<program::Constant>(operand->node);
    if (operand && !is_constant && !is_evaluated_by_the_row(piece.role)) {
      values_[hole] = interpreter.evaluate(*operand);
      const bool is_receiver = hole == 0 && call.form->phrase.is_method();
      if (!is_receiver) check_open_operand(*operand, values_[hole], piece.role);
    }
    ++hole;
  }
}

std::size_t Call::hole_index(std::string_view hole) const {
  std::size_t index = 0;
  for (const auto& piece : call_.form->phrase.pieces()) {
    if (!piece.is_hole()) continue;
    if (piece.hole == hole) return index;
    ++index;
  }
  assert(false && "the phrase has no such hole");
  return 0;
}

bool Call::may_have(std::string_view hole) const {
  return std::ranges::any_of(call_.form->phrase.pieces(),
                             [&](const PhrasePiece& piece) { return piece.is_hole() && piece.hole == hole; });
}

bool Call::has(std::string_view hole) const { return call_.operands[hole_index(hole)] != nullptr; }

const Value& Call::value(std::string_view hole) const {
  const auto index = hole_index(hole);
  const auto& operand = call_.operands[index];
  const auto* constant = operand ? std::get_if<program::Constant>(&operand->node) : nullptr;
  return constant ? constant->value : values_[index];
}

std::string Call::text_or(std::string_view hole, std::string otherwise) const {
  return has(hole) ? text(hole) : otherwise;
}

Span Call::span_of(std::string_view hole) const {
  const auto& operand = call_.operands[hole_index(hole)];
  return operand ? operand->span : span_;
}

bool Call::has_word(std::string_view word) const {
  return std::find(call_.words.begin(), call_.words.end(), word) != call_.words.end();
}

std::string Call::host_path(std::string_view hole) const {
  std::filesystem::path path = text(hole);
  if (!path.is_absolute()) path = std::filesystem::path(script_folder()) / path;
  if (auto* const files = interpreter_.world().host_files) files->note(path);
  return path;
}

std::string Call::script_folder() const {
  const auto folder = std::filesystem::path(span_.source ? span_.source->name() : "").parent_path();
  return folder.empty() ? "." : folder.string();
}

std::uint16_t Call::port(std::string_view hole) {
  const auto number = integer(hole);
  if (number >= 1 && number <= 65535) return static_cast<std::uint16_t>(number);
  throw ValueError("a port is a number from 1 to 65535, and this is " + std::to_string(number));
}

std::size_t Call::machine_index(std::string_view hole) const { return value(hole).as<MachineValue>().index; }

machine::Lab& Call::lab() {
  if (auto* const lab = interpreter_.world().lab) return *lab;
  auto early = failure("no machine runs yet where this is evaluated");
  early.diagnostic.help("move it into `setup` or into a test");
  throw early;
}

machine::Machine& Call::machine(std::string_view hole) { return lab().machine(machine_index(hole)); }

std::vector<std::size_t> Call::machine_indices(std::string_view hole) const {
  const auto& machines = value(hole);
  if (machines.is<MachineValue>()) return {machine_index(hole)};
  std::vector<std::size_t> indices;
  for (const auto& machine : machines.list()) indices.push_back(machine.as<MachineValue>().index);
  return indices;
}

const std::string& Call::machine_name(std::string_view hole) const {
  return interpreter_.program().names.machines[machine_index(hole)];
}

std::string Call::shown_machine(std::string_view hole) const { return "`" + machine_name(hole) + "`"; }

bool Call::holds(std::string_view condition_hole) {
  const Forgiving forgiving(interpreter_);  // the row asks again
  return interpreter_.evaluate(*call_.operands[hole_index(condition_hole)]).as<bool>();
}

void Call::run_block() {
  if (call_.block) interpreter_.run(interpreter_.program().blocks[*call_.block]);
}

Value Call::apply(const Value& function, std::vector<Value> arguments) {
  return interpreter_.apply(*function.as<std::shared_ptr<const Closure>>(), std::move(arguments));
}

machine::MachineConfig& Call::machine_config() { return *interpreter_.world().machine_config; }
machine::NetworkConfig& Call::network_config() { return *interpreter_.world().network_config; }

Failure Call::failure(std::string message) const {
  return Failure(FailureKind::failed, span_, std::move(message));
}

std::string Call::show(const Value& value) const {
  return vmt::show(value, interpreter_.program().names);
}

}  // namespace vmt
