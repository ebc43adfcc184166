#include "check/check.hpp"

#include <algorithm>
#include <filesystem>
#include <iterator>

#include "check/declare.hpp"
#include "check/expressions.hpp"
#include "check/files.hpp"
#include "check/flow.hpp"
#include "check/functions.hpp"
#include "check/lints.hpp"
#include "check/machines.hpp"
#include "check/problems.hpp"
#include "check/statements.hpp"
#include "check/tests.hpp"
#include "check/walk.hpp"

namespace vmt {

namespace checking {

namespace {

void check_param(Context& context, const ast::Param& param) {
  FileName* name = context.names.find(param.name.text);
  auto* global = name ? std::get_if<GlobalName>(&name->is) : nullptr;
  if (!global || name->span != param.name.span) return;
  Body body(context);
  body.open_scope();
  program::ExpressionPtr value;
  if (param.default_value) value = pointer_to(check_value(body, *param.default_value));
  body.close_scope();
  // What the command line gives is a text, unless the default says otherwise.
  global->type = value ? value->type : Type(Kind::text);
  global->is_ready = true;
  context.early_globals.insert(global->slot.index);
  context.program.parameters.push_back({param.name.text, global->slot, global->type, std::move(value)});
}

// Is the value made of literals and early names alone? Then nobody can tell when it was computed, and a
// file that is one test may use it in the settings of its machines.
bool is_early(const Context& context, const program::Expression& value) {
  bool is_plain = true;
  visit_expressions(context.program, value, [&](const program::Expression& part) {
    if (const auto* load = std::get_if<program::Load>(&part.node))
      is_plain = is_plain && load->slot.is_global && context.early_globals.contains(load->slot.index);
    else
      is_plain = is_plain && (std::holds_alternative<program::Constant>(part.node) ||
                              std::holds_alternative<program::MakeText>(part.node) ||
                              std::holds_alternative<program::MakeList>(part.node) ||
                              std::holds_alternative<program::MakeMap>(part.node) ||
                              std::holds_alternative<program::MakeRange>(part.node));
  });
  return is_plain;
}

const program::Store* binding_of_let(const Context& context, const program::Statement& statement) {
  const auto* store = std::get_if<program::Store>(&statement.node);
  if (!store || !store->slot.is_global || !context.global_lets.contains(store->slot.index)) return nullptr;
  return store;
}

// The script as one test, whose name is that of the file.
void check_whole_file(Context& context, const ast::File& file) {
  program::Program& program = context.program;
  Body body(context);
  body.is_whole_file = true;
  program::Statements statements;
  body.open_scope();
  check_statements(body, file.body.statements, statements);
  body.close_scope();

  program::Test test;
  for (program::Statement& statement : statements) {
    const program::Store* store = binding_of_let(context, statement);
    if (store && is_early(context, *store->value)) {
      context.early_globals.insert(store->slot.index);
      program.globals.push_back(std::move(statement));
    } else {
      test.body.statements.push_back(std::move(statement));
    }
  }
  test.span = file.source->span(0, 0);
  test.title =
      pointer_to(constant(test.span, Kind::text, std::filesystem::path(file.source->name()).stem().string()));
  test.body.slot_count = body.slot_count();
  program.tests.push_back(std::move(test));
}

// The bindings at the top of a file that has tests, or that others use: they get their values before any
// test runs.
void check_file_level(Context& context, const ast::File& file, bool is_root) {
  Body body(context);
  body.is_whole_file = true;
  body.open_scope();
  bool is_reported = false;
  for (const ast::Statement& statement : file.body.statements) {
    if (!std::holds_alternative<ast::Binding>(statement.node)) {
      if (is_declaration(statement) || is_reported) continue;
      is_reported = true;
      if (is_root)
        context.report(statement.span, statement_beside_tests)
            .label("belongs to no test")
            .help("put it into `setup`, which runs once, or into a test");
      else
        context.report(statement.span, statement_in_used_file)
            .label("would never run")
            .help("put it into a function, or into `setup`");
      continue;
    }
    check_statements(body, {&statement, 1}, context.program.globals);
  }
  body.close_scope();
  for (const program::Statement& statement : context.program.globals)
    if (const auto* store = std::get_if<program::Store>(&statement.node))
      context.early_globals.insert(store->slot.index);
}

void check_bodies(Context& context, const Files& files) {
  std::uint32_t index = 0;
  for (const ast::File* file : files.in_order)
    for (const ast::Statement& statement : file->body.statements) {
      if (const auto* function = std::get_if<ast::Function>(&statement.node))
        check_function(context, *function, index++);
      if (const auto* phrase = std::get_if<ast::Phrase>(&statement.node))
        check_phrase(context, *phrase, index++);
    }
}

void check_all(Context& context, const ast::File& root) {
  context.program.source = root.source;
  context.phrases.add(context.options.catalogue);
  const Files files = read_files(context, root);
  declare_names(context, files);

  for (const ast::File* file : files.in_order)
    for (const ast::Statement& statement : file->body.statements)
      if (const auto* param = std::get_if<ast::Param>(&statement.node)) check_param(context, *param);

  const Script script = kind_of(root);
  context.program.is_one_test = script != Script::tests;
  for (const ast::File* file : files.in_order) {
    if (file == &root && script != Script::tests)
      check_whole_file(context, *file);
    else
      check_file_level(context, *file, file == &root);
  }
  check_machines(context, files);
  check_bodies(context, files);
  check_setups(context, files);
  check_tests(context, root);

  check_globals(context);
  check_power(context);
  check_networks(context);
  report_unused_machines(context);
  report_unused_globals(context);
  report_allowances(context);
  std::ranges::move(context.interjected_blocks, std::back_inserter(context.program.blocks));
}

}  // namespace
}  // namespace checking

program::Program check(const ast::File& file, const CheckOptions& options, Diagnostics& diagnostics) {
  checking::Context context(options, diagnostics);
  checking::check_all(context, file);
  return std::move(context.program);
}

}  // namespace vmt
