// A machine of a lab: power, commands, files, network cable and forwards, put together.
#pragma once

#include <atomic>
#include <functional>
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

  void copy_in(const std::string& host_path, const std::string& guest_path, const Patience& patience,
               const OnCopied& on_copied) override;
  void copy_out(const std::string& guest_path, const std::string& host_path, const Patience& patience,
                const OnCopied& on_copied) override;
  std::string read_file(const std::string& guest_path, const Patience& patience) override;
  void write_file(const std::string& guest_path, std::string_view contents,
                  const Patience& patience) override;

  void set_link(std::size_t card, bool is_up, const Patience& patience) override {
    power_.set_link(card, is_up, patience);
  }

  std::string console() const override { return power_.console().text(); }
  std::vector<std::string> console_tail(std::size_t lines) const override {
    return power_.console().tail(lines);
  }
  void wait_console(const std::string& pattern, const Patience& patience) override;
  void type_on_console(const std::string& text, const Patience& patience) override;

  std::string ask_qemu(const std::string& command, const std::string& arguments,
                       const Patience& patience) override {
    return power_.ask_qemu(command, arguments, patience);
  }
  std::string wait_event(const std::string& name, const Patience& patience) override {
    return power_.wait_event(name, patience);
  }
  void converse(Descriptor& client, const ShellRequest& request, const Patience& patience) override;
  void follow_console(Descriptor client) override { power_.follow_console(std::move(client)); }

  std::string screendump(const std::string& format, const Patience& patience) override;

  std::optional<std::uint16_t> forwarded(std::uint16_t guest_port) const override {
    return forwarder_.host_port(guest_port);
  }

  // As in power.hpp. What is saved has the running jobs, and a copy goes on with them.
  void rest(const Patience& patience) { power_.rest(patience); }
  void pause(const Patience& patience) { power_.pause(patience); }
  void go_on(const Patience& patience) { power_.go_on(patience); }
  void set_clock(const Patience& patience) { power_.set_clock(patience); }
  void warm_up(const Patience& patience);  // a copy that is up
  SavedMachine save(const Patience& patience);
  void end_quietly() { power_.end_quietly(); }
  void begin_copy(const SavedMachine& saved);
  void await_copy(const Patience& patience) { power_.await_copy(patience); }
  std::string why_not_copied() const { return power_.why_not_copied(); }

  // The job of this machine that goes on with `original`; null when there is none.
  std::shared_ptr<Job> copy_of(const std::shared_ptr<Job>& original) const;

private:
  // A running command and the job by which the script knows it: of this machine, or of the one that this
  // is a copy of.
  struct KnownJob {
    std::shared_ptr<Job> known_as;
    std::shared_ptr<guest::Command> command;
    std::shared_ptr<Job> here;
  };

  void take_over_jobs(const std::shared_ptr<guest::AgentLink>& link);
  guest::Command::OnOutput tell_output() const;

  // Calls `wait`; it ends early, as cannot_hold, when the console tells bad news.
  void wait_for_good_news(const std::function<void(const Patience&)>& wait, const Patience& patience);
  void take_bad_news(const std::string& line);
  std::string run_in_shell(const CommandRequest& request, const std::string& what, const Patience& patience);
  CommandRequest complete(CommandRequest request) const;

  // For `what` ("copying a folder"). Throws refused when the guest has a shell only.
  std::shared_ptr<guest::AgentLink> agent(const std::string& what, const Patience& patience);
  std::shared_ptr<guest::ShellLink> shell(const Patience& patience);
  void add_own_environment(CommandRequest& request) const;
  std::shared_ptr<guest::Command> start_command(const CommandRequest& request, const Patience& patience);

  Surroundings& surroundings_;
  const std::size_t index_;
  Forwarder forwarder_;
  std::vector<SavedJob> jobs_to_take_over_;  // between begin_copy and the copy's first moment
  mutable std::mutex jobs_mutex_;
  std::vector<KnownJob> jobs_;
  std::atomic<unsigned> screen_count_ = 0;  // pictures that were taken
  std::mutex waits_mutex_;
  struct OpenWait {
    std::stop_source stop;
    std::string bad_news;
  };
  std::vector<OpenWait*> waits_;  // of branches that wait now
  std::mutex conversations_mutex_;
  std::vector<std::shared_ptr<guest::Conversation>> conversations_;
  Power power_;  // last: its events use the forwarder
};

}  // namespace vmt::machine
