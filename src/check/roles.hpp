// What may fill a hole of a phrase: in types for the checker, in words for its messages.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "ast/ast.hpp"
#include "language/phrase.hpp"
#include "language/type.hpp"

namespace vmt::checking {

// The type of the value that the command gets from such a hole. For roles that take more than one type
// (`number`, `machines`, `link`) it is `any`; ask `accepts`.
Type type_of(Role role);

bool accepts(Role role, Type type);

// "a port, an int from 1 to 65535": completes "expected ...".
std::string_view wanted(Role role);
// "a port".
std::string_view noun(Role role);

// "a duration", "an int", "a list of text": completes "found ..." and "expected ...".
std::string with_article(Type type);

// Does the hole take a declared name rather than a value that was computed? Such names get messages of
// their own: "no machine is called `wbe`".
bool takes_machine(Role role);
bool takes_network(Role role);

// What a parameter of a function or phrase asks for. The written type is a type, or the name of a role
// that is narrower than one (`port`, `command`), so that a phrase of one's own is checked like those
// that are built in.
struct Wanted {
  Type type;
  Role role = Role::any;
};

// The type that the words say; nothing when they say none.
std::optional<Wanted> wanted_by(const ast::TypeName& name);

}  // namespace vmt::checking
