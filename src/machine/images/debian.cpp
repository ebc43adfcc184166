#include "machine/images/debian.hpp"

#include "machine/trouble.hpp"
namespace vmt::machine {
BootFiles prepare_debian(const Cache&, const DebianImage&, const std::filesystem::path&, const Progress&,
                         const Patience&) {
  throw Trouble(TroubleKind::infrastructure, "debian images come in the next commit");
}
}  // namespace vmt::machine
