// The line at the bottom of a terminal that says what is happening now.
#pragma once

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <map>
#include <string>

#include "report/event.hpp"

namespace vmt::report {

class StatusLine {
public:
  StatusLine(std::FILE* out, bool color) : out_(out), color_(color) {}

  // Keeps track of what goes on.
  void follow(const Event& event);

  void erase();
  void draw();  // with times as of now

private:
  struct Doing {
    std::string text;
    std::string progress;
    std::chrono::steady_clock::time_point since;
  };

  std::string text(std::size_t width) const;

  std::FILE* out_;
  bool color_;
  bool is_drawn_ = false;
  std::map<std::uint64_t, Doing> actions_;
  std::map<std::string, Doing> machines_;  // that are on their way up or down
};

}  // namespace vmt::report
