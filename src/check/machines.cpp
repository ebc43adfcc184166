#include "check/machines.hpp"

#include <algorithm>
#include <array>
#include <unordered_map>
#include <unordered_set>

#include "check/commands.hpp"
#include "check/problems.hpp"
#include "check/variables.hpp"

namespace vmt::checking {

namespace {

// What other tools call a setting.
constexpr auto foreign_settings = std::to_array<std::pair<std::string_view, std::string_view>>({
    {"box", "image"},
    {"cores", "cpus"},
    {"cpu", "cpus"},
    {"distribution", "image"},
    {"environment", "env"},
    {"hostname", "host_name"},
    {"mem", "memory"},
    {"networks", "network"},
    {"nic", "network"},
    {"os", "image"},
    {"port", "forward"},
    {"ports", "forward"},
    {"ram", "memory"},
    {"smp", "cpus"},
    {"vcpus", "cpus"},
});

void report_unknown_setting(Context& context, const ast::Name& word, std::vector<std::string_view> known,
                            std::string_view owner) {
  if (!context.is_first_mention("setting " + word.text)) return;
  Diagnostic& diagnostic = context.report(word.span, unknown_setting, owner, word.text);
  diagnostic.label("not found");
  const auto foreign = std::ranges::find(foreign_settings, word.text, &decltype(foreign_settings)::value_type::first);
  if (foreign != foreign_settings.end() && std::ranges::find(known, foreign->second) != known.end()) {
    diagnostic.fix(fmt::format("this is called `{}` here", foreign->second), word.span, std::string(foreign->second));
    return;
  }
  if (const auto near = context.nearest(word.text, known)) {
    diagnostic.fix(fmt::format("there is a setting `{}`", *near), word.span, *near);
    return;
  }
  std::string list;
  for (const std::string_view name : known) list += (list.empty() ? "`" : ", `") + std::string(name) + "`";
  diagnostic.note(fmt::format("the settings of a {} are {}", owner, list));
}

// What has no size does not exist: a queue that holds nothing loses everything.
void check_size(Context& context, const program::Expression& operand) {
  const Value* value = constant_value(operand);
  if (!value || !value->is<SizeValue>() || value->as<SizeValue>().bytes > 0) return;
  context.report(operand.span, not_positive, std::string_view("size"), show(value->as<SizeValue>()))
      .label("must be more than nothing");
}

// The settings of one declaration, for one of its machines or networks.
template <typename FindShapes>
std::vector<program::SettingCall> check_settings(Context& context, const std::vector<ast::Setting>& settings,
                                                 const FindShapes& find_shapes,
                                                 std::vector<std::string_view> known,
                                                 std::string_view owner) {
  std::vector<program::SettingCall> calls;
  Body body(context);
  body.is_before_run = true;
  body.open_scope();
  for (const ast::Setting& setting : settings) {
    const auto given = given_by(body, setting.command);
    if (given.empty() || !given.front().name) continue;
    const auto& shapes = find_shapes(given.front().name->text);
    if (shapes.empty()) {
      report_unknown_setting(context, *given.front().name, known, owner);
      look_at_operands(body, std::span(given).subspan(1));
      continue;
    }
    const Attempt best = best_attempt(shapes, given);
    if (best.is_complete) {
      calls.push_back({setting.span, bind_form(body, best, given, nullptr)});
      const auto& call = calls.back().call;
      for (const auto& operand : call.operands)  // a row with an objection of its own has said it better
        if (operand && !call.form->objection) check_size(context, *operand);
      continue;
    }
    report_mismatch(body, shapes, given, setting.span, {});
    look_at_operands(body, std::span(given).subspan(1));
  }
  body.close_scope();
  return calls;
}

class MachineChecker {
public:
  MachineChecker(Context& context, const Files& files) : context_(context) {
    for (const ast::File* file : files.in_order)
      for (const ast::Statement& statement : file->body.statements)
        if (const auto* machine = std::get_if<ast::Machine>(&statement.node))
          for (const ast::MachineName& name : machine->names)
            declared_.try_emplace(name.name.text, Declared{machine, name.name.span});
  }

  void check(const ast::Machine& machine) {
    bool is_first = true;
    for (const ast::MachineName& name : machine.names) {
      const FileName* known = context_.names.find(name.name.text);
      const auto* machines = known ? std::get_if<MachineName>(&known->is) : nullptr;
      if (!machines || known->span != name.name.span) continue;
      for (std::uint32_t i = 0; i < machines->count; ++i) {
        // Several machines share one text, which is wrong only once.
        const bool was_muted = std::exchange(context_.is_muted, context_.is_muted || !is_first);
        context_.program.machines[machines->first + i].settings = settings_of(machine);
        context_.is_muted = was_muted;
        is_first = false;
      }
    }
  }

  void check_host_names() {
    std::unordered_map<std::string, const program::Machine*> taken;
    for (const program::Machine& machine : context_.program.machines) {
      const auto [other, is_new] = taken.emplace(host_name_of(machine.name), &machine);
      if (is_new) continue;
      context_.report(machine.span, same_host_name, machine.name, other->second->name, other->first)
          .label(fmt::format("its guest would be called `{}` too", other->first))
          .label(other->second->span, "this one has the name already");
    }
  }

private:
  struct Declared {
    const ast::Machine* machine;
    Span span;
  };

  // Inherited settings come first, so that a machine's own ones have the last word.
  std::vector<program::SettingCall> settings_of(const ast::Machine& machine) {
    std::vector<program::SettingCall> settings;
    if (machine.like) settings = inherited(machine, *machine.like);
    auto own = check_settings(
        context_, machine.settings,
        [&](std::string_view word) -> auto& { return context_.phrases.machine_settings(word); },
        context_.phrases.machine_setting_words(), "machine");
    std::ranges::move(own, std::back_inserter(settings));
    return settings;
  }

  std::vector<program::SettingCall> inherited(const ast::Machine& machine, const ast::Name& like) {
    const auto base = declared_.find(like.text);
    if (base == declared_.end()) {
      report_unknown_base(like);
      return {};
    }
    if (FileName* name = context_.names.find(like.text)) name->is_used = true;
    if (is_in_circle(machine)) {
      context_.report(like.span, like_cycle, like.text)
          .label("this machine takes over its own settings")
          .label(base->second.span, "declared here");
      return {};
    }
    // What is wrong with the settings of the other machine is reported there.
    const bool was_muted = std::exchange(context_.is_muted, true);
    auto settings = settings_of(*base->second.machine);
    context_.is_muted = was_muted;
    return settings;
  }

  // Does following `like` lead back to this machine?
  bool is_in_circle(const ast::Machine& machine) const {
    std::unordered_set<const ast::Machine*> seen;
    for (const ast::Machine* here = &machine; here->like;) {
      const auto base = declared_.find(here->like->text);
      if (base == declared_.end()) return false;
      here = base->second.machine;
      if (here == &machine || !seen.insert(here).second) return true;
    }
    return false;
  }

  void report_unknown_base(const ast::Name& like) {
    if (!context_.is_first_mention(like.text)) return;
    std::vector<std::string_view> names;
    for (const auto& [name, declared] : declared_) names.push_back(name);
    Diagnostic& diagnostic = context_.report(like.span, unknown_machine, like.text);
    diagnostic.label("not found in this file");
    if (const auto near = context_.nearest(like.text, names))
      diagnostic.fix(fmt::format("there is a machine named `{}`", *near), like.span, *near);
  }

  Context& context_;
  std::unordered_map<std::string_view, Declared> declared_;
};

void check_network(Context& context, const ast::Network& network) {
  bool is_first = true;
  for (const ast::Name& name : network.names) {
    const FileName* known = context.names.find(name.text);
    const auto* declared = known ? std::get_if<NetworkName>(&known->is) : nullptr;
    if (!declared || known->span != name.span) continue;
    const bool was_muted = std::exchange(context.is_muted, context.is_muted || !is_first);
    context.program.networks[declared->index].settings = check_settings(
        context, network.settings,
        [&](std::string_view word) -> auto& { return context.phrases.network_settings(word); },
        context.phrases.network_setting_words(), "network");
    context.is_muted = was_muted;
    is_first = false;
  }
}

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

// Is the word somewhere in the text, with no letters around it?
bool mentions(std::string_view text, std::string_view word) {
  for (auto at = text.find(word); at != text.npos; at = text.find(word, at + 1)) {
    const bool is_start = at == 0 || !is_name_character(text[at - 1]);
    const std::size_t behind = at + word.size();
    if (is_start && (behind == text.size() || !is_name_character(text[behind]))) return true;
  }
  return false;
}

// `curl http://web/` uses the machine `web`, though no command names it.
bool is_mentioned(const Context& context, const FileName& name, const MachineName& machine) {
  for (std::uint32_t i = 0; i < machine.count; ++i) {
    const std::string host_name = host_name_of(context.program.machines[machine.first + i].name);
    if (std::ranges::any_of(context.literals, [&](auto literal) { return mentions(literal, host_name); }))
      return true;
  }
  return std::ranges::any_of(context.literals, [&](auto literal) { return mentions(literal, name.text); });
}

}  // namespace

void check_machines(Context& context, const Files& files) {
  MachineChecker checker(context, files);
  for (const ast::File* file : files.in_order)
    for (const ast::Statement& statement : file->body.statements) {
      if (const auto* network = std::get_if<ast::Network>(&statement.node)) check_network(context, *network);
      if (const auto* machine = std::get_if<ast::Machine>(&statement.node)) checker.check(*machine);
    }
  checker.check_host_names();
}

void report_unused_machines(Context& context) {
  for (const FileName& name : context.names.all()) {
    if (name.is_used || name.is_exported || name.text.starts_with('_')) continue;
    if (const auto* machine = std::get_if<MachineName>(&name.is)) {
      if (!is_mentioned(context, name, *machine))
        context.report(name.span, unused_machine, name.text).label("no command names it");
    } else if (std::holds_alternative<NetworkName>(name.is)) {
      context.report(name.span, unused_network, name.text).label("no machine is on it");
    }
  }
}

}  // namespace vmt::checking
