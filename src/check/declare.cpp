#include "check/declare.hpp"

#include <algorithm>
#include <array>
#include <unordered_map>

#include "check/functions.hpp"
#include "check/problems.hpp"
#include "check/statements.hpp"

namespace vmt::checking {

namespace {

// Names that mean something everywhere.
constexpr auto taken = std::to_array<std::string_view>({"host", "all"});

class Declarer {
public:
  Declarer(Context& context, bool is_exported) : context_(context), is_exported_(is_exported) {}

  void operator()(const ast::Machine& machine) {
    for (const ast::MachineName& name : machine.names) declare_machines(name);
  }
  void operator()(const ast::Network& network) {
    auto& networks = context_.program.networks;
    for (const ast::Name& name : network.names) {
      if (!declare(name, NetworkName{static_cast<std::uint32_t>(networks.size())})) continue;
      networks.push_back({name.text, name.span, {}});
      context_.program.names.networks.push_back(name.text);
    }
  }
  void operator()(const ast::Function& function) {
    const auto index = static_cast<std::uint32_t>(context_.signatures.size());
    declare_function(context_, function);
    declare(function.name, FunctionName{index});
  }
  void operator()(const ast::Phrase& phrase) { declare_phrase(context_, phrase); }
  void operator()(const ast::Param& param) { declare_global(param.name, Bound::parameter); }
  void operator()(const ast::Secret& secret) {
    const auto slot = declare_global(secret.name, Bound::parameter);
    if (!slot) return;
    context_.program.secrets.push_back({secret.name.text, *slot});
    auto& global = std::get<GlobalName>(context_.names.find(secret.name.text)->is);
    global.type = Kind::text;
    global.is_ready = true;
    context_.early_globals.insert(slot->index);
  }
  void operator()(const ast::Binding& binding) {
    declare_global(binding.name, binding.kind == ast::Bind::let ? Bound::let : Bound::var);
  }
  template <typename Other>
  void operator()(const Other&) {}

private:
  bool declare(const ast::Name& name, decltype(FileName::is) is) {
    if (std::ranges::find(taken, name.text) != taken.end()) {
      context_.report(name.span, taken_name, name.text).label("means something everywhere");
      context_.is_first_mention(name.text);  // that nothing has this name now is no second mistake
      return false;
    }
    const auto [declared, is_new] = context_.names.declare({name.text, name.span, is, false, is_exported_});
    if (is_new) return true;
    context_.report(name.span, duplicate_name, name.text)
        .label("declared again here")
        .label(declared.span, fmt::format("first declared here, as a {}", kind_of(declared)));
    return false;
  }

  std::optional<program::Slot> declare_global(const ast::Name& name, Bound bound) {
    const program::Slot slot{true, context_.program.global_count};
    if (!declare(name, GlobalName{slot, Kind::unknown, bound})) return std::nullopt;
    ++context_.program.global_count;
    if (bound == Bound::let) context_.global_lets.insert(slot.index);
    return slot;
  }

  void declare_machines(const ast::MachineName& written) {
    auto& machines = context_.program.machines;
    const std::uint32_t count = written.count ? count_of(*written.count) : 1;
    const auto first = static_cast<std::uint32_t>(machines.size());
    const bool is_list = written.count != nullptr;
    if (!declare(written.name, MachineName{first, count, is_list})) return;
    for (std::uint32_t i = 0; i < count; ++i) {
      std::string name = written.name.text;
      if (is_list) name += fmt::format("[{}]", i);
      machines.push_back({name, written.name.span, {}});
      context_.program.names.machines.push_back(std::move(name));
    }
  }

  std::uint32_t count_of(const ast::Expression& written) {
    const auto* count = std::get_if<ast::Integer>(&written.node);
    if (count && count->value >= 1 && count->value <= most_machines)
      return static_cast<std::uint32_t>(count->value);
    if (!std::holds_alternative<ast::Broken>(written.node))
      context_.report(written.span, machine_count)
          .label(fmt::format("expected a literal from 1 to {}", most_machines))
          .note("every machine is known before anything runs, so the number cannot be computed");
    return 1;
  }

  Context& context_;
  bool is_exported_;
};

}  // namespace

Script kind_of(const ast::File& file) {
  bool has_statements = false, has_setup = false;
  for (const ast::Statement& statement : file.body.statements) {
    if (std::holds_alternative<ast::Test>(statement.node)) return Script::tests;
    has_setup = has_setup || std::holds_alternative<ast::Setup>(statement.node);
    has_statements = has_statements ||
                     !(is_declaration(statement) || std::holds_alternative<ast::Binding>(statement.node));
  }
  return has_statements || has_setup ? Script::one_test : Script::library;
}

void declare_names(Context& context, const Files& files) {
  for (const ast::File* file : files.in_order) {
    const bool is_exported = file != files.root || kind_of(*file) == Script::library;
    for (const ast::Statement& statement : file->body.statements)
      std::visit(Declarer(context, is_exported), statement.node);
  }
}

}  // namespace vmt::checking
