#include "tools/by_hand/owner.hpp"

#include <fmt/format.h>

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "tools/by_hand/control.hpp"

namespace vmt::tools {
namespace {

using machine::Descriptor;
using nlohmann::json;

// A machine that was never started is started for the one who wants a shell in it.
constexpr std::chrono::minutes start_takes_at_most{5};

std::string_view word_of(report::MachineStage stage) {
  switch (stage) {
    case report::MachineStage::preparing_image: return "preparing its image";
    case report::MachineStage::waiting_for_slot: return "waiting to boot";
    case report::MachineStage::booting: return "booting";
    case report::MachineStage::up: return "up";
    case report::MachineStage::shutting_down: return "shutting down";
    case report::MachineStage::off: return "off";
    case report::MachineStage::lost: return "lost";
  }
  return {};
}

machine::ShellRequest shell_request(const json& request) {
  machine::ShellRequest shell;
  shell.command.command = request.value("command", "");
  shell.command.user = request.value("user", "");
  shell.command.directory = request.value("directory", "");
  if (!request.contains("columns")) return shell;
  shell.terminal = machine::TerminalSize{request.value("columns", std::uint16_t{80}),
                                         request.value("rows", std::uint16_t{24})};
  shell.command.environment.emplace_back("TERM", request.value("term", "dumb"));
  return shell;
}

// When the socket came into being, which the kernel writes down in the same moment in which it can be
// found by others.
std::pair<std::int64_t, pid_t> birth_of(const KeptNetwork& network) {
  struct stat facts {};
  ::stat((network.folder / "control").c_str(), &facts);
  return {facts.st_ctim.tv_sec * 1'000'000'000LL + facts.st_ctim.tv_nsec, network.process};
}

}  // namespace

Owner::Owner(const std::string& script, Ledger& ledger, std::function<void()> end)
    : script_(script_key(script)),
      ledger_(ledger),
      end_(std::move(end)),
      listener_(listen_in(folder_.path())),
      wake_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
      acceptor_([this](const std::stop_token& stop) { accept_clients(stop); }) {}

Owner::~Owner() {
  acceptor_.request_stop();
  ::eventfd_write(wake_.get(), 1);
  acceptor_.join();
  clients_.clear();
}

std::optional<KeptNetwork> Owner::earlier_one() const {
  auto own = status();
  own.folder = folder_.path();
  for (const auto& other : find_kept_networks())
    if (other.script == script_ && other.process != own.process && birth_of(other) < birth_of(own))
      return other;
  return std::nullopt;
}

void Owner::made(machine::Lab& lab) {
  const std::lock_guard lock(mutex_);
  lab_ = &lab;
}

void Owner::is_up() {
  const std::lock_guard lock(mutex_);
  state_ = "up";
}

void Owner::ending() {
  lab_ends_.request_stop();
  const std::unique_lock unused(use_of_lab_);
  const std::lock_guard lock(mutex_);
  state_ = "ending";
  lab_ = nullptr;
}

KeptNetwork Owner::status() const {
  const std::lock_guard lock(mutex_);
  KeptNetwork network;
  network.name = std::filesystem::path(script_).stem();
  network.script = script_;
  network.process = ::getpid();
  network.state = state_;
  network.age_seconds =
      std::chrono::duration_cast<std::chrono::seconds>(std::chrono::steady_clock::now() - begin_).count();
  if (lab_ == nullptr) return network;
  for (std::size_t i = 0; i < lab_->machine_count(); ++i) {
    auto& machine = lab_->machine(i);
    const auto entry = ledger_.of(machine.config().name);
    auto& shown = network.machines.emplace_back();
    shown.name = machine.config().name;
    shown.state = word_of(entry.stage);
    shown.detail = entry.detail;
    for (const auto& interface : machine::interfaces_of(lab_->config(), i))
      shown.addresses.insert(shown.addresses.end(), interface.addresses.begin(), interface.addresses.end());
    for (const auto& forward : machine.config().forwards)
      if (const auto port = machine.forwarded(forward.guest_port))
        shown.forwards.push_back({*port, forward.guest_port});
  }
  return network;
}

void Owner::accept_clients(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    pollfd watched[] = {{listener_.get(), POLLIN, 0}, {wake_.get(), POLLIN, 0}};
    if (::poll(watched, 2, -1) < 0 || (watched[0].revents & POLLIN) == 0) continue;
    auto client = accept_from(listener_);
    std::erase_if(clients_, [](const Client& one) { return one.is_done->load(); });
    if (!client.is_open()) continue;
    auto is_done = std::make_shared<std::atomic<bool>>(false);
    clients_.push_back(
        {std::jthread([this, is_done, given = std::make_shared<Descriptor>(std::move(client))] {
           serve(std::move(*given));
           *is_done = true;
         }),
         is_done});
  }
}

void Owner::serve(Descriptor client) {
  const auto request = receive_message(client);
  if (!request) return;
  const auto word = request->value("request", "");
  if (word == "status") {
    send_message(client, status());
  } else if (word == "down") {
    send_message(client, status());
    {
      const std::lock_guard lock(mutex_);
      waiting_for_the_end_.push_back(std::move(client));
    }
    end_();
  } else if (word == "shell" || word == "console") {
    serve_machine(std::move(client), *request);
  } else {
    send_message(
        client,
        {{"error", fmt::format("this network's vmt does not know `{}`: it is of another version", word)}});
  }
}

void Owner::serve_machine(Descriptor client, const json& request) {
  // The machines stay until this lock is given back.
  const std::shared_lock use(use_of_lab_);
  machine::Machine* machine = nullptr;
  {
    const std::lock_guard lock(mutex_);
    for (std::size_t i = 0; lab_ != nullptr && i < lab_->machine_count(); ++i)
      if (lab_->machine(i).config().name == request.value("machine", "")) machine = &lab_->machine(i);
  }
  const auto refuse = [&client](const std::string& why) {
    send_bytes(client, agent::frame(agent::FrameType::error, 0, agent::Writer().u32(0).text(why).bytes()));
  };
  if (machine == nullptr) return refuse("this network has no such machine now");
  if (request.value("request", "") == "console") {
    if (!request.value("follow", true)) {
      send_bytes(client, machine->console());
      return;
    }
    become_stream(client);
    return machine->follow_console(std::move(client));
  }
  try {
    machine->converse(client, shell_request(request),
                      {Deadline::in(start_takes_at_most), lab_ends_.get_token()});
  } catch (const machine::Trouble& trouble) {
    refuse(trouble.message);
  }
}

}  // namespace vmt::tools
