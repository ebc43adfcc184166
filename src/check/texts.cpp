#include "check/texts.hpp"

#include "check/expressions.hpp"
#include "check/foreign_values.hpp"
#include "check/problems.hpp"
#include "check/shell.hpp"
#include "check/shell_report.hpp"

namespace vmt::checking {

namespace {

bool is_number(Type type) {
  return type.is(Kind::integer) || type.is(Kind::decimal);
}

// What a shell can be given as one word.
bool is_shell_word(Type type) {
  return is_number(type) || type.is(Kind::text) || type.is(Kind::machine) || type.is(Kind::any) ||
         type.is(Kind::unknown);
}

// `raw(value)`: shell text on purpose.
const ast::Call* as_raw(const Body& body, const ast::Expression& value) {
  const auto* call = std::get_if<ast::Call>(&value.node);
  if (!call || call->arguments.size() != 1) return nullptr;
  const auto* function = std::get_if<ast::Variable>(&call->function->node);
  const bool is_raw = function && function->name.text == "raw" && !type_of_name(body, "raw");
  return is_raw ? call : nullptr;
}

// In a command a machine is its host name.
program::Expression as_host_name(const Context& context, program::Expression value) {
  const Value* machine = constant_value(value);
  if (!machine || !machine->is<MachineValue>()) return value;
  const auto& names = context.program.names.machines;
  return constant(value.span, Kind::text, host_name_of(names[machine->as<MachineValue>().index]));
}

void propose_word(Diagnostic& diagnostic, const ast::Expression& written, Type type) {
  const std::string shown(written.span.source->text(written.span));
  switch (type.kind()) {
    case Kind::duration:
      diagnostic.help(fmt::format("`#{{{} / 1s}}` is the number of seconds", shown));
      return;
    case Kind::size:
      diagnostic.help(fmt::format("`#{{{} / 1MiB}}` is the number of mebibytes", shown));
      return;
    case Kind::rate:
      diagnostic.help(fmt::format("`#{{{} / 1mbit}}` is the number of megabits", shown));
      return;
    case Kind::result:
      diagnostic.help(fmt::format("`#{{{}.output}}` is what the command wrote", shown));
      return;
    case Kind::boolean: diagnostic.help("use `if` around the command instead"); return;
    default: return;
  }
}

program::Expression check_shell_value(Body& body, const ast::Expression& written, const ShellValue& read) {
  auto value = check_value(body, written);
  const bool is_list = value.type.is(Kind::list);
  const Type word = is_list ? value.type.element() : value.type;
  if (!is_shell_word(word)) {
    Diagnostic& diagnostic = body.context().report(written.span, no_shell_word, show(value.type));
    diagnostic.label(fmt::format("{} says nothing to a shell", with_article(value.type)));
    propose_word(diagnostic, written, value.type);
    return broken(written.span);
  }
  if (is_list && !read.is_whole_word) {
    body.context()
        .report(written.span, list_in_word)
        .label("several items, but one word")
        .help(
            "a list becomes several words where nothing else belongs to the word; `.join(\",\")` "
            "makes one text of it");
    return broken(written.span);
  }
  return as_host_name(body.context(), std::move(value));
}

std::optional<program::Quoting> quoting_for(ShellPlace place, Type type) {
  const auto for_numbers = is_number(type) ? std::optional(program::Quoting::none) : std::nullopt;
  switch (place) {
    case ShellPlace::unquoted: return program::Quoting::unquoted;
    case ShellPlace::single_quoted: return program::Quoting::single_quoted;
    case ShellPlace::double_quoted: return program::Quoting::double_quoted;
    case ShellPlace::here_document: return program::Quoting::here_document;
    case ShellPlace::here_document_literal: return program::Quoting::here_document_literal;
    // Digits mean the same everywhere, so a number needs no quotes.
    case ShellPlace::arithmetic:
    case ShellPlace::backquotes:
    case ShellPlace::comment:
    case ShellPlace::parameter:
    case ShellPlace::dollar_quotes: return for_numbers;
    case ShellPlace::behind_dollar:
    case ShellPlace::behind_backslash:
    case ShellPlace::delimiter: return std::nullopt;
  }
  return std::nullopt;
}

program::ShellPart check_shell_part(Body& body, const ast::TextPart& part, const ShellValue& read) {
  if (const ast::Call* raw = as_raw(body, *part.value))
    return {pointer_to(check_value(body, *raw->arguments.front().value)), program::Quoting::none};
  auto value = check_shell_value(body, *part.value, read);
  const auto quoting = value.type.is(Kind::unknown) ? std::optional(program::Quoting::none)
                                                    : quoting_for(read.place, value.type);
  if (!quoting) report_undecidable(body.context(), part.span, read.place);
  return {pointer_to(std::move(value)), quoting.value_or(program::Quoting::none)};
}

}  // namespace

program::Expression check_text(Body& body, const ast::Text& text, Span span) {
  Context& context = body.context();
  check_foreign_values(body, text, TextReader::nobody);
  program::MakeText make;
  for (const ast::TextPart& part : text.parts) {
    if (!part.value) {
      context.literals.push_back(part.literal);
      make.parts.push_back(constant(part.span, Kind::text, part.literal));
      continue;
    }
    make.parts.push_back(check_value(body, *part.value));
  }
  if (make.parts.empty()) return constant(span, Kind::text, "");
  if (make.parts.size() == 1 && !text.parts.front().value) {
    make.parts.front().span = span;
    return std::move(make.parts.front());
  }
  return expression(span, Kind::text, std::move(make));
}

program::Expression check_command_text(Body& body, const ast::Text& text, Span span) {
  Context& context = body.context();
  check_foreign_values(body, text, TextReader::shell);
  const ShellText shell(text.parts);
  const ShellReading reading = read_shell(shell);
  if (reading.fault) report_shell_fault(context, span, shell, *reading.fault);

  program::MakeCommand make;
  std::size_t next_value = 0;
  for (const ast::TextPart& part : text.parts) {
    if (!part.value) {
      context.literals.push_back(part.literal);
      make.parts.emplace_back(part.literal);
      continue;
    }
    // Behind a fault nothing was read, and no more is to be said about it.
    const bool was_read = next_value < reading.values.size();
    if (was_read) {
      make.parts.emplace_back(check_shell_part(body, part, reading.values[next_value++]));
    } else {
      check_value(body, *part.value);
    }
  }
  if (make.parts.empty()) return constant(span, Kind::text, "");
  if (make.parts.size() == 1 && std::holds_alternative<std::string>(make.parts.front()))
    return constant(span, Kind::text, std::get<std::string>(make.parts.front()));
  return expression(span, Kind::text, std::move(make));
}

}  // namespace vmt::checking
