// Machines as the interpreter sees them: one network of virtual machines, and what can be asked of
// each.
//
// Calls block the thread that makes them, which is a branch of the script; one I/O thread does the
// work. Each takes a Patience and throws Trouble: none waits for ever. Any number of threads may call
// at the same time. Destroying a Lab ends every machine, process and socket that it started.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agent/protocol.hpp"
#include "machine/config.hpp"
#include "machine/copy_progress.hpp"
#include "machine/deadline.hpp"
#include "machine/descriptor.hpp"
#include "machine/trouble.hpp"

namespace vmt::machine {

namespace network {
class Networks;
struct Change;
}  // namespace network

// ---- What machines tell while they run ----------------------------------------------------------

enum class Stage : std::uint8_t { preparing_image, waiting_for_slot, booting, up, shutting_down, off, lost };

// The seam through which a run is watched. Called from the I/O thread and from branches; must not block
// and must not call back into the lab.
class Observer {
public:
  virtual ~Observer() = default;
  virtual void stage(std::size_t machine, Stage stage, std::string_view detail) = 0;
  virtual void console_line(std::size_t machine, std::string_view line) = 0;  // without its line end
  virtual void output(std::size_t machine, bool is_errors, std::string_view bytes) = 0;
  virtual void network(const network::Change& change) = 0;
};

// ---- Requests -----------------------------------------------------------------------------------

struct CommandRequest {
  std::string command;
  std::string user;       // empty: root
  std::string directory;  // empty: the user's home
  std::vector<std::pair<std::string, std::string>> environment;
  std::optional<std::string> input;  // standard input; none: /dev/null
};

struct TerminalSize {
  std::uint16_t columns = 80;
  std::uint16_t rows = 24;
};

// A command for a person, or for a program of the host: its input and output are streams.
struct ShellRequest {
  CommandRequest command;                // without `input`; an empty command: the user's login shell
  std::optional<TerminalSize> terminal;  // none: no terminal, and standard error apart
};

struct CommandResult {
  agent::Ending ending = agent::Ending::exited;
  std::uint32_t code = 0;  // exit status or signal number
  std::string output;      // standard output, every byte of it
  std::string errors;      // standard error
  std::chrono::nanoseconds duration{};

  bool succeeded() const { return ending == agent::Ending::exited && code == 0; }
};

struct GuestCondition {
  agent::Condition condition{};
  std::vector<std::string> operands;
};

// A background command. Forgetting it does not stop it.
class Job {
public:
  virtual ~Job() = default;
  virtual CommandResult wait(const Patience& patience) = 0;
  virtual void stop(const Patience& patience) = 0;  // SIGTERM to its group, SIGKILL after 5 s
  virtual std::string output() const = 0;           // so far
  virtual bool is_running() const = 0;
};

// ---- Machines -----------------------------------------------------------------------------------

class Machine {
public:
  virtual ~Machine() = default;

  virtual const MachineConfig& config() const = 0;

  // Power. `start` returns when the guest's root shell answers; starting a machine that runs does
  // nothing. `shutdown` asks the guest to power off and waits until QEMU has gone. `crash` pulls the
  // plug. `reboot` returns when the guest answers again after a clean restart.
  virtual void start(const Patience& patience) = 0;
  virtual void shutdown(const Patience& patience) = 0;
  virtual void crash() = 0;
  virtual void reboot(const Patience& patience) = 0;
  virtual void wait_shutdown(const Patience& patience) = 0;
  virtual bool is_running() const = 0;
  virtual bool was_started() const = 0;

  // Commands. All but power calls start a machine that was never started. A command whose deadline
  // passes is killed in the guest with its whole group, and comes back with Ending::timed_out and the
  // output so far; it does not throw for that.
  virtual CommandResult run(const CommandRequest& request, const Patience& patience) = 0;
  virtual std::shared_ptr<Job> spawn(const CommandRequest& request, const Patience& patience) = 0;

  // Waits in the guest. Throws timed_out with a note of what was observed last, cannot_hold,
  // machine_lost.
  virtual void wait(const GuestCondition& condition, const Patience& patience) = 0;

  // Files and folders, owner and mode kept where the receiving side allows.
  virtual void copy_in(const std::string& host_path, const std::string& guest_path, const Patience& patience,
                       const OnCopied& on_copied = {}) = 0;
  virtual void copy_out(const std::string& guest_path, const std::string& host_path, const Patience& patience,
                        const OnCopied& on_copied = {}) = 0;
  virtual std::string read_file(const std::string& guest_path, const Patience& patience) = 0;
  virtual void write_file(const std::string& guest_path, std::string_view contents,
                          const Patience& patience) = 0;

  // The cable of a card (0 is the machine's first): the guest sees the carrier go and come.
  virtual void set_link(std::size_t card, bool is_up, const Patience& patience) = 0;

  // The serial console. `wait_console` looks at what has come since the machine's last start, and at
  // what comes; the pattern is an RE2 regular expression, matched line by line. What is typed reaches a guest that
  // boots, too; throws refused when the console is the shell that vmt uses.
  virtual std::string console() const = 0;
  virtual std::vector<std::string> console_tail(std::size_t lines) const = 0;
  virtual void wait_console(const std::string& pattern, const Patience& patience) = 0;
  virtual void type_on_console(const std::string& text, const Patience& patience) = 0;

  // QEMU itself: a command of QMP with its arguments, both as JSON; and an event of QMP that has come since
  // the machine's last start, or comes: its data as JSON. Throw refused when QEMU refuses.
  virtual std::string ask_qemu(const std::string& command, const std::string& arguments,
                               const Patience& patience) = 0;
  virtual std::string wait_event(const std::string& name, const Patience& patience) = 0;
  // For another process, at the other end of the socket `client`. `converse` opens a shell, with which
  // the client then speaks the agent's protocol (guest/conversation.hpp); it throws as `run` does, and
  // then leaves the socket to the caller. On the console the client gets what was and what will be
  // written, as it is, and what it sends is typed.
  virtual void converse(Descriptor& client, const ShellRequest& request, const Patience& patience) = 0;
  virtual void follow_console(Descriptor client) = 0;

  // The screen as a file of the format, "png" or "ppm". Throws refused when there is no screen.
  virtual std::string screendump(const std::string& format, const Patience& patience) = 0;

  // The port on the host that leads to `guest_port`; nothing when none does.
  virtual std::optional<std::uint16_t> forwarded(std::uint16_t guest_port) const = 0;
};

class BootSlots;

struct LabOptions {
  std::filesystem::path cache = ImageStore::default_cache();
  std::filesystem::path agent;  // the agent program
  std::string accelerator;      // "kvm", "tcg"; empty: KVM where it is proven, else TCG
  std::string qemu = "qemu-system-x86_64";
  std::size_t boot_slots = 0;  // machines that may boot at the same time; 0: one per core
  std::shared_ptr<BootSlots> shared_boot_slots;  // of several labs together; null: of this lab alone
  std::uint64_t seed = 0;         // of all that is left to chance between the machines
  std::filesystem::path capture;  // the folder for what passes on each network; empty: no capture
};

// What copies of a lab are made from; see Lab::save. Never changes, and may outlive the lab.
class SavedLab {
public:
  virtual ~SavedLab() = default;
  virtual const LabConfig& lab_config() const = 0;
  virtual bool is_copy() const = 0;  // of another saved lab, without whose disks it is nothing
};

class Lab {
public:
  virtual ~Lab() = default;
  virtual const LabConfig& config() const = 0;
  virtual Machine& machine(std::size_t index) = 0;
  virtual std::size_t machine_count() const = 0;

  // What lies between the machines: faults, counters, captures; see switch/networks.hpp.
  virtual network::Networks& networks() = 0;

  // Starts the machines at the same time; the first trouble stops the others and is thrown.
  virtual void start(const std::vector<std::size_t>& machines, const Patience& patience) = 0;

  // Why its machines can't be saved, as the end of "because ..."; nothing: they can.
  virtual std::optional<std::string> why_not_saved() const = 0;

  // Stops all machines at the same time, saves them as they are, in the middle of whatever they do, and
  // ends them: who wants to go on makes a copy. No other thread may be asking the lab for anything.
  // Throws Trouble; then the machines are ended as well.
  virtual std::shared_ptr<const SavedLab> save(const Patience& patience) = 0;

  // Lets machines go on that stand still since they were copied ahead, at the same time, with the time of the
  // host. Throws Trouble.
  virtual void go_on(const Patience& patience) = 0;

  // A background command as it is in this lab: the lab may be a copy, made while the command ran.
  virtual std::shared_ptr<Job> job(const std::shared_ptr<Job>& job) = 0;

  // Runs a command on the host; see host.hpp.
  virtual CommandResult run_on_host(const CommandRequest& request, const Patience& patience) = 0;
};

// Makes the run's private folder and the I/O thread, and checks that QEMU is there; boots nothing.
// Throws Trouble (infrastructure). `observer` must outlive the lab.
std::unique_ptr<Lab> make_lab(LabConfig config, LabOptions options, Observer& observer);

// A lab in which all machines go on where they were saved: with their addresses, their running commands and
// the connections between them, on networks of their own. Returns when each answers; throws Trouble. It
// takes some milliseconds, and memory only for what the copies change.
std::unique_ptr<Lab> copy_lab(const std::shared_ptr<const SavedLab>& saved, LabOptions options,
                              Observer& observer, const Patience& patience);

// The same before anybody needs them: the copies have gone on for a moment, have run a command that does nothing (for
// TCG, whose first command in a copy takes ten times as long as its second), and stand still until Lab::go_on.
std::unique_ptr<Lab> copy_lab_ahead(const std::shared_ptr<const SavedLab>& saved, LabOptions options,
                                    Observer& observer, const Patience& patience);

}  // namespace vmt::machine
