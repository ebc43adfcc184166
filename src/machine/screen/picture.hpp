// A picture of a screen, made ready for reading: OCR wants dark letters of some size on a light ground.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace vmt::machine {

// From a PPM (P6), as QEMU writes it, to a PGM (P5) of three times the size, in grey, inverted when most of
// it is dark. Nothing when the bytes are no such picture.
std::optional<std::string> picture_for_reading(std::string_view ppm);

}  // namespace vmt::machine
