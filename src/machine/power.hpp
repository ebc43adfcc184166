// The life of one machine: off, starting, up, lost. Starts QEMU, notices how it ends, starts it anew when
// the guest restarts itself, and wakes whoever waits.
//
// A guest that restarts gets a new QEMU on the same disks: every boot has fresh channels, and a frame
// can't be cut in two by a reset.
#pragma once

#include <boost/asio/steady_timer.hpp>

#include <atomic>
#include <condition_variable>
#include <functional>
#include <initializer_list>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "machine/console.hpp"
#include "machine/fate.hpp"
#include "machine/guest/simple_request.hpp"
#include "machine/launch.hpp"
#include "machine/memory_file.hpp"
#include "machine/qemu/run.hpp"
#include "machine/saved_lab.hpp"
#include "machine/surroundings.hpp"

namespace vmt::machine {

class Power {
public:
  // `guest_is_up` and `guest_is_gone` are called on the I/O thread.
  struct Events {
    std::function<void(const std::shared_ptr<guest::AgentLink>&)> guest_is_up;
    std::function<void()> guest_is_gone;
    // A line of the console after which what is waited for may never come; see is_bad_news.
    std::function<void(const std::string& line)> guest_is_in_trouble;
    // A copy is about to run: here it takes over what the original had under way.
    std::function<void(const std::shared_ptr<guest::AgentLink>&)> guest_is_copied;
  };

  Power(Surroundings& surroundings, std::size_t machine, Events events);
  ~Power();  // kills a guest that runs, and waits until it is gone

  // As in machine.hpp.
  void start(const Patience& patience);
  void shutdown(const Patience& patience);
  void crash();
  void reboot(const Patience& patience);
  void wait_shutdown(const Patience& patience);
  bool is_running() const { return is_running_; }
  bool was_started() const;
  void set_link(std::size_t card, bool is_up, const Patience& patience);

  // Copies (power_copy.cpp). The machines of a lab are saved together: each is brought to rest, then each
  // is stopped, saved and ended. All throw Trouble; a machine that could not be saved is to be ended.
  void rest(const Patience& patience);   // its agent sends nothing any more
  void pause(const Patience& patience);  // its processors stand still
  void go_on(const Patience& patience);  // after `pause`
  void set_clock(const Patience& patience);
  std::string why_not_copied() const;  // empty: nothing is in the way
  // All but the jobs. Waits for no guest.
  SavedMachine save(const Patience& patience);
  void end_quietly();  // as `crash`, and nobody is told
  // Becomes the copy of a saved machine, before anything else: begins it, and waits until it runs.
  void begin_copy(const SavedMachine& saved);
  void await_copy(const Patience& patience);

  // The connection to the guest, which is started when it never was, and waited for while it boots.
  // Throws not_running, machine_lost, timed_out, stopped.
  std::shared_ptr<guest::AgentLink> agent(const Patience& patience);

  // The same for a guest that has a root shell only; null when it has the agent.
  std::shared_ptr<guest::ShellLink> shell(const Patience& patience);

  // As in machine.hpp.
  std::string ask_qemu(const std::string& command, const std::string& arguments, const Patience& patience);
  std::string wait_event(const std::string& name, const Patience& patience);
  // As in machine.hpp.
  void follow_console(Descriptor client);
  void type_on_console(const std::string& text);  // throws not_running, machine_lost

  // Why it does not run: not_running, or the loss.
  [[noreturn]] void throw_not_up() const;

  Console& console() { return console_; }
  const Console& console() const { return console_; }

private:
  enum class State : std::uint8_t { off, starting, booting, up, shutting_down, lost };

  using Lock = std::unique_lock<std::mutex>;

  // In the thread of a caller (power.cpp).
  bool is_in(std::initializer_list<State> states) const;
  void prepare_and_launch(const Patience& patience);
  void start_for_command(const Patience& patience);
  void await(Lock& lock, std::initializer_list<State> states, const Patience& patience,
             const std::string& what_did_not_happen);
  [[noreturn]] void throw_not_up_locked() const;
  void ask_guest(qemu::Run& run, agent::Power what, const Patience& patience) const;
  static constexpr auto help_for_disks =
      "vmt's agent is started by cloud-init or systemd 256 and newer; for a disk without both write `agent "
      "by "
      "serial password \"...\"`, or `shell on serial password \"...\"`";
  bool needs_disk_to_start_agent() const;
  Trouble timed_out(const std::string& what_did_not_happen) const;

  // On the I/O thread (power_events.cpp, power_console.cpp).
  void launch();
  std::shared_ptr<qemu::Run> make_run(qemu::Options options, const std::optional<guest::SavedLink>& saved);
  void begin_run(std::shared_ptr<qemu::Run> run);
  void take_loaded();
  void take_up();
  void take_shell();
  void take_event(const std::string& name, const nlohmann::json& data);
  std::shared_ptr<qemu::Run> run_that_is_up(const Patience& patience);
  bool is_end_told() const;
  MemoryFile gather_memory(const Descriptor& device_state, const Patience& patience);
  void attach_cards(qemu::Run& run);
  void detach_cards();
  bool plugs_in_late() const;
  static void send_link(qemu::Run& run, std::size_t card, bool is_up);
  void plug_in(std::function<void()> then);
  void take_hello();
  void take_booted();
  void set_up(agent::FrameType request, std::string_view payload, std::function<void()> then);
  void take_console(std::string_view bytes);
  void take_ending(const qemu::Ending& ending);
  void watch_for_prompts();
  bool console_ends_with(std::string_view words) const;
  void stay_at_prompt(std::chrono::seconds patience, std::function<void()> then);
  void give_up(const std::string& why);
  void settle(State state);

  void tell(Stage stage, std::string_view detail = {}) const;
  const MachineConfig& config() const { return surroundings_.config.machines[machine_]; }

  Surroundings& surroundings_;
  const std::size_t machine_;
  const Events events_;
  const std::vector<Interface> interfaces_;
  const std::string hosts_file_;
  Console console_;

  std::atomic<bool> is_running_ = false;  // a copy of state_, to be read where mutex_ must not be taken

  mutable std::mutex mutex_;
  mutable std::condition_variable_any changed_;
  State state_ = State::off;
  bool was_started_ = false;
  bool is_end_meant_ = false;  // crash() or the destructor
  bool is_end_told_ = true;
  std::set<std::size_t> pulled_;  // the cards without a cable, as the script left them
  std::uint64_t boots_ = 0;       // that came up
  std::optional<Trouble> loss_;   // why the state is `lost`
  std::vector<std::pair<std::string, std::string>> qemu_events_;  // of this boot: name, data as JSON
  std::shared_ptr<qemu::Run> run_;                                // changes on the I/O thread only

  // On the I/O thread only.
  std::list<std::unique_ptr<ByteStream>> console_followers_;
  Hardware hardware_;
  MemoryFile memory_;
  bool memory_is_private_ = false;  // of a copy: what it has changed is not in the file
  BootSlots::Slot slot_;
  bool is_up_ = false;           // in this boot
  std::string gave_up_because_;  // vmt ended this boot's guest, with which it could not work
  std::string gave_up_help_;     // what would help against that
  std::unique_ptr<boost::asio::steady_timer> until_dead_kernel_ends_;
  std::unique_ptr<boost::asio::steady_timer> at_prompt_;  // at which the boot may have ended
};

}  // namespace vmt::machine
