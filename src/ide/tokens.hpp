// An unfinished line as pieces: enough to know what a person is about to write. Unlike the parser it has no
// idea of what is wrong.
#pragma once

#include <string_view>
#include <vector>

namespace vmt::ide {

struct Line {
  // The pieces of the last command or expression on the line, texts and brackets whole: `wait`, `port`, `80`.
  std::vector<std::string_view> tokens;
  bool begins_statement = true;  // nothing stands before them that only takes a value: `let x =`
  bool is_in_text = false;       // the line ends inside a text or a comment
};

Line read_line(std::string_view text);

}  // namespace vmt::ide
