// What can run: names resolved to slots, commands bound to catalogue rows, every type known. A Program
// cannot be wrong in any way that the checker knows, so the interpreter has no branch for it.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "ast/ast.hpp"
#include "language/form.hpp"
#include "language/type.hpp"
#include "language/value.hpp"
#include "source/source.hpp"

namespace vmt::program {

struct Expression;
struct Statement;
using ExpressionPtr = std::unique_ptr<Expression>;
using Statements = std::vector<Statement>;

// Where a value lives. Locals are numbered within their body (a test, a function, a phrase); globals
// are the file-level `let`, `var`, `param`, `secret`, one numbering for all files of the program.
struct Slot {
  bool is_global = false;
  std::uint32_t index = 0;
};

// ---- Expressions ------------------------------------------------------------------------------

struct Constant { Value value; };  // literals, machines, networks, `host`
struct Load { Slot slot; };

struct MakeText { std::vector<Expression> parts; };  // constants and values, joined

// How a value is written into shell text, decided from the literal parts alone.
enum class Quoting : std::uint8_t {
  none,             // raw(...)
  unquoted,         // one word of its own; a list becomes several
  single_quoted,    // inside '...'
  double_quoted,    // inside "..."
  here_document,    // inside an unquoted here-document: $, ` and \ are escaped
  here_document_literal,  // inside a quoted one (<<'EOF'): as it is
};
struct ShellPart { ExpressionPtr value; Quoting quoting; };
struct MakeCommand { std::vector<std::variant<std::string, ShellPart>> parts; };  // text for a shell

struct MakeList { std::vector<Expression> items; };
struct MakeMap { std::vector<std::string> keys; std::vector<Expression> values; };  // as many of each
struct MakeRange { ExpressionPtr first, last; };

struct Unary { ast::Operator op; ExpressionPtr operand; };
// Everything but `and`/`or`; both operands are evaluated. `regex` holds a checked pattern of `matches`
// only in the sense that a literal one was found to be a regular expression.
struct Binary { ast::Operator op; ExpressionPtr left, right; };
struct Logical { ast::Operator op; ExpressionPtr left, right; };  // and, or: the right side only when needed

struct Index { ExpressionPtr object, index; };  // of a list (int) or a map (text)
struct Field { ExpressionPtr object; std::string name; };  // of a result, a failure, a map, a JSON value

// A function or user phrase of Program::functions; an argument left out is a Constant of nothing.
struct CallFunction { std::uint32_t function; std::vector<Expression> arguments; };
struct CallValue { ExpressionPtr function; std::vector<Expression> arguments; };     // a small function in a variable

// A bound catalogue row. `operands` has one entry per hole of the phrase, in the phrase's order; null
// when an optional group was left out. A hole of role `condition` or `block` is not evaluated before the
// call, the row's function does it. A group without a hole is known by `words`.
struct CallForm {
  const Form* form = nullptr;
  std::vector<ExpressionPtr> operands;
  std::vector<std::string_view> words;  // first words of the groups that were written
  std::optional<std::uint32_t> block;   // Program::blocks, of a trailing block
};

struct Capture { Slot from; std::uint32_t to = 0; };  // copied when the small function is made
struct MakeClosure {
  std::uint32_t parameter_count = 0;  // in slots 0 ..
  std::uint32_t slot_count = 0;
  std::vector<Capture> captures;
  std::shared_ptr<const Expression> body;
};

struct CatchFailure { std::uint32_t block; };  // expect failure { ... } (Program::blocks)

struct Expression {
  Span span;
  Type type;
  std::variant<Constant, Load, MakeText, MakeCommand, MakeList, MakeMap, MakeRange, Unary, Binary, Logical,
               Index, Field, CallFunction, CallValue, CallForm, MakeClosure, CatchFailure>
      node;
};

// ---- Statements -------------------------------------------------------------------------------

struct Store { Slot slot; ExpressionPtr value; };  // let, var, assignment
struct Branch { ExpressionPtr condition; Statements body; };
struct If { std::vector<Branch> branches; Statements otherwise; };
struct For { std::uint32_t slot; ExpressionPtr list; Statements body; };  // a list, a range, or a map's keys
struct While { ExpressionPtr condition; Statements body; };
struct Break {};
struct Continue {};
struct Return { ExpressionPtr value; };  // may be null
struct Expect { ExpressionPtr condition; };
struct Step { ExpressionPtr title; Statements body; };
struct Within { ExpressionPtr limit; Statements body; };  // also `STATEMENT within D`
struct Eventually { Statements body; ExpressionPtr limit; };  // limit may be null
struct Retry { ExpressionPtr times; ExpressionPtr every; Statements body; };
struct Throughout { ExpressionPtr condition; ExpressionPtr every; Statements body; };
struct Parallel { Statements branches; };
struct ParallelFor { std::uint32_t slot; ExpressionPtr list; Statements body; };
struct Finally { Statements body; };
struct Skip { ExpressionPtr why; };
struct Fail { ExpressionPtr why; };
struct Log { ExpressionPtr value; };
struct Pause {};
struct Sleep { ExpressionPtr time; };
struct Evaluate { ExpressionPtr expression; };

struct Statement {
  Span span;
  std::variant<Store, If, For, While, Break, Continue, Return, Expect, Step, Within, Eventually, Retry,
               Throughout, Parallel, ParallelFor, Finally, Skip, Fail, Log, Pause, Sleep, Evaluate>
      node;
};

// ---- The whole --------------------------------------------------------------------------------

// A body with slots of its own.
struct Body {
  std::uint32_t slot_count = 0;
  Statements statements;
};

struct SettingCall { Span span; CallForm call; };

struct Machine {
  std::string name;  // of one of several: `worker[0]`
  Span span;         // of the name in its declaration
  std::vector<SettingCall> settings;  // inherited ones first
};
struct Network { std::string name; Span span; std::vector<SettingCall> settings; };

// A function or a user's phrase. Parameters are in the slots 0 .. parameter_count - 1.
struct Function {
  std::string name;
  Span span;
  std::uint32_t parameter_count = 0;
  std::vector<ExpressionPtr> defaults;  // one per parameter, null when it has none
  Type result;
  Body body;
};

struct Test {
  Span span;              // of its title
  ExpressionPtr title;    // text; may use the loop's variable
  std::vector<std::string> tags;
  ExpressionPtr timeout;  // null: none of its own
  ExpressionPtr loop;     // null: one test; otherwise one for each item, which is in slot 0
  std::optional<std::uint32_t> after;  // Program::tests
  Body body;
};

struct Parameter { std::string name; Slot slot; Type type; ExpressionPtr default_value; };
struct Secret { std::string name; Slot slot; };

// A name that can be used at a place of the script.
struct VisibleName {
  std::string name;
  std::string_view kind;  // "machine", "network", "function", "variable"
  Type type;
  Span declared_at;
};

// A phrase of the script or of what it uses.
struct VisiblePhrase {
  struct Piece {
    std::string word;  // empty: a hole
    Role role{};
  };
  std::string text;  // as people read it
  std::vector<Piece> pieces;
};

// What was typed while the script stood still; see CheckOptions::interjection. The slots are those of the
// body it stands in, with more behind them.
struct Interjected {
  std::uint32_t slot_count = 0;
  Statements statements;
  std::vector<VisibleName> names;  // that can be used there: local ones, then those of the file
  std::vector<VisiblePhrase> phrases;
};

struct Program {
  std::vector<Machine> machines;
  std::vector<Network> networks;
  std::vector<Function> functions;
  std::vector<Statements> blocks;  // bodies that an expression runs; their slots are the enclosing body's
  std::uint32_t global_count = 0;
  Statements globals;              // the file-level bindings, in order
  std::vector<Parameter> parameters;
  std::vector<Secret> secrets;
  std::optional<Body> setup;
  std::vector<Test> tests;         // never empty: a file without `test` is one test, named after the file
  bool is_one_test = false;        // such a file
  bool has_pause = false;
  std::optional<Interjected> interjected;
  ValueNames names;                // of machines and networks
  const Source* source = nullptr;
};

}  // namespace vmt::program
