// The shapes that commands can have: the phrases of the catalogue and those of the script, alike.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "language/form.hpp"

namespace vmt::checking {

struct ShapePiece {
  std::string_view word;  // empty for a hole
  std::string_view hole;
  Role role = Role::any;
  Type type = Kind::any;   // what the hole takes; narrower than the role for a list or map of a script
  std::uint8_t group = 0;  // 0: always there

  bool is_hole() const { return word.empty(); }
};

struct Shape {
  // A row, or when null a phrase of the script: Program::functions.
  const Form* form = nullptr;
  std::uint32_t function = 0;

  // For methods and catalogue functions without the receiver and the name.
  std::vector<ShapePiece> pieces;
  std::uint8_t group_count = 0;
  bool is_method = false;
  Role receiver = Role::any;  // of a method
};

// `wait port PORT on MACHINE`, as messages show it.
std::string show(const Shape& shape);
std::string show(const ShapePiece& piece);

// The shapes by what a script writes first. They never move.
class PhraseBook {
public:
  void add(const Catalogue& catalogue);
  void add(Shape shape);  // a phrase of the script; begins with a word

  using Shapes = std::vector<const Shape*>;
  const Shapes& commands(std::string_view first_word) const { return at(commands_, first_word); }
  const Shapes& methods(std::string_view name) const { return at(methods_, name); }
  const Shapes& functions(std::string_view name) const { return at(functions_, name); }
  const Shapes& machine_settings(std::string_view first_word) const {
    return at(machine_settings_, first_word);
  }
  const Shapes& network_settings(std::string_view first_word) const {
    return at(network_settings_, first_word);
  }

  // For "did you mean".
  std::vector<std::string_view> command_words() const { return keys(commands_); }
  std::vector<std::string_view> method_names(Type receiver) const;
  std::vector<std::string_view> function_names() const { return keys(functions_); }
  std::vector<std::string_view> machine_setting_words() const { return keys(machine_settings_); }
  std::vector<std::string_view> network_setting_words() const { return keys(network_settings_); }

private:
  using Index = std::unordered_map<std::string_view, Shapes>;
  static const Shapes& at(const Index& index, std::string_view key);
  static std::vector<std::string_view> keys(const Index& index);
  void add_by_first_word(Index& index, const Form& form);

  std::deque<Shape> shapes_;
  Index commands_, methods_, functions_, machine_settings_, network_settings_;
};

}  // namespace vmt::checking
