// Which rules of the grammar leave a node, and of what shape. Included by parse.cpp alone.
#pragma once

#include "ast/tree.hpp"
#include "grammar/file.hpp"

namespace vmt {

namespace g = grammar;

template <typename Rule>
inline constexpr Shape shape_of = Shape::none;

// ---- Leaves -------------------------------------------------------------------------------------

template <> inline constexpr Shape shape_of<g::name> = Shape::name;
template <> inline constexpr Shape shape_of<g::lambda_parameter> = Shape::name;
template <> inline constexpr Shape shape_of<g::argument_name> = Shape::name;
template <> inline constexpr Shape shape_of<g::equals_name> = Shape::name;
template <> inline constexpr Shape shape_of<g::member_name> = Shape::name;
template <> inline constexpr Shape shape_of<g::tag> = Shape::name;
template <> inline constexpr Shape shape_of<g::type_word> = Shape::name;
template <> inline constexpr Shape shape_of<g::base_machine> = Shape::like;
template <> inline constexpr Shape shape_of<g::first_word> = Shape::word;
template <> inline constexpr Shape shape_of<g::until_word> = Shape::word;
template <> inline constexpr Shape shape_of<g::bare_word> = Shape::word;
template <> inline constexpr Shape shape_of<g::setting_word> = Shape::word;
template <> inline constexpr Shape shape_of<g::phrase_word> = Shape::word;
template <> inline constexpr Shape shape_of<g::option_word> = Shape::word;
template <> inline constexpr Shape shape_of<g::map_key> = Shape::map_key;
template <> inline constexpr Shape shape_of<g::used_file> = Shape::used_file;
template <> inline constexpr Shape shape_of<g::number> = Shape::number;
template <> inline constexpr Shape shape_of<g::literal_word> = Shape::literal_word;
template <> inline constexpr Shape shape_of<g::line_chunk> = Shape::line_chunk;
template <> inline constexpr Shape shape_of<g::block_chunk> = Shape::block_chunk;
template <> inline constexpr Shape shape_of<g::apostrophe_chunk> = Shape::plain_chunk;
template <> inline constexpr Shape shape_of<g::curly_chunk> = Shape::plain_chunk;

template <> inline constexpr Shape shape_of<g::or_sign> = Shape::sign;
template <> inline constexpr Shape shape_of<g::and_sign> = Shape::sign;
template <> inline constexpr Shape shape_of<g::not_sign> = Shape::sign;
template <> inline constexpr Shape shape_of<g::in_sign> = Shape::sign;
template <> inline constexpr Shape shape_of<g::comparison_sign> = Shape::sign;
template <> inline constexpr Shape shape_of<g::sum_sign> = Shape::sign;
template <> inline constexpr Shape shape_of<g::product_sign> = Shape::sign;
template <> inline constexpr Shape shape_of<g::minus_sign> = Shape::sign;
template <> inline constexpr Shape shape_of<g::foreign_or> = Shape::sign;
template <> inline constexpr Shape shape_of<g::foreign_and> = Shape::sign;
template <> inline constexpr Shape shape_of<g::foreign_not> = Shape::sign;
template <> inline constexpr Shape shape_of<g::foreign_equal> = Shape::sign;
template <> inline constexpr Shape shape_of<g::foreign_comparison> = Shape::sign;
template <> inline constexpr Shape shape_of<g::update_sign> = Shape::sign;
template <> inline constexpr Shape shape_of<g::step_sign> = Shape::sign;

// ---- Expressions --------------------------------------------------------------------------------

template <> inline constexpr Shape shape_of<g::variable> = Shape::variable;
template <> inline constexpr Shape shape_of<g::line_text> = Shape::line_text;
template <> inline constexpr Shape shape_of<g::block_text> = Shape::block_text;
template <> inline constexpr Shape shape_of<g::apostrophe_text> = Shape::line_text;
template <> inline constexpr Shape shape_of<g::curly_text> = Shape::line_text;
template <> inline constexpr Shape shape_of<g::interpolation> = Shape::interpolation;
template <> inline constexpr Shape shape_of<g::list> = Shape::list;
template <> inline constexpr Shape shape_of<g::map> = Shape::map;
template <> inline constexpr Shape shape_of<g::map_entry> = Shape::map_entry;
template <> inline constexpr Shape shape_of<g::parenthesized> = Shape::parenthesized;
template <> inline constexpr Shape shape_of<g::bare_command> = Shape::parenthesized;
template <> inline constexpr Shape shape_of<g::expect_failure> = Shape::expect_failure;
template <> inline constexpr Shape shape_of<g::member> = Shape::member;
template <> inline constexpr Shape shape_of<g::call> = Shape::call;
template <> inline constexpr Shape shape_of<g::index> = Shape::index;
template <> inline constexpr Shape shape_of<g::named_argument> = Shape::named_argument;
template <> inline constexpr Shape shape_of<g::equals_argument> = Shape::named_argument;
template <typename P, typename Sign, typename Operand>
inline constexpr Shape shape_of<g::infix<P, Sign, Operand>> = Shape::binary;
template <typename P> inline constexpr Shape shape_of<g::range_part<P>> = Shape::range;
template <typename P> inline constexpr Shape shape_of<g::negation<P>> = Shape::unary;
template <typename P> inline constexpr Shape shape_of<g::inversion<P>> = Shape::unary;
template <typename P> inline constexpr Shape shape_of<g::lambda<P>> = Shape::lambda;
template <> inline constexpr Shape shape_of<g::lambda_parameters> = Shape::lambda_parameters;
template <typename P> inline constexpr Shape shape_of<g::phrase_command<P>> = Shape::phrase_command;
template <typename P> inline constexpr Shape shape_of<g::method_command<P>> = Shape::method_command;
template <typename P> inline constexpr Shape shape_of<g::until_condition<P>> = Shape::until_condition;
template <> inline constexpr Shape shape_of<g::skip_to_close> = Shape::broken;
template <> inline constexpr Shape shape_of<g::broken_value> = Shape::broken;

// ---- Statements ---------------------------------------------------------------------------------

template <> inline constexpr Shape shape_of<g::statement> = Shape::statement;
template <> inline constexpr Shape shape_of<g::skipped> = Shape::skipped;
template <> inline constexpr Shape shape_of<g::block> = Shape::block;
template <> inline constexpr Shape shape_of<g::let_statement> = Shape::let;
template <> inline constexpr Shape shape_of<g::foreign_let> = Shape::let;
template <> inline constexpr Shape shape_of<g::var_statement> = Shape::var;
template <> inline constexpr Shape shape_of<g::assignment> = Shape::assign;
template <> inline constexpr Shape shape_of<g::foreign_define> = Shape::assign;
template <> inline constexpr Shape shape_of<g::foreign_update> = Shape::foreign_update;
template <> inline constexpr Shape shape_of<g::foreign_step> = Shape::foreign_update;
template <> inline constexpr Shape shape_of<g::if_statement> = Shape::if_;
template <> inline constexpr Shape shape_of<g::for_statement> = Shape::for_;
template <> inline constexpr Shape shape_of<g::while_statement> = Shape::while_;
template <> inline constexpr Shape shape_of<g::break_statement> = Shape::break_;
template <> inline constexpr Shape shape_of<g::continue_statement> = Shape::continue_;
template <> inline constexpr Shape shape_of<g::return_statement> = Shape::return_;
template <> inline constexpr Shape shape_of<g::expect_statement> = Shape::expect;
template <> inline constexpr Shape shape_of<g::step_statement> = Shape::step;
template <> inline constexpr Shape shape_of<g::within_statement> = Shape::within;
template <> inline constexpr Shape shape_of<g::eventually_statement> = Shape::eventually;
template <> inline constexpr Shape shape_of<g::retry_statement> = Shape::retry;
template <> inline constexpr Shape shape_of<g::every_part> = Shape::every;
template <> inline constexpr Shape shape_of<g::throughout_statement> = Shape::throughout;
template <> inline constexpr Shape shape_of<g::parallel_statement> = Shape::parallel;
template <> inline constexpr Shape shape_of<g::parallel_for> = Shape::parallel_for;
template <> inline constexpr Shape shape_of<g::finally_statement> = Shape::finally;
template <> inline constexpr Shape shape_of<g::skip_statement> = Shape::skip;
template <> inline constexpr Shape shape_of<g::fail_statement> = Shape::fail;
template <> inline constexpr Shape shape_of<g::log_statement> = Shape::log;
template <> inline constexpr Shape shape_of<g::pause_statement> = Shape::pause;
template <> inline constexpr Shape shape_of<g::sleep_statement> = Shape::sleep;
template <> inline constexpr Shape shape_of<g::within_part> = Shape::within_part;

// ---- Declarations -------------------------------------------------------------------------------

template <> inline constexpr Shape shape_of<g::machine_declaration> = Shape::machine;
template <> inline constexpr Shape shape_of<g::machine_name> = Shape::machine_name;
template <> inline constexpr Shape shape_of<g::setting> = Shape::setting;
template <> inline constexpr Shape shape_of<g::network_declaration> = Shape::network;
template <> inline constexpr Shape shape_of<g::setup_declaration> = Shape::setup;
template <> inline constexpr Shape shape_of<g::test_declaration> = Shape::test;
template <> inline constexpr Shape shape_of<g::test_tags> = Shape::tags;
template <> inline constexpr Shape shape_of<g::test_timeout> = Shape::timeout;
template <> inline constexpr Shape shape_of<g::test_loop> = Shape::loop;
template <> inline constexpr Shape shape_of<g::test_after> = Shape::after;
template <> inline constexpr Shape shape_of<g::function_declaration> = Shape::function;
template <> inline constexpr Shape shape_of<g::phrase_declaration> = Shape::phrase;
template <> inline constexpr Shape shape_of<g::phrase_option> = Shape::phrase_option;
template <> inline constexpr Shape shape_of<g::hole> = Shape::hole;
template <> inline constexpr Shape shape_of<g::parameter> = Shape::parameter;
template <> inline constexpr Shape shape_of<g::type> = Shape::type;
template <> inline constexpr Shape shape_of<g::param_declaration> = Shape::param;
template <> inline constexpr Shape shape_of<g::secret_declaration> = Shape::secret;
template <> inline constexpr Shape shape_of<g::use_declaration> = Shape::use;

// ---- Which nodes take the one before them as their first child: `a` in `a + b` and `a.b` ----------

template <typename Rule>
inline constexpr bool adopts = false;
template <> inline constexpr bool adopts<g::member> = true;
template <> inline constexpr bool adopts<g::call> = true;
template <> inline constexpr bool adopts<g::index> = true;
template <typename P, typename Sign, typename Operand>
inline constexpr bool adopts<g::infix<P, Sign, Operand>> = true;
template <typename P> inline constexpr bool adopts<g::range_part<P>> = true;
template <typename P> inline constexpr bool adopts<g::method_command<P>> = true;

// ---- Which rules nest: they recurse, and most of them begin with what has to be closed ------------

template <typename Rule>
inline constexpr bool nests = false;
template <> inline constexpr bool nests<g::line_text> = true;
template <> inline constexpr bool nests<g::block_text> = true;
template <> inline constexpr bool nests<g::interpolation> = true;
template <> inline constexpr bool nests<g::list> = true;
template <> inline constexpr bool nests<g::map> = true;
template <> inline constexpr bool nests<g::parenthesized> = true;
template <> inline constexpr bool nests<g::call> = true;
template <> inline constexpr bool nests<g::index> = true;
template <> inline constexpr bool nests<g::block> = true;
template <> inline constexpr bool nests<g::settings> = true;
template <> inline constexpr bool nests<g::machine_count> = true;
template <> inline constexpr bool nests<g::parameters> = true;
template <> inline constexpr bool nests<g::phrase_option> = true;
template <> inline constexpr bool nests<g::hole> = true;
template <> inline constexpr bool nests<g::type_words> = true;
template <typename P> inline constexpr bool nests<g::negation<P>> = true;
template <typename P> inline constexpr bool nests<g::inversion<P>> = true;
template <typename P> inline constexpr bool nests<g::lambda<P>> = true;

}  // namespace vmt
