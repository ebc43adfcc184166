// Everything that can be wrong with the shape of a script. Codes are stable: a code that is no longer
// used is not given to another problem.
#pragma once

#include <string_view>

#include "diagnostic/diagnostic.hpp"

namespace vmt::problems {

using Text = std::string_view;

// ---- Something is missing, or too much ----------------------------------------------------------

inline constexpr Problem<Text, Text> unexpected{
    "V0001", Severity::error, "expected {}, found {}", {}};
inline constexpr Problem<Text> unclosed{"V0002", Severity::error, "this `{}` is never closed", {}};
inline constexpr Problem<> unclosed_text{
    "V0003", Severity::error, "this text is never closed", {}};
inline constexpr Problem<Text> reserved_name{
    "V0004", Severity::error, "`{}` is a reserved word and cannot be a name", {}};
inline constexpr Problem<Text> stray_close{
    "V0005", Severity::error, "this `{}` closes nothing", {}};
inline constexpr Problem<> missing_comma{
    "V0006", Severity::error, "two items need a comma between them", {}};
inline constexpr Problem<Text> twice{
    "V0007", Severity::error, "a test takes `{}` only once", {}};
inline constexpr Problem<int> too_deep{
    "V0008", Severity::error, "brackets and blocks are nested more than {} levels deep here", {}};
inline constexpr Problem<int> too_long{
    "V0009", Severity::error, "this expression has more than {} parts", {}};

// ---- Bytes --------------------------------------------------------------------------------------

inline constexpr Problem<> not_utf8{
    "V0010", Severity::error, "these bytes are no UTF-8 text", {}};
inline constexpr Problem<> nul{"V0011", Severity::error, "there is a NUL character here", {}};
inline constexpr Problem<Text> not_text{"V0012", Severity::error, "this file is {}", {}};

// ---- Texts --------------------------------------------------------------------------------------

inline constexpr Problem<Text> unknown_escape{
    "V0013", Severity::error, "`{}` means nothing in a text", {}};
inline constexpr Problem<> nul_escape{
    "V0014", Severity::error, "a text cannot hold a NUL character", {}};
inline constexpr Problem<Text> unicode_escape{
    "V0015", Severity::error, "`{}` names no character", {}};
inline constexpr Problem<> block_text_start{
    "V0016", Severity::error, "the text of a `\"\"\"` block begins on the next line", {}};
inline constexpr Problem<> block_text_end{
    "V0017", Severity::error, "the closing `\"\"\"` of a block stands on a line of its own", {}};
inline constexpr Problem<> block_text_indent{
    "V0018", Severity::error, "this line is indented less than the closing `\"\"\"`", {}};
inline constexpr Problem<> text_goes_on{
    "V0019", Severity::error, "a text ends here, and something follows without a blank", {}};

// ---- Numbers ------------------------------------------------------------------------------------

inline constexpr Problem<Text> unknown_unit{
    "V0020", Severity::error, "`{}` is no unit", {}};
inline constexpr Problem<Text, Text, Text> too_large{
    "V0021", Severity::error, "`{}` is too large: {} ends at {}", {}};
inline constexpr Problem<Text> leading_zero{
    "V0022", Severity::error, "`{}` begins with a zero, and integers are decimal", {}};
inline constexpr Problem<> comparison_chain{
    "V0023", Severity::error, "comparisons cannot be chained", {}};

// ---- Habits from other languages ----------------------------------------------------------------

inline constexpr Problem<Text, Text> foreign_operator{
    "V0030", Severity::error, "`{}` is written `{}`", {}};
inline constexpr Problem<> equals_in_condition{
    "V0031", Severity::error, "`=` assigns; two values are compared with `==`", {}};
inline constexpr Problem<> only_variables{
    "V0032", Severity::error, "only a variable can be assigned", {}};
inline constexpr Problem<Text> foreign_binding{
    "V0033", Severity::error, "a constant is bound with `let`, and not with `{}`", {}};
inline constexpr Problem<Text> foreign_update{
    "V0034", Severity::error, "there is no `{}`", {}};
inline constexpr Problem<> typed_binding{
    "V0035", Severity::error, "the type of a variable is not written, it follows from its value", {}};
inline constexpr Problem<> foreign_quotes{
    "V0036", Severity::error, "texts are written in straight double quotes", {}};
inline constexpr Problem<Text> odd_blank{
    "V0037", Severity::error, "{} only looks like a blank", {}};
inline constexpr Problem<> foreign_comment{
    "V0038", Severity::error, "comments begin with `#`", {}};
inline constexpr Problem<Text> block_sign{
    "V0039", Severity::error, "a block is written in `{{ }}`, without `{}`", {}};
inline constexpr Problem<> brace_on_next_line{
    "V0040", Severity::error, "the `{{` of a block stands on the line of what it belongs to", {}};
inline constexpr Problem<Text> foreign_function{
    "V0041", Severity::error, "a function is declared with `function`, and not with `{}`", {}};
inline constexpr Problem<Text> setting_sign{
    "V0042", Severity::error, "a setting is written without `{}`", {}};
inline constexpr Problem<> merge_conflict{
    "V0043", Severity::error, "there is an unfinished merge here", {}};
inline constexpr Problem<> argument_sign{
    "V0044", Severity::error, "an argument is named with `:`", {}};
inline constexpr Problem<> unquoted_path{
    "V0045", Severity::error, "a path is a text, and texts are quoted", {}};
inline constexpr Problem<Text> foreign_sign{
    "V0046", Severity::error, "`{}` has no meaning here", {}};
inline constexpr Problem<Text, Text> look_alike{
    "V0047", Severity::error, "`{}` only looks like `{}`", {}};
inline constexpr Problem<Text> foreign_statement{
    "V0048", Severity::error, "no statement begins with `{}` here", {}};
inline constexpr Problem<> several_targets{
    "V0049", Severity::error, "one value cannot be bound to several names", {}};
inline constexpr Problem<> bare_command{
    "V0050", Severity::error, "a command stands in parentheses where a value is wanted", {}};

}  // namespace vmt::problems
