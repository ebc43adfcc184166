#include "check/roles.hpp"

#include <algorithm>
#include <span>
#include <string>

namespace vmt::checking {

namespace {

// The role that asks for nothing more than the type; `any` when there is none.
Role role_of(Type type) {
  switch (type.kind()) {
    case Kind::boolean: return Role::boolean;
    case Kind::integer: return Role::integer;
    case Kind::text: return Role::text;
    case Kind::duration: return Role::duration;
    case Kind::size: return Role::size;
    case Kind::rate: return Role::rate;
    case Kind::percentage: return Role::percentage;
    case Kind::machine: return Role::machine;
    case Kind::network: return Role::network;
    case Kind::host: return Role::host;
    case Kind::job: return Role::job;
    default: return Role::any;
  }
}

// Roles that a script may ask for by name. The others are types already, or only rows can have them.
bool is_role_for_scripts(Role role) {
  switch (role) {
    case Role::port:
    case Role::command:
    case Role::pattern:
    case Role::host_path:
    case Role::guest_path:
    case Role::unit:
    case Role::key: return true;
    default: return false;
  }
}

std::optional<Type> type_said(std::span<const ast::Name> words) {
  if (words.empty()) return std::nullopt;
  const auto kind = kind_named(words.front().text);
  if (!kind) return std::nullopt;
  if (*kind != Kind::list && *kind != Kind::map) {
    return words.size() == 1 ? std::optional<Type>(*kind) : std::nullopt;
  }
  Type element = Kind::any;
  if (words.size() > 1) {
    const std::size_t behind_of = words[1].text == "of" ? 2 : 1;
    const auto said = type_said(words.subspan(behind_of));
    if (!said) return std::nullopt;
    element = *said;
  }
  return *kind == Kind::list ? Type::list_of(element) : Type::map_of(element);
}

}  // namespace

Type type_of(Role role) {
  switch (role) {
    case Role::boolean:
    case Role::condition: return Kind::boolean;
    case Role::integer:
    case Role::port:
    case Role::port_or_any: return Kind::integer;
    case Role::text:
    case Role::command:
    case Role::pattern:
    case Role::host_path:
    case Role::new_host_path:
    case Role::guest_path:
    case Role::unit:
    case Role::key:
    case Role::name: return Kind::text;
    case Role::texts: return Type::list_of(Kind::text);
    case Role::duration: return Kind::duration;
    case Role::size: return Kind::size;
    case Role::rate: return Kind::rate;
    case Role::percentage: return Kind::percentage;
    case Role::list: return Type::list_of(Kind::any);
    case Role::map: return Type::map_of(Kind::any);
    case Role::environment: return Type::map_of(Kind::text);
    case Role::machine: return Kind::machine;
    case Role::network: return Kind::network;
    case Role::host: return Kind::host;
    case Role::job: return Kind::job;
    case Role::result: return Kind::result;
    case Role::failure: return Kind::failure;
    case Role::each: return Type::function_to(Kind::any);
    case Role::any:
    case Role::number:
    case Role::machines:
    case Role::link:
    case Role::block: return Kind::any;
  }
  return Kind::any;
}

bool accepts(Role role, Type type) {
  switch (role) {
    case Role::any: return !type.is(Kind::nothing);
    case Role::number: return fits(type, Kind::integer) || fits(type, Kind::decimal);
    case Role::machines: return fits(type, Kind::machine) || fits(type, Type::list_of(Kind::machine));
    case Role::link: return accepts(Role::machines, type) || fits(type, Kind::network);
    default: return fits(type, type_of(role));
  }
}

std::string_view wanted(Role role) {
  switch (role) {
    case Role::any: return "a value";
    case Role::boolean: return "a bool, `true` or `false`";
    case Role::integer: return "an int such as `3`";
    case Role::number: return "a number";
    case Role::text: return "a text such as `\"...\"`";
    case Role::texts: return "a list of text such as `[\"...\"]`";
    case Role::duration: return "a duration such as `30s` or `2m`";
    case Role::size: return "a size such as `512MiB`";
    case Role::rate: return "a rate such as `10mbit`";
    case Role::percentage: return "a percentage such as `5%`";
    case Role::list: return "a list";
    case Role::map: return "a map such as `{key: value}`";
    case Role::environment: return "a map of text such as `{LANG: \"C\"}`";
    case Role::machine: return "a machine";
    case Role::machines: return "a machine or a list of machines";
    case Role::network: return "a network";
    case Role::link: return "a machine, a list of machines or a network";
    case Role::host: return "`host`";
    case Role::job: return "a job, as `spawn` gives one";
    case Role::result: return "a result, as `execute` gives one";
    case Role::failure: return "a failure, as `expect failure` gives one";
    case Role::port: return "a port, an int from 1 to 65535";
    case Role::port_or_any: return "a port, an int from 1 to 65535, or the word `any`";
    case Role::command: return "a shell command, a text such as `\"ls /etc\"`";
    case Role::pattern: return "a regular expression, a text such as `\"^ok\"`";
    case Role::condition: return "a condition, something that is true or false";
    case Role::block: return "a block `{ ... }`";
    case Role::host_path: return "the path of a file of the host, a text";
    case Role::new_host_path: return "the path of a file of the host, a text";
    case Role::guest_path: return "the path of a file of the guest, a text such as `\"/etc/hosts\"`";
    case Role::unit: return "the name of a unit, a text such as `\"nginx.service\"`";
    case Role::key: return "a key or chord, a text such as `\"ctrl-alt-f2\"`";
    case Role::each: return "a small function such as `x => x + 1`";
    case Role::name: return "a word";
  }
  return "a value";
}

std::string_view noun(Role role) {
  const std::string_view words = wanted(role);
  return words.substr(0, std::min(words.find(','), words.find(" such as")));
}

std::string with_article(Type type) {
  const std::string shown = show(type);
  if (type.is(Kind::any) || type.is(Kind::unknown)) return "a value";
  if (type.is(Kind::nothing)) return "no value";
  return (type.is(Kind::integer) ? "an " : "a ") + shown;
}

bool takes_machine(Role role) {
  return role == Role::machine || role == Role::machines || role == Role::link;
}

bool takes_network(Role role) {
  return role == Role::network || role == Role::link;
}

std::optional<Wanted> wanted_by(const ast::TypeName& name) {
  if (name.words.size() == 1) {
    for (const auto& [spelling, role] : role_names)
      if (spelling == name.words.front().text && is_role_for_scripts(role))
        return Wanted{type_of(role), role};
  }
  const auto type = type_said(name.words);
  if (!type) return std::nullopt;
  return Wanted{*type, role_of(*type)};
}

}  // namespace vmt::checking
