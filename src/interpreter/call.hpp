// What the function of a catalogue row gets: its operands by the names of the phrase's holes, and the
// world in which it acts.
#pragma once

#include <boost/container/small_vector.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "check/program.hpp"
#include "interpreter/interpreter.hpp"
#include "machine/machine.hpp"

namespace vmt {

class Action;

class Call {
public:
  Call(Interpreter& interpreter, const program::CallForm& call, Span span);

  Interpreter& interpreter() { return interpreter_; }
  Span span() const { return span_; }
  Patience patience() const { return interpreter_.patience(); }

  // ---- Operands. Asking for a hole that the phrase does not have is a fault of vmt.
  bool has(std::string_view hole) const;
  bool may_have(std::string_view hole) const;  // the phrase has such a hole
  const Value& value(std::string_view hole) const;
  const std::string& text(std::string_view hole) const { return value(hole).text(); }
  std::string text_or(std::string_view hole, std::string otherwise) const;
  std::int64_t integer(std::string_view hole) const { return value(hole).as<std::int64_t>(); }
  std::uint16_t port(std::string_view hole);
  Span span_of(std::string_view hole) const;
  bool has_word(std::string_view word) const;  // of an optional group
  // A path of the host: relative ones start at the script's folder.
  std::string host_path(std::string_view hole) const;
  std::string script_folder() const;

  // ---- Machines. A command that comes before there are any is the test's failure.
  machine::Lab& lab();
  // Tells whoever watches the run how far the command is.
  void tell_progress(const std::string& progress);
  void belongs_to(Action& action) { action_ = &action; }
  bool has_lab() const { return interpreter_.world().lab != nullptr; }
  std::size_t machine_index(std::string_view hole) const;
  machine::Machine& machine(std::string_view hole);
  std::vector<std::size_t> machine_indices(std::string_view hole) const;  // one, or a list of them
  const std::string& machine_name(std::string_view hole) const;
  std::string shown_machine(std::string_view hole) const;  // "`web`"

  // ---- Holes that the row's function evaluates itself
  bool holds(std::string_view condition_hole);
  bool has_block() const { return call_.block.has_value(); }
  void run_block();
  Value apply(const Value& function, std::vector<Value> arguments);

  // ---- For settings: what is being declared
  machine::MachineConfig& machine_config();
  machine::NetworkConfig& network_config();

  // ---- Ends
  // A failure at the whole command; the row's function adds labels and notes and throws it.
  Failure failure(std::string message) const;
  // How a value reads in a message.
  std::string show(const Value& value) const;

private:
  std::size_t hole_index(std::string_view hole) const;

  Interpreter& interpreter_;
  const program::CallForm& call_;
  Span span_;
  Action* action_ = nullptr;
  boost::container::small_vector<Value, 4> values_;
};

}  // namespace vmt
