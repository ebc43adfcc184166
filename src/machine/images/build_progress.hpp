// What mmdebstrap writes while it works, told to people: how far it has come, and what went wrong.
#pragma once

#include <set>
#include <string>

#include "machine/image.hpp"
#include "machine/trouble.hpp"

namespace vmt::machine {

class BuildProgress {
public:
  explicit BuildProgress(const Progress& progress) : progress_(progress) {}

  // One line of the tool. Tells "downloading apache2: 12 of 120 packages", "setting up ...".
  void see(const std::string& line);

private:
  const Progress& progress_;
  std::size_t package_count_ = 0;  // announced so far
  std::size_t downloaded_count_ = 0;
  std::set<std::string> set_up_;  // a package can be set up twice, around its triggers
};

// Why the image can't be made, as far as the log tells: a package that does not exist, with one of a
// similar name where apt knows one; no connection; no room. The last lines come along.
Trouble explain_failure(const DebianImage& image, const std::string& log, const Patience& patience);

}  // namespace vmt::machine
