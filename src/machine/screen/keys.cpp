#include "machine/screen/keys.hpp"

#include <fmt/format.h>

#include <array>
#include <optional>
#include <utility>

#include "machine/trouble.hpp"

namespace vmt::machine {
namespace {

using Names = std::pair<std::string_view, std::string_view>;

// What people call a key, and QEMU.
constexpr auto other_names = std::to_array<Names>({{"enter", "ret"},
                                                   {"return", "ret"},
                                                   {"space", "spc"},
                                                   {"escape", "esc"},
                                                   {"super", "meta_l"},
                                                   {"win", "meta_l"},
                                                   {"meta", "meta_l"},
                                                   {"del", "delete"},
                                                   {"ins", "insert"},
                                                   {"page_up", "pgup"},
                                                   {"page_down", "pgdn"},
                                                   {"altgr", "alt_r"}});

// The keys of an American keyboard that are no letters: QEMU's name, what it types, and with Shift.
struct Key {
  std::string_view name;
  char plain, shifted;
};
constexpr auto keys = std::to_array<Key>({{"1", '1', '!'},
                                          {"2", '2', '@'},
                                          {"3", '3', '#'},
                                          {"4", '4', '$'},
                                          {"5", '5', '%'},
                                          {"6", '6', '^'},
                                          {"7", '7', '&'},
                                          {"8", '8', '*'},
                                          {"9", '9', '('},
                                          {"0", '0', ')'},
                                          {"minus", '-', '_'},
                                          {"equal", '=', '+'},
                                          {"bracket_left", '[', '{'},
                                          {"bracket_right", ']', '}'},
                                          {"semicolon", ';', ':'},
                                          {"apostrophe", '\'', '"'},
                                          {"grave_accent", '`', '~'},
                                          {"backslash", '\\', '|'},
                                          {"comma", ',', '<'},
                                          {"dot", '.', '>'},
                                          {"slash", '/', '?'},
                                          {"spc", ' ', ' '},
                                          {"ret", '\n', '\n'},
                                          {"tab", '\t', '\t'}});

std::string qemu_name(std::string_view name) {
  for (const auto& [theirs, ours] : other_names)
    if (theirs == name) return std::string(ours);
  return std::string(name);
}

std::vector<KeyEvent> pressed_together(const std::vector<std::string>& names) {
  std::vector<KeyEvent> events;
  for (const auto& name : names) events.push_back({name, true});
  for (auto name = names.rbegin(); name != names.rend(); ++name) events.push_back({*name, false});
  return events;
}

std::optional<std::vector<std::string>> keys_of(char32_t character) {
  if (character >= 'a' && character <= 'z') return {{std::string(1, static_cast<char>(character))}};
  if (character >= 'A' && character <= 'Z')
    return {{"shift", std::string(1, static_cast<char>(character - 'A' + 'a'))}};
  for (const auto& key : keys) {
    if (character == static_cast<unsigned char>(key.plain)) return {{std::string(key.name)}};
    if (character == static_cast<unsigned char>(key.shifted)) return {{"shift", std::string(key.name)}};
  }
  return std::nullopt;
}

std::vector<KeyEvent> by_number(char32_t character) {
  std::vector<KeyEvent> events = {{"alt", true}};
  for (const char digit : std::to_string(static_cast<std::uint32_t>(character))) {
    const auto name = fmt::format("kp_{}", digit);
    events.push_back({name, true});
    events.push_back({name, false});
  }
  events.push_back({"alt", false});
  return events;
}

// The checker has refused texts that are not UTF-8.
char32_t take_character(std::string_view& rest) {
  const auto byte = static_cast<unsigned char>(rest.front());
  const std::size_t length = byte < 0x80 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
  char32_t character = length == 1 ? byte : byte & (0xffU >> (length + 1));
  for (std::size_t i = 1; i < length && i < rest.size(); ++i)
    character = character << 6 | (static_cast<unsigned char>(rest[i]) & 0x3fU);
  rest.remove_prefix(std::min(length, rest.size()));
  return character;
}

}  // namespace

std::vector<KeyEvent> chord(std::string_view keys_text) {
  std::vector<std::string> names;
  while (true) {
    const auto end = keys_text.find('-');
    const auto name = keys_text.substr(0, end);
    if (name.empty())
      throw Trouble(TroubleKind::refused, "a key has no name")
          .with_help("names are joined by `-`, as in `ctrl-alt-f2`; the key `-` is `minus`");
    names.push_back(qemu_name(name));
    if (end == keys_text.npos) return pressed_together(names);
    keys_text.remove_prefix(end + 1);
  }
}

std::vector<std::vector<KeyEvent>> typing(std::string_view text) {
  std::vector<std::vector<KeyEvent>> typed;
  while (!text.empty()) {
    const auto character = take_character(text);
    const auto names = keys_of(character);
    typed.push_back(names ? pressed_together(*names) : by_number(character));
  }
  return typed;
}

}  // namespace vmt::machine
