// The shape of a command: words, holes, and optional groups, parsed from one text at compile time. A
// malformed phrase does not build.
//
//     "wait port {port:port} on {machine:machine}"
//     "{machine:machine}.succeed {command:command} [as {user:text}] [in {directory:guest_path}]"
//
// A hole is `{name:role}`. A group in brackets begins with a word, holds at most one hole, and may be
// left out; groups may be written in any order. A block alone may be a group: `[{body:block}]`. A phrase that begins with a hole and a `.word` is a
// method: `web.succeed "true"`, or with parentheses `web.succeed("true", as: "ada")`.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>

namespace vmt {

// What may fill a hole. A role is narrower than a type: every port is an int, and not every int a port.
enum class Role : std::uint8_t {
  any,
  boolean,
  integer,
  number,  // int or float
  text,
  texts,  // list of text
  duration,
  size,
  rate,
  percentage,
  list,  // of anything
  map,
  environment,  // map of text
  machine,
  machines,  // a machine or a list of machines
  network,
  link,  // a machine, a list of machines or a network
  host,
  job,
  result,
  failure,
  port,         // an int from 1 to 65535
  port_or_any,  // a port, or the word `any`
  command,      // text that a shell reads: interpolated values are quoted for their place in it
  pattern,      // text with a regular expression
  condition,    // a bool that is evaluated again and again
  block,        // the statements in braces that end the command
  host_path,    // text naming a file or folder of the host, relative to the script
  new_host_path,  // the same, for something that the command makes
  guest_path,   // text naming a file of the guest, absolute
  unit,         // text naming a systemd unit
  key,          // text naming a key or chord: "ctrl-alt-f2"
  each,         // a small function of one element of the receiver
  name,         // a bare word, kept as text: `image debian`
};

inline constexpr auto role_names = std::to_array<std::pair<std::string_view, Role>>({
    {"any", Role::any},
    {"bool", Role::boolean},
    {"int", Role::integer},
    {"number", Role::number},
    {"text", Role::text},
    {"texts", Role::texts},
    {"duration", Role::duration},
    {"size", Role::size},
    {"rate", Role::rate},
    {"percentage", Role::percentage},
    {"list", Role::list},
    {"map", Role::map},
    {"environment", Role::environment},
    {"machine", Role::machine},
    {"machines", Role::machines},
    {"network", Role::network},
    {"link", Role::link},
    {"host", Role::host},
    {"job", Role::job},
    {"result", Role::result},
    {"failure", Role::failure},
    {"port", Role::port},
    {"port_or_any", Role::port_or_any},
    {"command", Role::command},
    {"pattern", Role::pattern},
    {"condition", Role::condition},
    {"block", Role::block},
    {"host_path", Role::host_path},
    {"new_host_path", Role::new_host_path},
    {"guest_path", Role::guest_path},
    {"unit", Role::unit},
    {"key", Role::key},
    {"each", Role::each},
    {"name", Role::name},
});

consteval Role role_named(std::string_view name) {
  for (const auto& [spelling, role] : role_names)
    if (spelling == name) return role;
  throw "a phrase has a hole of an unknown role";
}

// One piece of a phrase: a word the user types, or a hole the user fills.
struct PhrasePiece {
  std::string_view word;  // empty for a hole
  std::string_view hole;  // its name
  Role role = Role::any;
  std::uint8_t group = 0;  // 0: always there; otherwise the number of its optional group

  constexpr bool is_hole() const { return word.empty(); }
};

class Phrase {
public:
  consteval Phrase(const char* text) : text_(text) {
    std::string_view rest = text_;
    std::uint8_t group = 0, groups = 0;
    while (!rest.empty()) {
      const auto end = rest.find(' ');
      auto token = rest.substr(0, end);
      rest = end == rest.npos ? std::string_view{} : rest.substr(end + 1);
      if (token.empty()) throw "two spaces in a phrase";
      if (token.front() == '[') {
        if (group) throw "a group inside a group";
        group = ++groups;
        token.remove_prefix(1);
      }
      const bool closes = token.back() == ']';
      if (closes) token.remove_suffix(1);
      if (closes && !group) throw "`]` without `[` in a phrase";
      add(token, group);
      if (closes) group = 0;
    }
    if (group) throw "an unclosed group in a phrase";
  }

  constexpr std::string_view text() const { return text_; }
  constexpr std::span<const PhrasePiece> pieces() const { return {pieces_.data(), count_}; }

  // A method's name without its dot; empty when the phrase is a command. The receiver is the first hole.
  constexpr std::string_view method() const { return method_; }
  constexpr bool is_method() const { return !method_.empty(); }

private:
  consteval void add(std::string_view token, std::uint8_t group) {
    if (count_ == pieces_.size()) throw "a phrase is too long";
    if (token.front() != '{') {
      pieces_[count_++] = {token, {}, Role::any, group};
      return;
    }
    const auto colon = token.find(':');
    const auto close = token.find('}');
    if (close == token.npos || colon > close) throw "a malformed hole in a phrase";
    pieces_[count_++] = {{}, token.substr(1, colon - 1), role_named(token.substr(colon + 1, close - colon - 1)), group};
    const auto behind = token.substr(close + 1);
    if (behind.empty()) return;
    if (behind.front() != '.' || behind.size() == 1 || count_ != 1) throw "only `.method` may follow a hole";
    method_ = behind.substr(1);
  }

  std::string_view text_;
  std::string_view method_;
  std::array<PhrasePiece, 24> pieces_{};
  std::size_t count_ = 0;
};

}  // namespace vmt
