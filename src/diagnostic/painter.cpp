#include "diagnostic/painter.hpp"

#include <fmt/format.h>

namespace vmt {
namespace {

// Parameters of SGR (ECMA-48, 8.3.117). Only the eight colours that every terminal has.
std::string_view codes_of(Ink ink) {
  switch (ink) {
    case Ink::strong:
      return "1";
    case Ink::error:
      return "1;31";
    case Ink::warning:
      return "1;33";
    case Ink::place:
      return "1;34";
    case Ink::help:
      return "1;36";
    case Ink::added:
      return "32";
  }
  return "0";
}

}  // namespace

Painter::Painter(const RenderStyle& style, std::uint32_t gutter_width)
    : style_(style), gutter_width_(gutter_width) {}

std::uint32_t Painter::line_width() const {
  // Narrower than this, nothing could be recognised any more.
  constexpr std::uint32_t narrowest = 20;
  const auto gutter = gutter_width_ + 3;
  return style_.width > gutter + narrowest ? style_.width - gutter : narrowest;
}

void Painter::paint(Ink ink, std::string_view text) {
  // Blanks at the end stay outside, so that end_line() finds them in both kinds of output.
  const auto last = text.find_last_not_of(' ');
  const auto visible = last == text.npos ? std::string_view{} : text.substr(0, last + 1);
  if (style_.color && !visible.empty())
    text_ += fmt::format("\x1b[{}m{}\x1b[0m", codes_of(ink), visible);
  else
    text_ += visible;
  text_ += text.substr(visible.size());
}

void Painter::end_line() {
  while (!text_.empty() && text_.back() == ' ') text_.pop_back();
  text_ += '\n';
}

void Painter::gutter_place(bool is_first, std::string_view place) {
  text_.append(gutter_width_, ' ');
  paint(Ink::place, is_first ? (style_.unicode ? "──▶" : "-->") : (style_.unicode ? "┄┄▶" : ":::"));
  add(" ");
  add(place);
  end_line();
}

void Painter::gutter_bar() {
  gutter_blank();
  end_line();
}

void Painter::gutter_gap() {
  text_.append(gutter_width_ + 1, ' ');
  paint(Ink::place, style_.unicode ? "┆" : ":");
  end_line();
}

void Painter::gutter_number(std::uint32_t line) {
  paint(Ink::place, fmt::format("{:>{}} {}", line, gutter_width_, bar()));
  add(" ");
}

void Painter::gutter_blank() {
  text_.append(gutter_width_ + 1, ' ');
  paint(Ink::place, bar());
  add(" ");
}

void Painter::gutter_equals() {
  text_.append(gutter_width_ + 1, ' ');
  paint(Ink::place, "=");
  add(" ");
}

}  // namespace vmt
