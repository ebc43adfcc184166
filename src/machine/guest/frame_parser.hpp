// Takes the guest agent's byte stream apart (agent/protocol.hpp).
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "agent/protocol.hpp"

namespace vmt::machine::guest {

class FrameParser {
public:
  using OnFrame = std::function<void(const agent::Header&, std::string_view payload)>;

  // Calls `on_frame` with every frame that is whole, beginning with the first hello: what comes
  // before it is dropped. False when the bytes can't be frames; then nothing more is understood
  // until `restart`.
  bool feed(std::string_view bytes, const OnFrame& on_frame);

  // The port was closed in the guest, perhaps in the middle of a frame: look for a hello again.
  void restart();

  // What comes goes on where another parser stopped, between two frames: there is no hello first.
  void go_on() { has_seen_hello_ = true; }

private:
  std::size_t take_frames(std::string_view bytes, const OnFrame& on_frame);
  static std::size_t bytes_before_hello(std::string_view bytes);
  static bool has_whole_hello_magic(std::string_view bytes);

  std::string rest_;  // the beginning of a frame
  bool has_seen_hello_ = false;
  bool is_broken_ = false;
};

}  // namespace vmt::machine::guest
