// What to say at each point of commitment: the words behind "expected". Human terms only; no rule's
// name is ever shown.
#pragma once

#include <string_view>

#include "grammar/file.hpp"

namespace vmt::grammar {

template <typename Rule>
inline constexpr std::string_view expected{};

template <typename P>
inline constexpr std::string_view expected<expression<P>> = "a value";
template <typename P>
inline constexpr std::string_view expected<value<P>> = "a value";
template <typename P>
inline constexpr std::string_view expected<unary<P>> = "a value";
template <typename P>
inline constexpr std::string_view expected<product<P>> = "a value";
template <typename P>
inline constexpr std::string_view expected<sum<P>> = "a value";
template <typename P>
inline constexpr std::string_view expected<range<P>> = "a value";
template <typename P>
inline constexpr std::string_view expected<condition_part<P>> = "a value";
template <typename P>
inline constexpr std::string_view expected<all_of<P>> = "a value";

template <> inline constexpr std::string_view expected<name> = "a name";
template <> inline constexpr std::string_view expected<member_name> = "the name of a member";
template <> inline constexpr std::string_view expected<machine_name> = "the name of a machine";
template <> inline constexpr std::string_view expected<base_machine> = "the name of a machine";
template <> inline constexpr std::string_view expected<phrase_word> = "the first word of the phrase";
template <> inline constexpr std::string_view expected<option_word> =
    "the word that the part begins with, as in `[for {user: text = \"root\"}]`";
template <> inline constexpr std::string_view expected<hole> = "a hole with a default, such as `{count: int = 1}`";
template <> inline constexpr std::string_view expected<tag> = "a tag such as `slow`";
template <> inline constexpr std::string_view expected<type> = "a type such as `text`";
template <> inline constexpr std::string_view expected<type_words> = "a type such as `text`";

template <> inline constexpr std::string_view expected<condition> = "a condition such as `count > 3`";
template <> inline constexpr std::string_view expected<duration> = "a duration such as `30s`";
template <> inline constexpr std::string_view expected<count> = "a number such as `3`";
template <> inline constexpr std::string_view expected<list_value> = "a list or a range such as `1..3`";
template <> inline constexpr std::string_view expected<title> = "a name in quotes";
template <> inline constexpr std::string_view expected<reason> = "a reason in quotes";
template <> inline constexpr std::string_view expected<test_title> =
    "a name in quotes such as `\"a client can commit\"`";
template <> inline constexpr std::string_view expected<other_test> = "the name of a test in quotes";
template <> inline constexpr std::string_view expected<used_file> =
    "a file such as `\"lib/db.vmt\"` or a module such as `std.http`";

template <> inline constexpr std::string_view expected<setting> =
    "a setting such as `memory 512MiB`";
template <> inline constexpr std::string_view expected<statement> = "a statement";
template <> inline constexpr std::string_view expected<statement_end> = "the end of the statement";
template <> inline constexpr std::string_view expected<value_end> = "the end of the statement";
template <> inline constexpr std::string_view expected<block> = "a block in `{ }`";
template <> inline constexpr std::string_view expected<parameters> = "parameters in `( )`";

template <> inline constexpr std::string_view expected<assign_sign> = "`=`";
template <> inline constexpr std::string_view expected<map_colon> = "`:`";
template <> inline constexpr std::string_view expected<parameter_colon> =
    "`:` and a type, as in `port: int`";
template <> inline constexpr std::string_view expected<in_word> = "`in`";
template <> inline constexpr std::string_view expected<times_word> = "`times`";

template <> inline constexpr std::string_view expected<round_close> = "`)`";
template <> inline constexpr std::string_view expected<square_close> = "`]`";
template <> inline constexpr std::string_view expected<curly_bracket_close> = "`}`";
template <> inline constexpr std::string_view expected<interpolation_end> = "`}`";
template <> inline constexpr std::string_view expected<line_text_end> = "`\"`";
template <> inline constexpr std::string_view expected<block_text_end> = "`\"\"\"`";

// Those that close what was opened before: the message shows both ends.
template <typename Rule>
inline constexpr bool closes = false;
template <> inline constexpr bool closes<round_close> = true;
template <> inline constexpr bool closes<square_close> = true;
template <> inline constexpr bool closes<curly_bracket_close> = true;
template <> inline constexpr bool closes<interpolation_end> = true;

}  // namespace vmt::grammar
