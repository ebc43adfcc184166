#include "machine/qemu/run.hpp"

#include <signal.h>

namespace vmt::machine::qemu {
namespace {

// QEMU's complaints are a few lines; more than this is not worth keeping.
constexpr std::size_t most_error_bytes = 64 * 1024;

}  // namespace

// The process is started before vmt's ends are listened to: when that fails, nothing has to be
// undone.
Run::Run(IoThread& io, const std::filesystem::path& program, Options options, Events events)
    : io_(io), events_(std::move(events)) {
  auto monitor = make_channel();
  auto console = make_channel();
  auto agent = make_channel();
  auto errors = make_pipe();
  options.monitor = monitor.theirs.get();
  options.console = console.theirs.get();
  options.agent = agent.theirs.get();
  ChildRequest request;
  request.program = program;
  request.standard_output = errors.theirs.get();
  request.standard_error = errors.theirs.get();
  request.inherited = {options.monitor, options.console, options.agent};
  std::vector<Descriptor> theirs;
  for (auto& card : options.cards) {
    auto channel = make_channel();
    card.channel = channel.theirs.get();
    request.inherited.push_back(card.channel);
    cards_.push_back(std::move(channel.ours));
    theirs.push_back(std::move(channel.theirs));
  }
  request.arguments = command_line(options);
  child_ = std::make_unique<Child>(io_, request, [this](ExitStatus status) {
    ending_.status = status;
    part_ended();
  });
  listen(std::move(monitor.ours), std::move(console.ours), std::move(agent.ours), std::move(errors.ours));
}

void Run::listen(Descriptor monitor, Descriptor console, Descriptor agent, Descriptor errors) {
  open_parts_ = 5;
  const auto part_closed = [this] { part_ended(); };
  monitor_ = std::make_unique<Monitor>(
      io_, std::move(monitor),
      Monitor::Events{
          [this](const std::string& name, const nlohmann::json& data) { take_event(name, data); }, part_closed});
  console_ = std::make_unique<ByteStream>(
      io_, std::move(console),
      ByteStream::Events{[this](std::string_view bytes) { events_.console(bytes); }, part_closed});
  agent_ = std::make_shared<guest::AgentLink>(
      io_, std::move(agent),
      guest::AgentLink::Events{[this](const guest::Hello& hello) { events_.hello(hello); },
                               [this](const std::string& why) { events_.garbled(why); }, part_closed});
  errors_ = std::make_unique<ByteStream>(io_, std::move(errors),
                                         ByteStream::Events{[this](std::string_view bytes) {
                                                              if (ending_.errors.size() < most_error_bytes)
                                                                ending_.errors += bytes;
                                                            },
                                                            part_closed});
}

Run::~Run() = default;

void Run::take_event(const std::string& name, const nlohmann::json& data) {
  if (!data.is_object()) return;
  if (name == "SHUTDOWN") ending_.shutdown_reason = data.value("reason", std::string());
  // QEMU has stopped the guest, which would wait for ever for somebody to make room.
  if (name == "BLOCK_IO_ERROR" && data.value("action", std::string()) == "stop") {
    ending_.disk_error = data.value("reason", std::string("it gives no reason"));
    kill();
  }
}

void Run::kill() {
  child_->kill_group(SIGKILL);
}

void Run::part_ended() {
  if (--open_parts_ > 0) return;
  // Later, since the part that calls is destroyed by whoever lets go of this run now.
  io_.post([ended = events_.ended, ending = ending_] { ended(ending); });
}

}  // namespace vmt::machine::qemu
