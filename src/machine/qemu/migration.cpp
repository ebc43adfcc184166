#include "machine/qemu/migration.hpp"

#include "machine/qemu/qmp.hpp"
#include "machine/trouble.hpp"

namespace vmt::machine::qemu {
namespace {

using nlohmann::json;

// QEMU spares the network unless told otherwise; here nobody else uses the way.
constexpr std::uint64_t no_limit_bytes_per_second = std::uint64_t{1} << 40;

}  // namespace

void Migration::take(const std::string& status) {
  const std::lock_guard lock(mutex_);
  status_ = status;
  changed_.notify_all();
}

void Migration::end() {
  const std::lock_guard lock(mutex_);
  has_ended_ = true;
  changed_.notify_all();
}

std::string Migration::wait(const Patience& patience) {
  std::unique_lock lock(mutex_);
  const auto is_over = [&] { return has_ended_ || status_ == "completed" || status_ == "failed"; };
  switch (wait_until(lock, changed_, patience, is_over)) {
    case Waited::timed_out: throw Trouble(TroubleKind::timed_out, "a machine was not saved in time");
    case Waited::stopped: throw Trouble(TroubleKind::stopped, "saving a machine was stopped");
    case Waited::happened: break;
  }
  return status_ == "completed" || status_ == "failed" ? status_ : "";
}

json migration_capabilities(bool without_shared_memory) {
  return {
      {"capabilities", json::array({{{"capability", "events"}, {"state", true}},
                                    {{"capability", "x-ignore-shared"}, {"state", without_shared_memory}}})}};
}

void save_state(Monitor& monitor, Migration& migration, int descriptor, bool with_memory,
                const Patience& patience) {
  monitor.execute("migrate-set-capabilities", migration_capabilities(!with_memory), patience);
  monitor.execute("migrate-set-parameters", {{"max-bandwidth", no_limit_bytes_per_second}}, patience);
  monitor.give("state", descriptor, patience);
  monitor.execute("migrate", {{"uri", "fd:state"}}, patience);
  const auto status = migration.wait(patience);
  if (status == "completed") return;
  if (status.empty()) throw Trouble(TroubleKind::machine_lost, "QEMU ended while it was being saved");
  const auto report = monitor.execute("query-migrate", json::object(), patience);
  throw Trouble(
      TroubleKind::infrastructure,
      "QEMU can't save the machine: " + report.value("error-desc", std::string("it does not say why")));
}

}  // namespace vmt::machine::qemu
