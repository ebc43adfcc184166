#include "machine/memory_file.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>

#include "machine/trouble.hpp"

namespace vmt::machine {

MemoryFile make_memory_file(const std::string& name, std::int64_t size_bytes) {
  auto file = std::make_shared<Descriptor>(::memfd_create(name.c_str(), MFD_CLOEXEC));
  if (!file->is_open() || ::ftruncate(file->get(), size_bytes) != 0)
    throw Trouble(TroubleKind::infrastructure,
                  fmt::format("there is no memory for `{}`: {}", name, system_words(errno)));
  return file;
}

Descriptor open_again(const Descriptor& file) {
  Descriptor again(::open(fmt::format("/proc/self/fd/{}", file.get()).c_str(), O_RDONLY | O_CLOEXEC));
  if (!again.is_open())
    throw Trouble(TroubleKind::infrastructure,
                  fmt::format("a saved machine can't be opened: {}", system_words(errno)));
  return again;
}

}  // namespace vmt::machine
