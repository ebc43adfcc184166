#include <fmt/format.h>

#include <algorithm>
#include <future>
#include <thread>

#include "machine/accelerator.hpp"
#include "machine/host.hpp"
#include "machine/run_folder.hpp"
#include "machine/saved_disks.hpp"
#include "machine/saved_lab.hpp"
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

std::shared_ptr<BootSlots> slots_of(const LabOptions& options) {
  if (options.shared_boot_slots) return options.shared_boot_slots;
  return std::make_shared<BootSlots>(
      options.boot_slots != 0 ? options.boot_slots : std::max(1u, std::thread::hardware_concurrency()),
      options.cache / "boot-slots");
}

class VirtualLab : public Lab {
public:
  VirtualLab(LabConfig config, const LabOptions& options, Observer& observer)
      : config_(std::move(config)),
        run_folder_(std::make_shared<RunFolder>()),
        images_(options.cache, options.agent),
        slots_(slots_of(options)),
        networks_(io_, config_, options.seed,
                  [&observer](const network::Change& change) { observer.network(change); }),
        surroundings_{config_,
                      observer,
                      io_,
                      images_,
                      *slots_,
                      tsc_,
                      networks_,
                      networks_.switches(),
                      find_qemu(options.qemu),
                      run_folder_->path(),
                      [this, asked = options.accelerator, cache = options.cache] {
                        return accelerator(asked, cache);
                      }} {
    if (!options.capture.empty()) networks_.capture_all(options.capture);
    for (std::size_t i = 0; i < config_.machines.size(); ++i)
      machines_.push_back(std::make_unique<VirtualMachine>(surroundings_, i));
  }

  ~VirtualLab() override {
    // A copy began without a word, and ends without one.
    if (original_)
      for (const auto& machine : machines_) machine->end_quietly();
  }

  const LabConfig& config() const override { return config_; }
  Machine& machine(std::size_t index) override { return *machines_.at(index); }
  std::size_t machine_count() const override { return machines_.size(); }

  network::Networks& networks() override { return networks_; }

  void start(const std::vector<std::size_t>& machines, const Patience& patience) override;
  std::optional<std::string> why_not_saved() const override;
  std::shared_ptr<const SavedLab> save(const Patience& patience) override;
  std::shared_ptr<Job> job(const std::shared_ptr<Job>& job) override;
  void begin_copy(const std::shared_ptr<const SavedLab>& saved, const Patience& patience);
  void stand_still(const Patience& patience);
  void go_on(const Patience& patience) override;

  CommandResult run_on_host(const CommandRequest& request, const Patience& patience) override {
    return vmt::machine::run_on_host(io_, request, patience);
  }

private:
  std::string accelerator(const std::string& asked, const std::filesystem::path& cache);
  bool boots_with_kvm();

  const LabConfig config_;
  const TscClock tsc_;
  const std::shared_ptr<const RunFolder> run_folder_;
  std::shared_ptr<const SavedLab> original_;  // of a copy
  ImageStore images_;
  const std::shared_ptr<BootSlots> slots_;
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

std::optional<std::string> VirtualLab::why_not_saved() const {
  for (const auto& machine : machines_)
    if (auto why = machine->why_not_copied(); !why.empty()) return why;
  return std::nullopt;
}

std::shared_ptr<const SavedLab> VirtualLab::save(const Patience& patience) {
  auto saved = std::make_shared<SavedLabState>();
  saved->config = config_;
  saved->disks = run_folder_->path();
  saved->folder = run_folder_;
  saved->parent = original_;
  const auto end_all = [this] {
    for (const auto& machine : machines_) machine->end_quietly();
  };
  try {
    for (const auto& machine : machines_) machine->rest(patience);
    // One after the other is near enough: it takes a fraction of a millisecond, and a network may lose
    // what was on its way.
    for (const auto& machine : machines_) machine->pause(patience);
    for (const auto& machine : machines_) saved->machines.push_back(machine->save(patience));
    saved->networks = networks_.save();
    end_all();
    make_overlays(run_folder_->path(), patience);
  } catch (const Trouble&) {
    end_all();
    throw;
  }
  return saved;
}

void VirtualLab::begin_copy(const std::shared_ptr<const SavedLab>& saved, const Patience& patience) {
  original_ = saved;
  const auto& state = static_cast<const SavedLabState&>(*saved);
  networks_.restore(*state.networks);
  copy_overlays(state.disks, run_folder_->path());
  for (std::size_t i = 0; i < machines_.size(); ++i) machines_[i]->begin_copy(state.machines[i]);
  for (std::size_t i = 0; i < machines_.size(); ++i)
    if (state.machines[i].guest) machines_[i]->await_copy(patience);
}

void VirtualLab::stand_still(const Patience& patience) {
  for (const auto& machine : machines_) machine->warm_up(patience);
  for (const auto& machine : machines_) machine->pause(patience);
}

void VirtualLab::go_on(const Patience& patience) {
  for (const auto& machine : machines_) machine->go_on(patience);
  for (const auto& machine : machines_) machine->set_clock(patience);
}

std::shared_ptr<Job> VirtualLab::job(const std::shared_ptr<Job>& job) {
  for (const auto& machine : machines_)
    if (auto copy = machine->copy_of(job)) return copy;
  return job;
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
      [&] { return std::make_unique<qemu::Run>(io_, qemu::Programs{.qemu = surroundings_.qemu}, options, std::move(events)); });
  auto answer = answered->get_future();
  return answer.wait_for(trial_takes_at_most) == std::future_status::ready && answer.get();
}

}  // namespace

std::unique_ptr<Lab> make_lab(LabConfig config, LabOptions options, Observer& observer) {
  return std::make_unique<VirtualLab>(std::move(config), options, observer);
}

std::unique_ptr<Lab> copy_lab(const std::shared_ptr<const SavedLab>& saved, LabOptions options,
                              Observer& observer, const Patience& patience) {
  auto lab = std::make_unique<VirtualLab>(saved->lab_config(), options, observer);
  lab->begin_copy(saved, patience);
  return lab;
}

std::unique_ptr<Lab> copy_lab_ahead(const std::shared_ptr<const SavedLab>& saved, LabOptions options,
                                    Observer& observer, const Patience& patience) {
  auto lab = std::make_unique<VirtualLab>(saved->lab_config(), options, observer);
  lab->begin_copy(saved, patience);
  lab->stand_still(patience);
  return lab;
}

}  // namespace vmt::machine
