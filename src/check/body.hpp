// One body while it is checked: its local names, their slots, and what surrounds the statement at hand.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "check/context.hpp"

namespace vmt::checking {

struct Local {
  std::string_view name;
  Span span;
  Type type;
  Bound bound = Bound::let;
  std::uint32_t slot = 0;
  std::uint32_t parallel = 0;  // Surroundings::parallel where it was declared
  bool is_used = false;
  std::optional<std::uint32_t> hidden;  // the outer local of the same name
};

// What the statements of a block need to know about the blocks around them.
struct Surroundings {
  bool is_in_loop = false;
  // The word of the innermost block that `break`, `continue` and `return` cannot leave, because it is run
  // by somebody else: "parallel", "finally", "expect failure". Empty when there is none.
  std::string_view barrier;
  bool barrier_is_in_loop = false;                // the barrier stands inside a loop of the same body
  std::uint32_t parallel = 0;                     // how many `parallel` blocks are around
  std::optional<std::int64_t> limit_nanoseconds;  // of the shortest constant `within` around
  Span limit_span;
  // The statements were typed by a person, who is shown what they give (CheckOptions::interjection).
  bool is_interjected = false;
};

class Body {
public:
  // `enclosing` is the body in which a small function stands; it can see, and then captures, its names.
  explicit Body(Context& context, Body* enclosing = nullptr) : context_(context), enclosing_(enclosing) {}
  Body(const Body&) = delete;
  Body& operator=(const Body&) = delete;

  Context& context() const { return context_; }

  // A local name; null when there is none. A name of the enclosing body is captured.
  Local* find(std::string_view name);
  // The same without capturing, for looking ahead.
  const Local* peek(std::string_view name) const;

  // Declares a name in the innermost scope, in a new slot unless it has one. Says so when it hides
  // another.
  Local& declare(const ast::Name& name, Type type, Bound bound,
                 std::optional<std::uint32_t> slot = std::nullopt);

  std::uint32_t new_slot() { return slot_count_++; }
  std::uint32_t slot_count() const { return slot_count_; }
  const std::vector<program::Capture>& captures() const { return captures_; }

  // Names end with their scope; slots do not, so that branches of `parallel` never share one.
  void open_scope() { scopes_.push_back(locals_.size()); }
  void close_scope();

  std::vector<std::string_view> visible_names() const;

  // Where the name is bound further down in the blocks around; nowhere when it is not.
  Span bound_later(std::string_view name) const;
  // The statements of the blocks around that are not checked yet, the innermost last.
  std::vector<std::span<const ast::Statement>> ahead;

  Surroundings around;

  // Of the function or phrase whose body this is.
  std::optional<Type> function_result;

  // Settings are read before anything runs: only names that have their values by then may be used.
  bool is_before_run = false;

  // The statements of a file without `test`: its bindings are global, so that its functions see them.
  bool is_whole_file = false;
  bool is_at_top() const { return scopes_.size() <= 1; }

private:
  void report_earlier(const ast::Name& name) const;

  Context& context_;
  Body* enclosing_;
  std::uint32_t slot_count_ = 0;
  std::vector<Local> locals_;
  std::unordered_map<std::string_view, std::uint32_t> innermost_;
  std::vector<std::size_t> scopes_;
  std::vector<program::Capture> captures_;
};

// Opens a scope, and restores the surroundings when it closes.
class Scope {
public:
  explicit Scope(Body& body) : body_(body), outer_(body.around) { body.open_scope(); }
  Scope(const Scope&) = delete;
  Scope& operator=(const Scope&) = delete;
  ~Scope() {
    body_.close_scope();
    body_.around = outer_;
  }

private:
  Body& body_;
  Surroundings outer_;
};

}  // namespace vmt::checking
