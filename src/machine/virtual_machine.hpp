// A machine of a lab: power, commands, files, network cable and forwards, put together.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "machine/forwarder.hpp"
#include "machine/guest/command.hpp"
#include "machine/guest/conversation.hpp"
#include "machine/power.hpp"

namespace vmt::machine {

class VirtualMachine : public Machine {
public:
  VirtualMachine(Surroundings& surroundings, std::size_t index);

  const MachineConfig& config() const override { return surroundings_.config.machines[index_]; }

  void start(const Patience& patience) override;
  void shutdown(const Patience& patience) override { power_.shutdown(patience); }
  void crash() override { power_.crash(); }
  void reboot(const Patience& patience) override;
  void wait_shutdown(const Patience& patience) override { power_.wait_shutdown(patience); }
  bool is_running() const override { return power_.is_running(); }
  bool was_started() const override { return power_.was_started(); }

  CommandResult run(const CommandRequest& request, const Patience& patience) override;
  std::shared_ptr<Job> spawn(const CommandRequest& request, const Patience& patience) override;
  void wait(const GuestCondition& condition, const Patience& patience) override;

  void copy_in(const std::string& host_path, const std::string& guest_path,
               const Patience& patience) override;
  void copy_out(const std::string& guest_path, const std::string& host_path,
                const Patience& patience) override;
  std::string read_file(const std::string& guest_path, const Patience& patience) override;
  void write_file(const std::string& guest_path, std::string_view contents,
                  const Patience& patience) override;

  void set_link(bool is_up, const Patience& patience) override { power_.set_link(is_up, patience); }

  std::string console() const override { return power_.console().text(); }
  std::vector<std::string> console_tail(std::size_t lines) const override {
    return power_.console().tail(lines);
  }
  void wait_console(const std::string& pattern, const Patience& patience) override;

  void converse(Descriptor& client, const ShellRequest& request, const Patience& patience) override;
  void follow_console(Descriptor client) override { power_.follow_console(std::move(client)); }

  std::optional<std::uint16_t> forwarded(std::uint16_t guest_port) const override {
    return forwarder_.host_port(guest_port);
  }

private:
  std::shared_ptr<guest::AgentLink> agent(const Patience& patience);
  void add_own_environment(CommandRequest& request) const;
  std::shared_ptr<guest::Command> start_command(const CommandRequest& request, const Patience& patience);

  Surroundings& surroundings_;
  const std::size_t index_;
  Forwarder forwarder_;
  std::mutex conversations_mutex_;
  std::vector<std::shared_ptr<guest::Conversation>> conversations_;
  Power power_;  // last: its events use the forwarder
};

}  // namespace vmt::machine
