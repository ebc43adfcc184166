#include "machine/guest/frame_parser.hpp"

namespace vmt::machine::guest {

bool FrameParser::feed(std::string_view bytes, const OnFrame& on_frame) {
  // Bulk data comes frame after frame: only what is left over at the end is copied.
  if (rest_.empty()) {
    const auto taken = take_frames(bytes, on_frame);
    rest_.assign(bytes.substr(taken));
  } else {
    rest_ += bytes;
    const auto taken = take_frames(rest_, on_frame);
    rest_.erase(0, taken);
  }
  return !is_broken_;
}

void FrameParser::restart() {
  has_seen_hello_ = false;
  is_broken_ = false;
  rest_.clear();
}

std::size_t FrameParser::take_frames(std::string_view bytes, const OnFrame& on_frame) {
  std::size_t taken = 0;
  while (!is_broken_) {
    if (!has_seen_hello_) {
      taken += bytes_before_hello(bytes.substr(taken));
      if (!has_whole_hello_magic(bytes.substr(taken))) break;
      has_seen_hello_ = true;
    }
    const auto rest = bytes.substr(taken);
    if (rest.size() < agent::header_bytes) break;
    const auto header = agent::read_header(rest);
    if (header.size > agent::largest_payload) {
      is_broken_ = true;
      break;
    }
    if (rest.size() - agent::header_bytes < header.size) break;
    taken += agent::header_bytes + header.size;
    on_frame(header, rest.substr(agent::header_bytes, header.size));
  }
  return taken;
}

// Without the magic, its beginning may still be on the way, with the header before it.
std::size_t FrameParser::bytes_before_hello(std::string_view bytes) {
  const auto magic = bytes.find(agent::hello_magic);
  if (magic != std::string_view::npos)
    return magic >= agent::header_bytes ? magic - agent::header_bytes : magic;
  const auto undecided = agent::header_bytes + agent::hello_magic.size() - 1;
  return bytes.size() - std::min(bytes.size(), undecided);
}

bool FrameParser::has_whole_hello_magic(std::string_view bytes) {
  return bytes.size() >= agent::header_bytes &&
         bytes.substr(agent::header_bytes).starts_with(agent::hello_magic);
}

}  // namespace vmt::machine::guest
