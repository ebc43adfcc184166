// Waits for systemd units and for the end of the boot.
#include <sys/stat.h>
#include <unistd.h>

#include "agent/bus.hpp"
#include "agent/init.hpp"
#include "agent/observation.hpp"
#include "agent/user.hpp"

namespace vmt::agent {
namespace {

// Signals tell of changes; the slow look is for what they do not cover.
constexpr auto slow_pause = std::chrono::milliseconds(300);
constexpr auto pause_before_reconnect = std::chrono::milliseconds(50);

constexpr auto manager_path = "/org/freedesktop/systemd1";
constexpr auto manager_interface = "org.freedesktop.systemd1.Manager";
constexpr auto unit_interface = "org.freedesktop.systemd1.Unit";
constexpr auto service_interface = "org.freedesktop.systemd1.Service";

bool is_run_by_systemd() {
  return ::access("/run/systemd/system", F_OK) == 0;
}

bool has_boot_finished(const std::string& system_state) {
  return system_state == "running" || system_state == "degraded" || system_state == "maintenance";
}

// Asks the same questions again and again: on signals, on a slow timer, after a lost connection.
class Inquiry {
public:
  struct Questions {
    std::function<void(Bus&)> ask;  // calls the bus; the answers end in `answered`
    std::function<bool(const std::string& path, const std::string& member)> is_about_us;
  };

  Inquiry(Loop& loop, std::string socket, Questions questions, Report report)
      : loop_(loop),
        socket_(std::move(socket)),
        questions_(std::move(questions)),
        report_(std::move(report)) {}

  void connect() {
    const auto signal = [this](const std::string& path, const std::string& member) {
      if (questions_.is_about_us(path, member)) ask();
    };
    const auto broken = [this] {
      report_({Finding::State::not_yet, "systemd does not answer yet"});
      timer_ = loop_.after(pause_before_reconnect, [this] { connect(); });
    };
    is_asking_ = false;
    bus_ = std::make_unique<Bus>(loop_, socket_, Bus::Events{.signal = signal, .broken = broken});
    ask();
  }

  void answered(const Finding& finding) {
    is_asking_ = false;
    if (finding.state == Finding::State::not_yet) {
      const Duration pause = is_out_of_date_ ? Duration::zero() : slow_pause;
      timer_ = loop_.after(pause, [this] { ask(); });
    }
    report_(finding);
  }

private:
  void ask() {
    is_out_of_date_ = true;
    if (is_asking_) return;
    is_asking_ = true;
    is_out_of_date_ = false;
    questions_.ask(*bus_);
  }

  Loop& loop_;
  std::string socket_;
  Questions questions_;
  Report report_;
  std::unique_ptr<Bus> bus_;
  Registration timer_;
  bool is_asking_ = false;
  bool is_out_of_date_ = false;
};

struct UnitState {
  std::string load;
  std::string active;
  std::string sub;
  std::string result;  // of a service
  std::uint32_t job = 0;
  std::string system;
};

class UnitObservation final : public Observation {
public:
  UnitObservation(Loop& loop, std::string unit, std::string socket, Report report)
      : unit_(std::move(unit)),
        inquiry_(loop, std::move(socket),
                 {.ask = [this](Bus& bus) { ask(bus); },
                  .is_about_us =
                      [this](const std::string& path, const std::string& member) {
                        return path == path_ || member == "StartupFinished";
                      }},
                 std::move(report)) {
    inquiry_.connect();
  }

private:
  void ask(Bus& bus) {
    // LoadUnit also gives a path for a unit that is not loaded now, or does not exist.
    bus.call(manager_path, manager_interface, "LoadUnit", {unit_}, [&](const BusReply& reply) {
      if (reply.is_error)
        return inquiry_.answered({Finding::State::cannot_hold,
                                  "systemd does not accept `" + unit_ + "` as a unit: " + reply.text});
      path_ = reply.text;
      ask_properties(bus);
    });
  }

  void ask_properties(Bus& bus) {
    state_ = {};
    const auto text = [&](const std::string& interface, const char* name, std::string& into) {
      bus.get_property(path_, interface, name, [&into](const BusReply& reply) {
        if (!reply.is_error) into = reply.text;
      });
    };
    text(unit_interface, "LoadState", state_.load);
    text(unit_interface, "ActiveState", state_.active);
    text(unit_interface, "SubState", state_.sub);
    text(service_interface, "Result", state_.result);
    bus.get_property(path_, unit_interface, "Job",
                     [this](const BusReply& reply) { state_.job = reply.number; });
    // Answers come in the order of the questions.
    bus.get_property(manager_path, manager_interface, "SystemState", [this](const BusReply& reply) {
      state_.system = reply.text;
      inquiry_.answered(judge());
    });
  }

  Finding judge() {
    const auto name = "unit `" + unit_ + "` ";
    if (state_.active == "active") return {Finding::State::holds, name + "is active"};
    if (state_.load == "not-found")
      return {Finding::State::cannot_hold, name + "does not exist in this guest"};
    if (state_.load == "masked") return {Finding::State::cannot_hold, name + "is masked"};
    if (state_.load == "bad-setting" || state_.load == "error")
      return {Finding::State::cannot_hold, name + "cannot be loaded: its file has an error"};
    auto seen = name + "is " + state_.active + " (" + state_.sub + ")";
    if (state_.job != 0) return {Finding::State::not_yet, seen + ", and a job for it is queued"};
    if (state_.active == "failed")
      return {Finding::State::cannot_hold, name + "failed (" + state_.result + ")"};
    if (state_.active != "inactive" || !has_boot_finished(state_.system)) {
      seen_at_rest_ = {};
      return {Finding::State::not_yet, seen};
    }
    return judge_rest(std::move(seen));
  }

  // Inactive without a job is final, but a moment is left to what comes next: a start that is just
  // being asked for.
  Finding judge_rest(std::string seen) {
    const auto now = Clock::now();
    if (seen_at_rest_ == Clock::time_point{}) seen_at_rest_ = now;
    if (now - seen_at_rest_ < slow_pause) return {Finding::State::not_yet, seen};
    seen += ", and nothing is about to start it";
    if (state_.result != "success" && !state_.result.empty()) seen += "; its last result: " + state_.result;
    return {Finding::State::cannot_hold, seen};
  }

  std::string unit_;
  Inquiry inquiry_;
  std::string path_;
  UnitState state_;
  Clock::time_point seen_at_rest_;
};

// An init that reads /etc/inittab removes the mark when it is through.
std::unique_ptr<Observation> observe_inittab(Loop& loop, Report report) {
  if (::access(boot_mark, F_OK) != 0) {
    report({Finding::State::holds, "this guest is not run by systemd, and its boot has finished"});
    return nullptr;
  }
  const auto tell = [report = std::move(report)](const Finding& finding) {
    const bool holds = finding.state == Finding::State::holds;
    report({finding.state, holds ? "the boot has finished" : "init still starts what belongs to the run level"});
  };
  return observe_file(loop, {boot_mark}, false, tell);
}

class BootObservation final : public Observation {
public:
  BootObservation(Loop& loop, Report report)
      : inquiry_(loop, "/run/systemd/private",
                 {.ask = [this](Bus& bus) { ask(bus); },
                  .is_about_us = [](const std::string&,
                                    const std::string& member) { return member == "StartupFinished"; }},
                 std::move(report)) {
    inquiry_.connect();
  }

private:
  void ask(Bus& bus) {
    bus.get_property(manager_path, manager_interface, "NJobs",
                     [this](const BusReply& reply) { jobs_ = reply.number; });
    bus.get_property(manager_path, manager_interface, "SystemState",
                     [this](const BusReply& reply) { inquiry_.answered(judge(reply.text)); });
  }

  Finding judge(const std::string& state) const {
    if (state == "running" || state == "degraded")
      return {Finding::State::holds, "the boot has finished; the system is " + state};
    if (state == "maintenance")
      return {Finding::State::cannot_hold, "the boot ended in a rescue or emergency shell"};
    if (state == "stopping") return {Finding::State::cannot_hold, "the system is shutting down"};
    return {Finding::State::not_yet, "the system is " + state + "; jobs left: " + std::to_string(jobs_)};
  }

  Inquiry inquiry_;
  std::uint32_t jobs_ = 0;
};

}  // namespace

std::unique_ptr<Observation> observe_unit(Loop& loop, const Operands& operands, Report report) {
  auto unit = operands[0];
  if (unit.find('.') == std::string::npos) unit += ".service";
  if (!is_run_by_systemd()) {
    report({Finding::State::cannot_hold, "this guest has no units: systemd does not run in it"});
    return nullptr;
  }
  std::string socket = "/run/systemd/private";
  if (const auto& name = operands[1]; !name.empty()) {
    const auto user = find_user(name);
    if (!user) {
      report({Finding::State::cannot_hold, "there is no user `" + name + "` in this guest"});
      return nullptr;
    }
    socket = "/run/user/" + std::to_string(user->uid) + "/systemd/private";
  }
  return std::make_unique<UnitObservation>(loop, std::move(unit), std::move(socket), std::move(report));
}

std::unique_ptr<Observation> observe_boot(Loop& loop, Report report) {
  if (!is_run_by_systemd()) return observe_inittab(loop, std::move(report));
  return std::make_unique<BootObservation>(loop, std::move(report));
}

}  // namespace vmt::agent
