#include "machine/screen/picture.hpp"

#include <fmt/format.h>

#include <sstream>

namespace vmt::machine {
namespace {

// Letters of a text terminal are 16 dots high; tesseract was trained on about three times that.
constexpr std::size_t scale = 3;

}  // namespace

std::optional<std::string> picture_for_reading(std::string_view ppm) {
  // "P6\n720 400\n255\n" and three bytes for each dot.
  constexpr std::size_t longest_head = 64;
  std::istringstream head{std::string(ppm.substr(0, longest_head))};
  std::string magic;
  std::size_t width = 0, height = 0, most = 0;
  if (!(head >> magic >> width >> height >> most) || magic != "P6" || most != 255) return std::nullopt;
  const auto begin = static_cast<std::size_t>(head.tellg()) + 1;
  if (width == 0 || height == 0 || ppm.size() < begin + width * height * 3) return std::nullopt;

  std::string grey(width * height, '\0');
  std::size_t sum = 0;
  for (std::size_t dot = 0; dot < grey.size(); ++dot) {
    const auto part = [&](std::size_t i) -> unsigned {
      return static_cast<unsigned char>(ppm[begin + dot * 3 + i]);
    };
    const auto light = (part(0) * 3 + part(1) * 6 + part(2)) / 10;
    grey[dot] = static_cast<char>(light);
    sum += light;
  }
  const bool is_dark = sum / grey.size() < 128;
  auto picture = fmt::format("P5\n{} {}\n255\n", width * scale, height * scale);
  for (std::size_t y = 0; y < height * scale; ++y)
    for (std::size_t x = 0; x < width * scale; ++x) {
      const auto light = static_cast<unsigned char>(grey[y / scale * width + x / scale]);
      picture.push_back(static_cast<char>(is_dark ? 255 - light : light));
    }
  return picture;
}

}  // namespace vmt::machine
