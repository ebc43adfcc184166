// The request `power`: asks whatever is PID 1 for a clean shutdown or reboot.
#include <signal.h>
#include <unistd.h>

#include <cstdlib>

#include "agent/capture.hpp"
#include "agent/init.hpp"
#include "agent/requests.hpp"

namespace vmt::agent {
namespace {

std::vector<std::string> shutdown_command(Power power) {
  const std::string word = power == Power::reboot ? "reboot" : "poweroff";
  if (::access("/run/systemd/system", F_OK) == 0) return {"systemctl", "--no-block", word};
  return {word};  // of busybox, sysvinit, OpenRC: a signal to their PID 1
}

class PowerRequest final : public Channel {
public:
  using Channel::Channel;

  void start(Reader& request) override {
    const auto power = static_cast<Power>(request.u8());
    if (!request.ok()) return fail(0, "the request `power` ends too early");
    if (std::getenv(own_init_variable) != nullptr) return ask_own_init(power);
    Launch launch;
    launch.arguments = shutdown_command(power);
    command_ = std::make_unique<Capture>(loop(), std::move(launch), [this](const Captured& captured) {
      if (captured.succeeded()) return done();
      fail(0, "the guest does not shut down: " +
                  (captured.trouble.empty() ? show_status(captured.status) + ": " + last_line(captured.output)
                                            : captured.trouble));
    });
  }

  void received(FrameType, std::string_view) override {}

private:
  // Answers first: that init ends this process soon after the signal.
  void ask_own_init(Power power) {
    done();
    ::kill(1, power == Power::reboot ? reboot_signal : power_off_signal);
  }

  std::unique_ptr<Capture> command_;
};

}  // namespace

std::unique_ptr<Channel> make_power(Session& session, std::uint32_t number) {
  return std::make_unique<PowerRequest>(session, number);
}

}  // namespace vmt::agent
