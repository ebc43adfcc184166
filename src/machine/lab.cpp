#include <fmt/format.h>

#include <algorithm>
#include <future>
#include <thread>

#include "machine/accelerator.hpp"
#include "machine/host.hpp"
#include "machine/run_folder.hpp"
#include "machine/virtual_machine.hpp"

namespace vmt::machine {
namespace {

// A guest that KVM really runs is up in a second or two; one that hangs never gets there.
constexpr std::chrono::seconds trial_takes_at_most{15};

std::filesystem::path find_qemu(const std::string& name) {
  if (const auto found = find_program(name)) return *found;
  throw Trouble(TroubleKind::infrastructure, fmt::format("there is no `{}` on this machine", name))
      .with_help("install it: `sudo apt-get install qemu-system-x86`");
}

std::size_t slot_count(std::size_t asked) {
  return asked != 0 ? asked : std::max(1u, std::thread::hardware_concurrency());
}

class VirtualLab : public Lab {
public:
  VirtualLab(LabConfig config, const LabOptions& options, Observer& observer)
      : config_(std::move(config)),
        images_(options.cache, options.agent),
        slots_(slot_count(options.boot_slots)),
        networks_(io_, config_, options.seed,
                  [&observer](const network::Change& change) { observer.network(change); }),
        surroundings_{config_,
                      observer,
                      io_,
                      images_,
                      slots_,
                      tsc_,
                      networks_,
                      networks_.switches(),
                      find_qemu(options.qemu),
                      run_folder_.path(),
                      [this, asked = options.accelerator, cache = options.cache] {
                        return accelerator(asked, cache);
                      }} {
    if (!options.capture.empty()) networks_.capture_all(options.capture);
    for (std::size_t i = 0; i < config_.machines.size(); ++i)
      machines_.push_back(std::make_unique<VirtualMachine>(surroundings_, i));
  }

  const LabConfig& config() const override { return config_; }
  Machine& machine(std::size_t index) override { return *machines_.at(index); }
  std::size_t machine_count() const override { return machines_.size(); }

  network::Networks& networks() override { return networks_; }

  void start(const std::vector<std::size_t>& machines, const Patience& patience) override;
  CommandResult run_on_host(const CommandRequest& request, const Patience& patience) override {
    return vmt::machine::run_on_host(io_, request, patience);
  }

private:
  std::string accelerator(const std::string& asked, const std::filesystem::path& cache);
  bool boots_with_kvm();

  const LabConfig config_;
  const TscClock tsc_;
  RunFolder run_folder_;
  ImageStore images_;
  BootSlots slots_;
  IoThread io_;
  network::Networks networks_;
  std::mutex accelerator_mutex_;
  std::string accelerator_;
  Surroundings surroundings_;
  std::vector<std::unique_ptr<VirtualMachine>> machines_;
};

void VirtualLab::start(const std::vector<std::size_t>& machines, const Patience& patience) {
  std::stop_source others;
  const std::stop_callback pass_on(patience.stop, [&] { others.request_stop(); });
  std::mutex mutex;
  std::exception_ptr first;
  {
    std::vector<std::jthread> starters;
    for (const auto index : machines)
      starters.emplace_back([&, index] {
        try {
          machine(index).start(Patience{patience.deadline, others.get_token()});
        } catch (...) {
          const std::lock_guard lock(mutex);
          if (!first) first = std::current_exception();
          others.request_stop();
        }
      });
  }
  if (first) std::rethrow_exception(first);
}

std::string VirtualLab::accelerator(const std::string& asked, const std::filesystem::path& cache) {
  const std::lock_guard lock(accelerator_mutex_);
  if (accelerator_.empty())
    accelerator_ = choose_accelerator(accelerator_facts(asked, cache), [this] { return boots_with_kvm(); });
  return accelerator_;
}

// The trial is a whole boot of the smallest image there is: on some hosts KVM starts a guest that then
// never gets past its first page.
bool VirtualLab::boots_with_kvm() {
  qemu::Options options;
  options.name = "trial";
  options.accelerator = "kvm";
  const auto files = images_.prepare(
      TinyImage{}, [](const std::string&) {}, Patience{});
  options.kernel = files.kernel;
  options.initramfs = files.initramfs;
  options.kernel_arguments = files.kernel_arguments;
  options.memory_mib = files.default_memory_mib;
  const auto answered = std::make_shared<std::promise<bool>>();
  const auto once = std::make_shared<std::once_flag>();
  const auto tell = [answered, once](bool is_success) {
    std::call_once(*once, [&] { answered->set_value(is_success); });
  };
  qemu::Run::Events events;
  events.hello = [tell](const guest::Hello&) { tell(true); };
  events.garbled = [tell](const std::string&) { tell(false); };
  events.console = [](std::string_view) {};
  events.ended = [tell](const qemu::Ending&) { tell(false); };
  const auto run = io_.call(
      [&] { return std::make_unique<qemu::Run>(io_, surroundings_.qemu, options, std::move(events)); });
  auto answer = answered->get_future();
  return answer.wait_for(trial_takes_at_most) == std::future_status::ready && answer.get();
}

}  // namespace

std::unique_ptr<Lab> make_lab(LabConfig config, LabOptions options, Observer& observer) {
  return std::make_unique<VirtualLab>(std::move(config), options, observer);
}

}  // namespace vmt::machine
