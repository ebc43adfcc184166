// Text for a terminal, line by line, with the gutter that all pictures of a script share. Colour is
// added around text and never changes it: without the SGR codes the output is the plain one.
#pragma once

#include "diagnostic/render.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace vmt {

enum class Ink : std::uint8_t { strong, error, warning, place, help, added };

class Painter {
 public:
  Painter(const RenderStyle& style, std::uint32_t gutter_width);

  const RenderStyle& style() const { return style_; }
  std::uint32_t gutter_width() const { return gutter_width_; }
  // Cells that are left for the text of a line behind the gutter.
  std::uint32_t line_width() const;

  void add(std::string_view text) { text_ += text; }
  void paint(Ink ink, std::string_view text);
  void end_line();  // drops blanks at the end of the line

  // What stands left of the scripts' lines. Those that are a line of their own end it.
  void gutter_place(bool is_first, std::string_view place);  //  --> web.vmt:3:1
  void gutter_bar();                                         //   |
  void gutter_gap();                                         //   :
  void gutter_number(std::uint32_t line);                    // 3 | ...
  void gutter_blank();                                       //   | ...
  void gutter_equals();                                      //   = ...

  std::string_view bar() const { return style_.unicode ? "│" : "|"; }
  std::string_view ellipsis() const { return style_.unicode ? "…" : "..."; }
  std::uint32_t ellipsis_width() const { return style_.unicode ? 1 : 3; }

  std::string take() { return std::move(text_); }

 private:
  RenderStyle style_;
  std::uint32_t gutter_width_;
  std::string text_;
};

}  // namespace vmt
