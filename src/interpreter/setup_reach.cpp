#include "interpreter/setup_reach.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "check/walk.hpp"

namespace vmt {
namespace {

class Explorer {
public:
  explicit Explorer(const program::Program& program) : program_(program) {}

  SetupReach explore() {
    for (const auto& network : program_.networks) settings(network.name, network.settings);
    for (const auto& machine : program_.machines) settings(machine.name, machine.settings);
    if (program_.setup) statements(program_.setup->statements);
    number_globals();
    return std::move(reach_);
  }

private:
  void add(std::string_view text) { reach_.text.append(text).append("\n"); }
  void add(Span span) {
    if (span.is_somewhere()) add(span.source->text(span));
  }
  void refuse(const std::string& why) {
    if (reach_.why_not_kept.empty()) reach_.why_not_kept = why;
  }

  void settings(const std::string& name, const std::vector<program::SettingCall>& settings) {
    add(name);
    for (const auto& setting : settings) {
      add(setting.span);
      for (const auto& operand : setting.call.operands)
        if (operand) expressions(*operand);
    }
  }

  void statements(const program::Statements& statements) {
    for (const auto& statement : statements) add(statement.span);
    checking::visit_expressions(program_, statements, visitor());
  }
  void expressions(const program::Expression& expression) {
    checking::visit_expressions(program_, expression, visitor());
  }

  checking::VisitExpression visitor() {
    return [this](const program::Expression& expression) {
      if (const auto* load = std::get_if<program::Load>(&expression.node)) slot(load->slot);
      if (const auto* call = std::get_if<program::CallFunction>(&expression.node)) function(call->function);
      if (const auto* call = std::get_if<program::CallForm>(&expression.node)) command(*call);
      if (const auto* closure = std::get_if<program::MakeClosure>(&expression.node))
        for (const auto& capture : closure->captures) slot(capture.from);
    };
  }

  void function(std::uint32_t index) {
    if (!functions_.insert(index).second) return;
    const auto& called = program_.functions[index];
    add(called.name);
    for (const auto& value : called.defaults) {
      if (!value) continue;
      add(value->span);
      expressions(*value);
    }
    statements(called.body.statements);
  }

  void slot(program::Slot slot) {
    if (!slot.is_global || !reach_.globals.insert(slot.index).second) return;
    for (const auto& secret : program_.secrets)
      if (secret.slot.index == slot.index)
        refuse(fmt::format("`setup` knows the secret `{}`, which must not get on a disk", secret.name));
    for (const auto& statement : program_.globals) {
      const auto* store = std::get_if<program::Store>(&statement.node);
      if (store == nullptr || store->slot.index != slot.index) continue;
      add(statement.span);
      expressions(*store->value);
    }
  }

  void command(const program::CallForm& call) {
    for (const auto& piece : call.form->phrase.pieces()) {
      if (!piece.is_hole()) continue;
      if (piece.role == Role::host)
        refuse("`setup` runs commands on the host, which may be different each time");
      if (piece.role == Role::new_host_path)
        refuse("`setup` makes files on the host, which would be missing");
    }
  }

  // What is kept has values by their numbers.
  void number_globals() {
    for (const auto& parameter : program_.parameters)
      add(fmt::format("{} {}", parameter.name, parameter.slot.index));
    for (const auto& secret : program_.secrets) add(fmt::format("{} {}", secret.name, secret.slot.index));
    for (const auto& statement : program_.globals) {
      const auto* store = std::get_if<program::Store>(&statement.node);
      if (store == nullptr || !statement.span.is_somewhere()) continue;
      const auto text = statement.span.source->text(statement.span);
      add(fmt::format("{} {}", text.substr(0, text.find('=')), store->slot.index));
    }
  }

  const program::Program& program_;
  SetupReach reach_;
  std::set<std::uint32_t> functions_;
};

}  // namespace

SetupReach reach_of_setup(const program::Program& program) {
  return Explorer(program).explore();
}

}  // namespace vmt
