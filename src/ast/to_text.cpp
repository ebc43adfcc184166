#include "ast/to_text.hpp"

#include <fmt/format.h>

namespace vmt {
namespace {

using namespace ast;

std::string quoted(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '\n')
      result += "\\n";
    else if (c == '\r')
      result += "\\r";
    else if (c == '\t')
      result += "\\t";
    else {
      if (c == '"' || c == '\\') result += '\\';
      result += c;
    }
  }
  return result + "\"";
}

std::string to_text(const Block& block) {
  std::string result = "{";
  for (const Statement& statement : block.statements) result += " " + vmt::to_text(statement);
  return result + " }";
}

std::string optional(const ExpressionPtr& expression) {
  return expression ? " " + vmt::to_text(*expression) : "";
}

std::string pieces_of(const Command& command) {
  std::string result;
  for (const Piece& piece : command.pieces) {
    if (const auto* name = std::get_if<Name>(&piece.node))
      result += " " + name->text;
    else
      result += " " + vmt::to_text(*std::get<ExpressionPtr>(piece.node));
  }
  if (command.block) result += " " + to_text(*command.block);
  return result;
}

std::string to_text(const TypeName& type) {
  std::string result;
  for (const Name& word : type.words) result += (result.empty() ? "" : " of ") + word.text;
  return result;
}

std::string to_text(const Parameter& parameter) {
  return fmt::format("({}: {}{})", parameter.name.text, to_text(parameter.type),
                     optional(parameter.default_value));
}

std::string settings_of(const std::vector<Setting>& settings) {
  std::string result;
  for (const Setting& setting : settings) result += fmt::format(" ({})", pieces_of(setting.command).substr(1));
  return result;
}

struct ExpressionText {
  std::string operator()(const Broken&) const { return "BROKEN"; }
  std::string operator()(const Text& node) const {
    std::string result = node.is_block ? "(block" : "(text";
    bool is_plain = !node.is_block;
    for (const TextPart& part : node.parts) {
      if (part.value) is_plain = false;
      result += " " + (part.value ? vmt::to_text(*part.value) : quoted(part.literal));
    }
    if (is_plain) return node.parts.empty() ? "\"\"" : quoted(node.parts[0].literal);
    return result + ")";
  }
  std::string operator()(const Integer& node) const { return std::to_string(node.value); }
  std::string operator()(const Decimal& node) const { return fmt::format("(decimal {})", node.value); }
  std::string operator()(const Truth& node) const { return node.value ? "true" : "false"; }
  std::string operator()(const Duration& node) const { return fmt::format("{}ns", node.nanoseconds); }
  std::string operator()(const Size& node) const { return fmt::format("{}B", node.bytes); }
  std::string operator()(const Rate& node) const { return fmt::format("{}bit", node.bits_per_second); }
  std::string operator()(const Percentage& node) const { return fmt::format("{}%", node.value); }
  std::string operator()(const List& node) const {
    std::string result = "[";
    for (const Expression& item : node.items)
      result += (result.size() > 1 ? " " : "") + vmt::to_text(item);
    return result + "]";
  }
  std::string operator()(const Map& node) const {
    std::string result = "(map";
    for (const MapEntry& entry : node.entries)
      result += fmt::format(" {}: {}", entry.is_quoted ? quoted(entry.key.text) : entry.key.text,
                            vmt::to_text(*entry.value));
    return result + ")";
  }
  std::string operator()(const Range& node) const {
    return fmt::format("(.. {} {})", vmt::to_text(*node.first), vmt::to_text(*node.last));
  }
  std::string operator()(const Variable& node) const { return node.name.text == "nothing" ? "nothing" : "$" + node.name.text; }
  std::string operator()(const Member& node) const {
    return fmt::format("(. {} {})", vmt::to_text(*node.object), node.name.text);
  }
  std::string operator()(const Index& node) const {
    return fmt::format("(index {} {})", vmt::to_text(*node.object), vmt::to_text(*node.index));
  }
  std::string operator()(const Call& node) const {
    std::string result = "(call " + vmt::to_text(*node.function);
    for (const Argument& argument : node.arguments)
      result += " " + (argument.name ? argument.name->text + ": " : "") + vmt::to_text(*argument.value);
    return result + ")";
  }
  std::string operator()(const Unary& node) const {
    return fmt::format("({} {})", spelling(node.op), vmt::to_text(*node.operand));
  }
  std::string operator()(const Binary& node) const {
    return fmt::format("({} {} {})", spelling(node.op), vmt::to_text(*node.left),
                       vmt::to_text(*node.right));
  }
  std::string operator()(const Lambda& node) const {
    std::string result = "(=>";
    for (const Name& parameter : node.parameters) result += " " + parameter.text;
    return result + " " + vmt::to_text(*node.body) + ")";
  }
  std::string operator()(const Command& node) const {
    if (!node.receiver) return fmt::format("(phrase{})", pieces_of(node));
    return fmt::format("(method {} {}{})", vmt::to_text(*node.receiver), node.method.text,
                       pieces_of(node));
  }
  std::string operator()(const ExpectFailure& node) const {
    return "(expect-failure " + to_text(node.body) + ")";
  }
  std::string operator()(const Parenthesized& node) const {
    return "(paren " + vmt::to_text(*node.inside) + ")";
  }
};

struct StatementText {
  std::string operator()(const Binding& node) const {
    return fmt::format("({} {} {})", node.kind == Bind::let ? "let" : "var", node.name.text,
                       vmt::to_text(*node.value));
  }
  std::string operator()(const Assign& node) const {
    return fmt::format("(= {} {})", node.name.text, vmt::to_text(*node.value));
  }
  std::string operator()(const If& node) const {
    std::string result = "(if";
    for (const Branch& branch : node.branches)
      result += " " + vmt::to_text(*branch.condition) + " " + to_text(branch.body);
    if (node.otherwise) result += " else " + to_text(*node.otherwise);
    return result + ")";
  }
  std::string operator()(const For& node) const {
    return fmt::format("(for {} {} {})", node.name.text, vmt::to_text(*node.list), to_text(node.body));
  }
  std::string operator()(const While& node) const {
    return fmt::format("(while {} {})", vmt::to_text(*node.condition), to_text(node.body));
  }
  std::string operator()(const Break&) const { return "(break)"; }
  std::string operator()(const Continue&) const { return "(continue)"; }
  std::string operator()(const Return& node) const { return "(return" + optional(node.value) + ")"; }
  std::string operator()(const Expect& node) const {
    return "(expect" + optional(node.condition) + ")";
  }
  std::string operator()(const Step& node) const {
    return "(step" + optional(node.title) + " " + to_text(node.body) + ")";
  }
  std::string operator()(const Within& node) const {
    return "(within" + optional(node.limit) + " " + to_text(node.body) + ")";
  }
  std::string operator()(const Eventually& node) const {
    return "(eventually " + to_text(node.body) + optional(node.limit) + ")";
  }
  std::string operator()(const Retry& node) const {
    return "(retry" + optional(node.times) + optional(node.every) + " " + to_text(node.body) + ")";
  }
  std::string operator()(const Throughout& node) const {
    return "(throughout" + optional(node.condition) + optional(node.every) + " " + to_text(node.body) + ")";
  }
  std::string operator()(const Parallel& node) const { return "(parallel " + to_text(node.body) + ")"; }
  std::string operator()(const ParallelFor& node) const {
    return fmt::format("(parallel-for {} {} {})", node.name.text, vmt::to_text(*node.list),
                       to_text(node.body));
  }
  std::string operator()(const Finally& node) const { return "(finally " + to_text(node.body) + ")"; }
  std::string operator()(const Skip& node) const { return "(skip" + optional(node.why) + ")"; }
  std::string operator()(const Fail& node) const { return "(fail" + optional(node.why) + ")"; }
  std::string operator()(const Log& node) const { return "(log" + optional(node.value) + ")"; }
  std::string operator()(const Pause&) const { return "(pause)"; }
  std::string operator()(const Sleep& node) const { return "(sleep" + optional(node.time) + ")"; }
  std::string operator()(const Evaluate& node) const { return "(do" + optional(node.expression) + ")"; }
  std::string operator()(const Machine& node) const {
    std::string result = "(machine";
    for (const MachineName& name : node.names)
      result += " " + name.name.text + (name.count ? "[" + vmt::to_text(*name.count) + "]" : "");
    if (node.like) result += " like " + node.like->text;
    return result + settings_of(node.settings) + ")";
  }
  std::string operator()(const Network& node) const {
    std::string result = "(network";
    for (const Name& name : node.names) result += " " + name.text;
    return result + settings_of(node.settings) + ")";
  }
  std::string operator()(const Setup& node) const { return "(setup " + to_text(node.body) + ")"; }
  std::string operator()(const Test& node) const {
    std::string result = "(test" + optional(node.title);
    if (!node.tags.empty()) result += " tags";
    for (const Name& tag : node.tags) result += " " + tag.text;
    if (node.timeout) result += " timeout" + optional(node.timeout);
    if (node.loop) result += " for " + node.loop->name.text + optional(node.loop->list);
    if (node.after) result += " after" + optional(node.after);
    return result + " " + to_text(node.body) + ")";
  }
  std::string operator()(const Function& node) const {
    std::string result = "(function " + node.name.text;
    for (const Parameter& parameter : node.parameters) result += " " + to_text(parameter);
    if (node.result) result += " -> " + to_text(*node.result);
    return result + " " + to_text(node.body) + ")";
  }
  std::string operator()(const Phrase& node) const {
    std::string result = "(define";
    std::uint8_t group = 0;
    for (const PhrasePiece& piece : node.pieces) {
      const auto* name = std::get_if<Name>(&piece.node);
      if (group && piece.group != group) result += ']';
      result += piece.group && piece.group != group ? " [" : " ";
      result += name ? name->text : to_text(std::get<Parameter>(piece.node));
      group = piece.group;
    }
    if (group) result += ']';
    if (node.result) result += " -> " + to_text(*node.result);
    return result + " " + to_text(node.body) + ")";
  }
  std::string operator()(const Param& node) const {
    return "(param " + node.name.text + optional(node.default_value) + ")";
  }
  std::string operator()(const Secret& node) const { return "(secret " + node.name.text + ")"; }
  std::string operator()(const Use& node) const {
    return fmt::format("(use {})", node.is_module ? node.path : quoted(node.path));
  }
};

}  // namespace

std::string to_text(const ast::Expression& expression) {
  return std::visit(ExpressionText(), expression.node);
}

std::string to_text(const ast::Statement& statement) {
  const auto text = std::visit(StatementText(), statement.node);
  if (!statement.within) return text;
  return fmt::format("(within-limit {} {})", to_text(*statement.within), text);
}

std::string to_text(const ast::File& file) {
  std::string result;
  for (const ast::Statement& statement : file.body.statements) {
    if (!result.empty()) result += "\n";
    result += to_text(statement);
  }
  return result;
}

}  // namespace vmt
