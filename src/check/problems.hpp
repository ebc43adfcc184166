// Everything that can be wrong with what a script says. Codes are stable: a code that is no longer used
// is not given to another problem.
//
// V01xx names, V02xx commands and operands, V03xx types and values, V04xx declarations, V05xx what
// happens in which order, V06xx shell text, V07xx files and regular expressions, V08xx lints, which
// `# vmt: allow(name)` silences.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "diagnostic/diagnostic.hpp"

namespace vmt::checking {

using Text = std::string_view;

// ---- Names ------------------------------------------------------------------------------------

inline constexpr Problem<Text> unknown_name{"V0101", Severity::error, "no name `{}` is known here", {}};
inline constexpr Problem<Text> unknown_machine{"V0102", Severity::error, "no machine is called `{}`", {}};
inline constexpr Problem<Text> unknown_network{"V0103", Severity::error, "no network is called `{}`", {}};
inline constexpr Problem<Text> unknown_link{
    "V0104", Severity::error, "no machine or network is called `{}`", {}};
inline constexpr Problem<Text> unknown_function{"V0105", Severity::error, "no function is called `{}`", {}};
inline constexpr Problem<Text> unknown_type{"V0106", Severity::error, "no type is called `{}`", {}};
inline constexpr Problem<Text> unknown_test{"V0107", Severity::error, "no test is called \"{}\"", {}};
inline constexpr Problem<Text> used_before_bound{
    "V0108", Severity::error, "`{}` is used before it has a value", {}};
inline constexpr Problem<Text> duplicate_name{"V0109", Severity::error, "`{}` is declared twice", {}};
inline constexpr Problem<Text> duplicate_test{"V0110", Severity::error, "two tests are called \"{}\"", {}};
inline constexpr Problem<Text> taken_name{
    "V0111", Severity::error, "`{}` cannot be the name of something else", {}};
inline constexpr Problem<Text> assigns_constant{
    "V0112", Severity::error, "`{}` was bound with `let`, and cannot be assigned", {}};
inline constexpr Problem<Text, Text> cannot_be_assigned{
    "V0113", Severity::error, "`{}` is a {}, and cannot be assigned", {}};
inline constexpr Problem<Text> known_too_late{
    "V0114", Severity::error, "`{}` has no value yet when settings are read", {}};

// ---- Commands and operands --------------------------------------------------------------------

inline constexpr Problem<Text> unknown_command{"V0201", Severity::error, "no command begins with `{}`", {}};
inline constexpr Problem<Text, Text> misplaced_piece{
    "V0202", Severity::error, "`{}` does not fit behind `{}`", {}};
inline constexpr Problem<Text> surplus_operand{"V0203", Severity::error, "too much stands behind `{}`", {}};
inline constexpr Problem<Text> incomplete_command{"V0204", Severity::error, "`{}` is not complete", {}};
inline constexpr Problem<Text, Text> unknown_method{"V0205", Severity::error, "a {} has no `{}`", {}};
inline constexpr Problem<Text, Text> wrong_receiver{
    "V0206", Severity::error, "`{}` does not belong to a {}", {}};
inline constexpr Problem<Text, Text> missing_argument{"V0207", Severity::error, "`{}` needs `{}`", {}};
inline constexpr Problem<Text> surplus_argument{
    "V0208", Severity::error, "`{}` does not take so many arguments", {}};
inline constexpr Problem<Text, Text> unknown_argument{
    "V0209", Severity::error, "`{}` has no argument `{}`", {}};
inline constexpr Problem<Text> argument_twice{"V0210", Severity::error, "`{}` is given twice", {}};
inline constexpr Problem<Text> foreign_habit{"V0211", Severity::error, "`{}` is said differently here", {}};
inline constexpr Problem<Text> not_callable{
    "V0212", Severity::error, "{} cannot be called like a function", {}};
inline constexpr Problem<> unquoted_command{
    "V0213", Severity::error, "what a shell shall run is one text, in quotes", {}};

// ---- Types and values -------------------------------------------------------------------------

inline constexpr Problem<Text, Text> wrong_type{"V0301", Severity::error, "{} stands where {} is wanted", {}};
inline constexpr Problem<Text, Text, Text> operator_mismatch{
    "V0302", Severity::error, "`{}` does not take {} and {}", {}};
inline constexpr Problem<Text> not_a_condition{"V0303", Severity::error, "{} is neither true nor false", {}};
inline constexpr Problem<> gives_nothing{"V0304", Severity::error, "this gives no value", {}};
inline constexpr Problem<Text, Text> mixed_list{
    "V0305", Severity::error, "the items of a list are of one type, and these are {} and {}", {}};
inline constexpr Problem<Text> duplicate_key{
    "V0306", Severity::error, "the key `{}` stands twice in this map", {}};
inline constexpr Problem<Text> not_indexable{
    "V0307", Severity::error, "{} has no elements that `[...]` could name", {}};
inline constexpr Problem<std::int64_t, std::int64_t> index_out_of_range{
    "V0308", Severity::error, "there is no `[{}]` in a list of {}", {}};
inline constexpr Problem<Text> not_iterable{"V0309", Severity::error, "{} has no items to walk through", {}};
inline constexpr Problem<Text> no_negative{"V0310", Severity::error, "a {} has no negative", {}};
inline constexpr Problem<> division_by_zero{"V0311", Severity::error, "a division by zero", {}};
inline constexpr Problem<std::int64_t> port_out_of_range{"V0312", Severity::error, "there is no port {}", {}};
inline constexpr Problem<Text, Text> not_positive{
    "V0313", Severity::error, "a {} of `{}` makes no sense here", {}};
inline constexpr Problem<double> percentage_out_of_range{
    "V0314", Severity::error, "`{}%` is no part of a whole", {}};
inline constexpr Problem<> retries_never{"V0315", Severity::error, "this block would never be tried", {}};
inline constexpr Problem<std::size_t, std::size_t> wrong_parameter_count{
    "V0316", Severity::error, "a small function of {} parameter is wanted, and this one has {}", {}};
inline constexpr Problem<Text, Text, Text> assigns_other_type{
    "V0317", Severity::error, "`{}` holds {} values, and cannot be assigned a {}", {}};
inline constexpr Problem<Text> returns_nothing{"V0318", Severity::error, "this `return` needs {}", {}};
inline constexpr Problem<Text, Text> returns_other_type{
    "V0319", Severity::error, "{} is returned where the function gives {}", {}};
inline constexpr Problem<Text> value_refused{"V0320", Severity::error, "{}", {}};
inline constexpr Problem<Text, Text> not_on_network{
    "V0321", Severity::error, "`{}` is not on the network `{}`", {}};

// ---- Declarations -----------------------------------------------------------------------------

inline constexpr Problem<Text, Text> unknown_setting{
    "V0401", Severity::error, "a {} has no setting `{}`", {}};
inline constexpr Problem<> machine_count{
    "V0402", Severity::error, "the number of machines must be known", {}};
inline constexpr Problem<Text> like_cycle{
    "V0403", Severity::error, "`like {}` leads back to where it began", {}};
inline constexpr Problem<Text, Text, Text> same_host_name{
    "V0404", Severity::error, "`{}` and `{}` would both have the host name `{}`", {}};
inline constexpr Problem<> second_setup{"V0405", Severity::error, "a file has one `setup`", {}};
inline constexpr Problem<Text> nested_declaration{
    "V0406", Severity::error, "`{}` stands at the top of a file, not in a block", {}};
inline constexpr Problem<Text> phrase_default{
    "V0408", Severity::error, "`{}` is always given, and needs no default", {}};
inline constexpr Problem<Text> duplicate_phrase{
    "V0409", Severity::error, "a command `{}` is there already", {}};
inline constexpr Problem<Text> unreadable_file{"V0410", Severity::error, "`{}` cannot be read", {}};
inline constexpr Problem<Text> use_cycle{"V0411", Severity::error, "`{}` uses the file that uses it", {}};
inline constexpr Problem<> statement_beside_tests{
    "V0412", Severity::error, "a file with tests has no statements of its own", {}};
inline constexpr Problem<> statement_in_used_file{
    "V0413", Severity::error, "a file that others use only declares", {}};
inline constexpr Problem<> after_cycle{"V0414", Severity::error, "these tests wait for each other", {}};
inline constexpr Problem<> after_not_literal{
    "V0415", Severity::error, "the test to start from must be known", {}};
inline constexpr Problem<> acts_before_tests{
    "V0416", Severity::error, "this would act on a machine before any test runs", {}};
inline constexpr Problem<Text> unknown_module{"V0417", Severity::error, "no module is called `{}`", {}};
inline constexpr Problem<Text> option_without_default{
    "V0418", Severity::error, "`{}` can be left out, and has no default", {}};
inline constexpr Problem<Text> ambiguous_option{
    "V0419", Severity::error, "`{}` does not tell which part of the phrase is meant", {}};

// ---- What happens in which order --------------------------------------------------------------

inline constexpr Problem<Text> outside_of_loop{"V0501", Severity::error, "`{}` stands outside of a loop", {}};
inline constexpr Problem<> outside_of_function{
    "V0502", Severity::error, "`return` stands outside of a function", {}};
inline constexpr Problem<Text, Text> leaves_barrier{
    "V0503", Severity::error, "`{}` cannot leave the block of `{}`", {}};
inline constexpr Problem<Text, Text> missing_return{
    "V0504", Severity::error, "`{}` does not return {} on every path", {}};
inline constexpr Problem<Text> assigned_in_parallel{
    "V0505", Severity::error, "`{}` is assigned by statements that run at the same time", {}};
inline constexpr Problem<Text> bound_in_branch{
    "V0506", Severity::error, "`{}` is bound in a branch of its own", {}};
inline constexpr Problem<Text> machine_is_off{"V0507", Severity::error, "`{}` is off when this runs", {}};

// ---- Shell text -------------------------------------------------------------------------------

inline constexpr Problem<Text> shell_unterminated{"V0601", Severity::error, "this `{}` is never closed", {}};
inline constexpr Problem<Text> shell_unexpected{
    "V0602", Severity::error, "a shell does not expect `{}` here", {}};
inline constexpr Problem<Text, Text> shell_missing_word{
    "V0603", Severity::error, "`{}` is missing, which belongs to `{}`", {}};
inline constexpr Problem<Text> shell_missing_command{
    "V0604", Severity::error, "a command is missing behind `{}`", {}};
inline constexpr Problem<Text> shell_missing_target{
    "V0605", Severity::error, "a word is missing behind `{}`", {}};
inline constexpr Problem<Text> shell_unended_document{
    "V0606", Severity::error, "no line `{}` ends this here-document", {}};
inline constexpr Problem<> shell_too_deep{"V0607", Severity::error, "this command is nested too deeply", {}};
inline constexpr Problem<Text> shell_undecidable{"V0608", Severity::error, "a value cannot be quoted {}", {}};
inline constexpr Problem<Text> no_shell_word{
    "V0609", Severity::error, "a {} is no word of a shell command", {}};
inline constexpr Problem<> list_in_word{"V0610", Severity::error, "a list cannot be part of a word", {}};

// ---- Files, paths, regular expressions --------------------------------------------------------

inline constexpr Problem<Text> no_such_file{"V0701", Severity::error, "there is no file `{}`", {}};
inline constexpr Problem<Text> path_not_absolute{"V0702", Severity::error, "`{}` is no absolute path", {}};
inline constexpr Problem<Text> not_a_pattern{"V0703", Severity::error, "`{}` is no regular expression", {}};

// ---- Lints ------------------------------------------------------------------------------------

inline constexpr Problem<Text, Text> hidden_name{"V0801", Severity::warning,
                                                 "`{}` hides a {} of the same name", "shadow"};
inline constexpr Problem<Text> unused_name{"V0802", Severity::warning, "the value of `{}` is never used",
                                           "unused"};
inline constexpr Problem<Text> unused_machine{"V0803", Severity::warning, "the machine `{}` is never used",
                                              "unused"};
inline constexpr Problem<Text> unused_network{"V0804", Severity::warning, "the network `{}` is never used",
                                              "unused"};
inline constexpr Problem<> sleeps{"V0805", Severity::warning, "`sleep` only guesses how long something takes",
                                  "sleep"};
inline constexpr Problem<> unreachable_statement{"V0806", Severity::warning, "this is never reached",
                                                 "unreachable"};
inline constexpr Problem<Text> unreachable_limit{"V0807", Severity::warning,
                                                 "a limit of {} inside of a shorter one", "deadline"};
inline constexpr Problem<> no_effect{"V0808", Severity::warning, "this has no effect", "no_effect"};
inline constexpr Problem<Text, Text> no_shared_network{"V0809", Severity::warning,
                                                       "`{}` shares no network with `{}`", "network"};
inline constexpr Problem<Text> unused_allow{"V0810", Severity::warning, "`allow({})` is of no use here", {}};
inline constexpr Problem<Text> unknown_lint{"V0811", Severity::warning, "no rule is called `{}`", {}};
inline constexpr Problem<Text> unknown_directive{"V0812", Severity::warning, "`{}` tells vmt nothing", {}};
inline constexpr Problem<Text> foreign_value{"V0813", Severity::warning, "`{}` is only text here", "interpolation"};

// What `# vmt: allow(...)` can silence.
inline constexpr auto lint_names = std::to_array<std::string_view>(
    {"deadline", "interpolation", "network", "no_effect", "shadow", "sleep", "unreachable", "unused"});

}  // namespace vmt::checking
