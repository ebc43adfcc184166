// One row of the catalogue: everything anybody needs to know about a command.
//
// Checker, interpreter, completion, hover, reference manual and editor word lists all read these rows.
// The grammar knows shapes, the catalogue knows words: a new command touches one file.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "language/phrase.hpp"
#include "language/type.hpp"
#include "language/value.hpp"

namespace vmt {

class Call;  // what a row's function gets: operands, machines, deadline; see interpreter/call.hpp

// What a row gives back when that depends on what it is given: `[1, 2].first` is an int.
enum class Gives : std::uint8_t {
  fixed,             // `result`
  receiver,          // the type of the receiver
  receiver_element,  // what the receiver holds
  list_of_each,      // a list of what the small function returns
};

// What a row has to do with whether the machines that it names are on. The checker follows that, and reports a
// machine that is needed and is off.
enum class PowerUse : std::uint8_t {
  of_role,  // `needs` for a machine, `none` for machines and links
  none,
  needs,
  turns_on,  // without a machine: all of them
  turns_off,
};

struct Form {
  Phrase phrase;
  Type result = Kind::nothing;
  Gives gives = Gives::fixed;
  std::string_view doc;      // one sentence, then details; Markdown
  std::string_view example;  // a statement that parses and checks; a test makes sure
  Value (*run)(Call&);       // blocks; runs on its branch's thread
  // What a value of the role still cannot be, in words; empty: nothing is wrong with it. The checker asks
  // about the values that a script says literally.
  std::string (*objection)(const Value&) = nullptr;
  PowerUse power = PowerUse::of_role;
};

// All rows. Passed to whoever needs it, never global: the checker can be tested with two rows.
struct Catalogue {
  std::span<const Form> commands;          // statements and methods
  std::span<const Form> functions;         // `raw(x)`: phrase "raw {value:any}", called with parentheses
  std::span<const Form> machine_settings;  // inside `machine NAME { }`
  std::span<const Form> network_settings;  // inside `network NAME { }`
};

}  // namespace vmt
