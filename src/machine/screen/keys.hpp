// Keys of a PC's keyboard, as QEMU names them: for chords that a script presses and for text that it types.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace vmt::machine {

// A key that goes down or up; `name` is one of QEMU's QKeyCode.
struct KeyEvent {
  std::string name;
  bool is_down = true;
};

// "ctrl-alt-f2": down in this order, up in the other. People's names (enter, space, escape, super) are known
// beside QEMU's. Throws Trouble (refused) when a part is empty.
std::vector<KeyEvent> chord(std::string_view keys);

// What a typist with an American keyboard does for each character of the UTF-8 text. Beyond that keyboard the
// Linux console takes a character's number, in digits of the number pad while Alt is held.
std::vector<std::vector<KeyEvent>> typing(std::string_view text);

}  // namespace vmt::machine
