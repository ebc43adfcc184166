// Expressions, loosest operator first, and what may stand for a value.
//
// Every rule takes the place it stands in: inside brackets a line end is a blank like any other, and in
// a command the operators are fewer, because words and operands stand next to each other there.
#pragma once

#include <type_traits>

#include "grammar/lexical.hpp"

namespace vmt::grammar {

template <bool brackets, bool command>
struct Place {
  using inner_gap = std::conditional_t<brackets, lines, gap>;
  static constexpr bool in_command = command;
};
using on_line = Place<false, false>;
using in_brackets = Place<true, false>;
// An operand of a command that stands in the place P.
template <typename P>
using in_command_of = Place<std::is_same_v<typename P::inner_gap, lines>, true>;

template <typename P> struct expression;
template <typename P> struct value;
struct block;

template <typename P> struct inner_gap : P::inner_gap {};

// ---- Brackets -----------------------------------------------------------------------------------

// Goes on behind the bracket that closes, or gives up on the statement. The parser knows how.
struct skip_to_close : success {};

// Content between brackets. A mistake inside is reported and skipped, so that what encloses the
// brackets goes on as if they were right.
template <char open, typename Content, typename Close>
struct bracketed
    : seq<one<open>, sor<recover<lines, Content, lines, must<Close>>, skip_to_close>> {};

struct round_close : one<')'> {};
struct square_close : one<']'> {};
struct curly_bracket_close : one<'}'> {};

// Between two items. A comma that was forgotten is reported, when what follows can be nothing else
// but the next item.
struct opened_on_this_line : success {};  // the parser knows whether the bracket was
struct missing_comma
    : sor<seq<opened_on_this_line, plus<blank>, at<sor<name, digit, one<'"', '\''>>>>,
          seq<gap, line_end, lines, at<sor<digit, one<'"', '\''>>>>> {};
struct comma : sor<seq<lines, one<','>>, missing_comma> {};

template <typename Item>
struct items : opt<Item, star<comma, lines, Item>, opt<lines, one<','>>> {};

// `f(web.succeed "date")`, `"#{web.succeed "date"}"`: a command where it takes parentheses to make a value
// of it. Understood, and reported.
struct bare_command
    : seq<at<name, plus<one<'.'>, word>, plus<blank>, one<'"', '\''>>, value<on_line>> {};
struct list_item : sor<bare_command, expression<in_brackets>> {};

// ---- Literals and other primaries ---------------------------------------------------------------

struct list : bracketed<'[', items<list_item>, square_close> {};

struct map_key : sor<word, plain_text> {};
struct map_colon : one<':'> {};
struct map_entry : seq<map_key, lines, must<map_colon>, lines, sor<bare_command, must<expression<in_brackets>>>> {};
struct map : bracketed<'{', items<map_entry>, curly_bracket_close> {};

struct parenthesized : bracketed<'(', must<value<in_brackets>>, round_close> {};

struct literal_word : sor<keyword<"true">, keyword<"false">, keyword<"nothing">> {};
struct variable : name {};

struct expect_failure_head : seq<keyword<"expect">, plus<blank>, exactly<"failure">, gap> {};
struct expect_failure : seq<at<expect_failure_head, one<'{'>>, expect_failure_head, block> {};

struct interpolation_end : one<'}'> {};
struct interpolation
    : seq<string<'#', '{'>, sor<recover<gap, sor<bare_command, must<expression<on_line>>>, gap, must<interpolation_end>>,
                                skip_to_close>> {};

struct primary : sor<variable, text, number, parenthesized, list, map, literal_word, expect_failure> {};

// ---- What follows a primary without a blank -----------------------------------------------------

struct member_name : word {};
struct member : seq<one<'.'>, not_at<one<'.'>>, must<member_name>> {};

struct argument_name : seq<word, at<lines, one<':'>>> {};
struct equals_for_colon : seq<one<'='>, not_at<one<'=', '>'>>> {};  // `f(a = 1)`: reported
struct equals_name : seq<word, at<lines, equals_for_colon>> {};
struct argument_value : sor<bare_command, must<expression<in_brackets>>> {};
struct named_argument : seq<argument_name, lines, one<':'>, lines, argument_value> {};
struct equals_argument : seq<equals_name, lines, equals_for_colon, lines, argument_value> {};
struct argument : sor<named_argument, equals_argument, bare_command, expression<in_brackets>> {};
struct call : bracketed<'(', items<argument>, round_close> {};

struct index : bracketed<'[', must<expression<in_brackets>>, square_close> {};

struct suffix : sor<member, call, index> {};
struct postfix : seq<primary, star<suffix>> {};

// ---- Operators ----------------------------------------------------------------------------------

// The sign or word of an operator. `foreign` ones come from other languages: understood, and reported.
struct or_sign : keyword<"or"> {};
struct and_sign : keyword<"and"> {};
struct not_sign : keyword<"not"> {};
struct foreign_or : string<'|', '|'> {};
struct foreign_and : string<'&', '&'> {};
struct foreign_not : seq<one<'!'>, not_at<one<'='>>> {};
struct foreign_equal : seq<one<'='>, not_at<one<'=', '>'>>> {};
struct foreign_comparison : sor<string<'=', '=', '='>, string<'!', '=', '='>, string<'<', '>'>> {};

struct comparison_sign
    : sor<string<'=', '='>, string<'!', '='>, string<'<', '='>, string<'>', '='>, one<'<', '>'>,
          keyword<"contains">, keyword<"matches">> {};
struct in_sign : keyword<"in"> {};
struct range_sign : string<'.', '.'> {};
struct sum_sign : one<'+', '-'> {};
struct product_sign : one<'*', '/', '%'> {};
struct minus_sign : one<'-'> {};
struct arrow : string<'=', '>'> {};

// In a command, a sign has blanks on both sides or on none: `a - b`, `a-b`, but `a -b` is two operands.
struct one_sided : seq<plus<blank>, one<'-', '/', '*', '%', '<', '>'>, not_at<sor<one<' ', '\t', '=', '>'>, eol>>> {};

template <typename P, typename Sign>
struct before_operand : seq<std::conditional_t<P::in_command, not_at<one_sided>, success>, inner_gap<P>, Sign, lines> {};

// An operator and its right side. The left side is what was read just before.
template <typename P, typename Sign, typename Operand>
struct infix : seq<before_operand<P, Sign>, must<Operand>> {};

template <typename P> struct unary;
template <typename P> struct negation : seq<minus_sign, gap, must<unary<P>>> {};
template <typename P> struct unary : sor<postfix, negation<P>> {};

template <typename P> struct product_rest : star<infix<P, product_sign, unary<P>>> {};
template <typename P> struct product : seq<unary<P>, product_rest<P>> {};

template <typename P> struct sum_rest : seq<product_rest<P>, star<infix<P, sum_sign, product<P>>>> {};
template <typename P> struct sum : seq<unary<P>, sum_rest<P>> {};

template <typename P> struct range_part : infix<P, range_sign, sum<P>> {};
template <typename P> struct range_rest : seq<sum_rest<P>, opt<range_part<P>>> {};
template <typename P> struct range : seq<unary<P>, range_rest<P>> {};

template <typename P>
struct any_comparison_sign
    : std::conditional_t<P::in_command, sor<foreign_comparison, comparison_sign>,
                         sor<foreign_comparison, comparison_sign, in_sign, foreign_equal>> {};
template <typename P>
struct comparison_rest : seq<range_rest<P>, star<infix<P, any_comparison_sign<P>, range<P>>>> {};
template <typename P> struct comparison : seq<unary<P>, comparison_rest<P>> {};

template <typename P> struct condition_part;
template <typename P> struct inversion : seq<sor<not_sign, foreign_not>, gap, must<condition_part<P>>> {};
template <typename P> struct condition_part : sor<inversion<P>, comparison<P>> {};

template <typename P>
struct and_rest : star<infix<P, sor<and_sign, foreign_and>, condition_part<P>>> {};
template <typename P> struct all_of : seq<condition_part<P>, and_rest<P>> {};

template <typename P>
struct or_rest : star<infix<P, sor<or_sign, foreign_or>, all_of<P>>> {};
template <typename P> struct any_of : seq<all_of<P>, or_rest<P>> {};

// What may still follow when the first operand has been read already.
template <typename P>
struct rest_of_expression : seq<comparison_rest<P>, and_rest<P>, or_rest<P>> {};

// ---- Small functions ----------------------------------------------------------------------------

struct lambda_parameter : name {};
struct lambda_parameters
    : sor<lambda_parameter,
          seq<one<'('>, lines, opt<lambda_parameter, star<lines, one<','>, lines, lambda_parameter>>,
              lines, one<')'>>> {};
template <typename P>
struct lambda : seq<lambda_parameters, gap, arrow, lines, must<expression<P>>> {};

template <typename P> struct expression : sor<lambda<P>, any_of<P>> {};

// Where a choice has to look ahead: does an operator follow the word of a command?
struct operator_in_command
    : seq<not_at<one_sided>, gap,
          sor<comparison_sign, range_sign, sum_sign, product_sign, or_sign, and_sign, foreign_and,
              foreign_or, arrow>> {};

}  // namespace vmt::grammar
