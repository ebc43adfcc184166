// The types of values.
//
// Every type is a chain: `list of map of int` is list, map, int. So a type is a small array that can
// be compared, copied and made at compile time.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace vmt {

enum class Kind : std::uint8_t {
  nothing,
  boolean,
  integer,
  decimal,
  text,
  duration,
  size,
  rate,
  percentage,
  range,
  regex,
  machine,
  network,
  host,
  job,
  result,
  failure,
  list,
  map,
  function,  // a small function `x => ...`, a named function; what it returns follows in the chain
  any,       // the catalogue's word for "every type"; also the type of JSON values
  unknown,   // already reported; fits everything, so that one mistake makes one message
};

// A chain longer than this is no type a test script needs.
inline constexpr std::size_t longest_type = 6;

class Type {
public:
  constexpr Type(Kind kind = Kind::nothing) { chain_[0] = kind; }

  static constexpr Type list_of(Type element) { return wrap(Kind::list, element); }
  static constexpr Type map_of(Type element) { return wrap(Kind::map, element); }
  static constexpr Type function_to(Type result) { return wrap(Kind::function, result); }

  constexpr Kind kind() const { return chain_[0]; }
  constexpr bool is(Kind kind) const { return chain_[0] == kind; }

  // What a list or map holds, or what a function returns. `unknown` for a chain cut off.
  constexpr Type element() const {
    Type inner{Kind::unknown};
    if (!holds(chain_[0])) return inner;
    for (std::size_t i = 1; i < longest_type; ++i) inner.chain_[i - 1] = chain_[i];
    inner.chain_[longest_type - 1] = holds(chain_[longest_type - 1]) ? Kind::unknown : Kind::nothing;
    return inner;
  }

  friend constexpr bool operator==(const Type&, const Type&) = default;

private:
  static constexpr bool holds(Kind kind) {
    return kind == Kind::list || kind == Kind::map || kind == Kind::function;
  }

  static constexpr Type wrap(Kind outer, Type inner) {
    Type type{outer};
    for (std::size_t i = 1; i < longest_type; ++i) type.chain_[i] = inner.chain_[i - 1];
    return type;
  }

  std::array<Kind, longest_type> chain_{};
};

// May a value of type `from` stand where `to` is wanted? There is no conversion; but `any` and
// `unknown` fit, element by element, and so does an empty list (`list of unknown`).
bool fits(Type from, Type to);

// "list of text", as messages and the manual write it.
std::string show(Type type);

// The kind that a script calls by this word (`int`, `text` ...); nothing when none is.
std::optional<Kind> kind_named(std::string_view word);

}  // namespace vmt
