#include "tools/by_hand/keep.hpp"

#include <fmt/format.h>

#include "report/put.hpp"
#include "tools/by_hand/kept_network.hpp"
#include "tools/by_hand/owner.hpp"
#include "tools/exit_status.hpp"
#include "tools/interrupt.hpp"

namespace vmt::tools {
namespace {

// A reporter that can be sent home: a terminal belongs to its user again when the network is up.
class Temporary : public report::Reporter {
public:
  explicit Temporary(std::unique_ptr<report::Reporter> reporter) : reporter_(std::move(reporter)) {}

  void on(const report::Event& event) override {
    const std::lock_guard lock(mutex_);
    if (reporter_) reporter_->on(event);
  }
  void end() {
    const std::lock_guard lock(mutex_);
    reporter_.reset();
  }

private:
  std::mutex mutex_;
  std::unique_ptr<report::Reporter> reporter_;
};

std::string describe_up(const KeptNetwork& network, const std::string& script, bool is_background) {
  auto text = fmt::format("{} is up\n{}", script, describe_machines(network));
  if (!network.machines.empty())
    text += fmt::format("`vmt shell {}` opens a root shell there, ", network.machines.front().name);
  return text + (is_background ? "`vmt down` ends the network\n" : "ctrl-c ends the network\n");
}

int status_of(const Summary& summary, int signal) {
  if (signal != 0) return static_cast<int>(ExitStatus::signal_base) + signal;
  if (summary.failed > 0) return static_cast<int>(ExitStatus::test_failed);
  if (summary.errors > 0) return static_cast<int>(ExitStatus::infrastructure);
  return static_cast<int>(ExitStatus::passed);
}

}  // namespace

int keep(const program::Program& program, const RunOptions& run, KeepOptions options) try {
  Interrupt interrupt;
  std::stop_source end;
  const std::stop_callback interrupted(interrupt.token(), [&end] { end.request_stop(); });
  std::optional<Background> background;
  if (options.foreground) background.emplace(std::move(*options.foreground), [&end] { end.request_stop(); });

  Ledger ledger;
  auto reporter = std::make_unique<Temporary>(options.make_reporter());
  auto& starting = *reporter;
  report::EventStream events;
  events.add(std::move(reporter));
  events.add(std::make_unique<LedgerKeeper>(ledger));

  const auto& script = program.source->name();
  Owner owner(script, ledger, [&end] { end.request_stop(); });
  if (const auto earlier = owner.earlier_one()) {
    report::put(stderr, fmt::format("vmt: {}\n", describe_earlier(script, earlier->process)));
    if (background) background->release(static_cast<int>(ExitStatus::command_line));
    return static_cast<int>(ExitStatus::command_line);
  }
  Keeper keeper;
  keeper.runs_setup = options.runs_setup;
  keeper.made = [&](machine::Lab& lab) { owner.made(lab); };
  keeper.up = [&] {
    owner.is_up();
    if (background) starting.end();
    if (!options.quiet) report::put(stdout, describe_up(owner.status(), script, background.has_value()));
    std::fflush(stdout);
    if (background) {
      leave_terminal(owner.folder() / "log");
      background->release(static_cast<int>(ExitStatus::passed));
    }
    ledger.wait_until_all_are_gone(end.get_token());
  };
  keeper.ending = [&] { owner.ending(); };
  const auto summary = keep_up(program, run, events, end.get_token(), keeper);
  const auto status = status_of(summary, interrupt.signal_number());  // one that ended it came meanwhile
  starting.end();
  if (status == static_cast<int>(ExitStatus::test_failed) && options.runs_setup)
    report::put(stderr,
                fmt::format("vmt: `vmt up --no-setup {}` boots the machines without the setup\n", script));
  if (background) background->release(status);
  return status;
} catch (const machine::Trouble& trouble) {
  report::put(stderr, fmt::format("vmt: {}\n", trouble.message));
  return static_cast<int>(ExitStatus::infrastructure);
}

std::string describe_earlier(const std::string& script, pid_t process) {
  return fmt::format(
      "the network of `{}` is up already, kept by process {}; `vmt status` shows it, `vmt down` ends it",
      script, process);
}

}  // namespace vmt::tools
