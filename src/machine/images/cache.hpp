// The cache: folders with files that were expensive to make. An entry's name says all that it was made
// from, so an entry never changes; it comes into being by a rename when it is whole.
//
// Any number of processes and threads may use one cache. Who wants an entry that is not there holds its
// lock (flock(2), which ends with its holder) while building; the others wait and then find it.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "machine/deadline.hpp"
#include "machine/descriptor.hpp"
#include "machine/image.hpp"

namespace vmt::machine {

class Cache {
public:
  // Makes the folder. Throws Trouble (infrastructure).
  explicit Cache(std::filesystem::path folder);

  const std::filesystem::path& folder() const { return folder_; }

  // Fills the folder that it is given. What it throws leaves no entry behind.
  using Build = std::function<void(const std::filesystem::path& unfinished)>;

  // The folder of the entry `name` ("debian/0123abcd"), built when it isn't there or isn't whole.
  std::filesystem::path entry(const std::string& name, const Build& build, const Progress& progress,
                              const Patience& patience) const;

  // True when the entry is there with every file at its full size.
  bool has(const std::string& name) const;

  // A lock that keeps the entry from being removed or made anew while it lives; not open when it is just being
  // made. To be taken before the entry is looked at. Any number may hold it.
  Descriptor guard(const std::string& name) const;

  // Removes an entry that is not what it should be. False when somebody uses it or makes it.
  bool discard(const std::string& name) const;

private:
  std::filesystem::path folder_;
};

}  // namespace vmt::machine
