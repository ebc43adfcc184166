// One run of QEMU: from the fork to the last byte of its channels. A guest that restarts is a new
// run.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "machine/child.hpp"
#include "machine/guest/agent_link.hpp"
#include "machine/guest/shell_link.hpp"
#include "machine/guest/shell_marks.hpp"
#include "machine/guest/tcp_shell.hpp"
#include "machine/qemu/command_line.hpp"
#include "machine/qemu/migration.hpp"
#include "machine/qemu/programs.hpp"
#include "machine/qemu/qmp.hpp"

namespace vmt::machine::qemu {

// How QEMU ended. It is told when the process has been reaped and every channel has been read to
// its end, so nothing that the guest said is missing.
struct Ending {
  ExitStatus status;
  std::string shutdown_reason;  // QMP's SHUTDOWN event: "guest-shutdown", "guest-reset"; "" without
  std::string disk_error;       // why a disk could not be written: "No space left on device"
  std::string errors;           // what QEMU wrote to standard error
};

class Run {
public:
  struct Events {
    // All on the I/O thread.
    std::function<void(const guest::Hello&)> hello;
    std::function<void(const std::string&)> garbled;
    std::function<void(std::string_view)> console;
    std::function<void(const Ending&)> ended;  // the last one; may destroy the run
    std::function<void()> loaded;  // a copy has its state, and is paused
    std::function<void(const std::string&, const nlohmann::json&)> event;  // each one of QMP; may be empty
    std::function<void()> shell_is_there;  // a guest without agent has let vmt in; may be empty with one
  };

  // Starts QEMU with `options`, in which all channels are still missing: they are made here, for as
  // many cards as it names. To be called on the I/O thread. Throws Trouble (infrastructure).
  // `saved` belongs to a copy: the connection that its guest has open.
  Run(IoThread& io, const Programs& programs, Options options, Events events,
      const std::optional<guest::SavedLink>& saved = std::nullopt, const ShellAccess& access = {});
  // Kills QEMU when it has not ended.
  ~Run();
  Run(const Run&) = delete;
  Run& operator=(const Run&) = delete;

  // From any thread. They keep their use after the end: each request then fails.
  const std::shared_ptr<guest::AgentLink>& agent() const { return agent_; }
  const std::shared_ptr<guest::ShellLink>& shell() const { return shell_; }  // null: it has an agent
  Monitor& monitor() { return *monitor_; }
  void kill();
  // Of the one that this run is saved by.
  Migration& migration() { return migration_; }
  void type_on_console(std::string_view bytes) { console_->send(std::string(bytes)); }

  // vmt's ends of the network cards' channels, for the switch; once.
  std::vector<Descriptor> take_cards() { return std::move(cards_); }

private:
  void listen(Descriptor monitor, Descriptor console, Descriptor agent, Descriptor errors,
              const std::optional<guest::SavedLink>& saved, const ShellAccess& access);
  void listen_to_shell(const ShellAccess& access, Descriptor channel);
  void load(const Options& options);
  void take_migration(const std::string& status);
  Descriptor start_tpm(const std::filesystem::path& state);
  void take_event(const std::string& name, const nlohmann::json& data);
  void part_ended();

  IoThread& io_;
  Events events_;
  Ending ending_;
  bool is_loading_ = false;
  Migration migration_;
  int open_parts_ = 0;  // the process and the channels that have not ended
  std::vector<Descriptor> cards_;
  std::shared_ptr<guest::AgentLink> agent_;
  std::shared_ptr<guest::ShellLink> shell_;
  std::unique_ptr<ByteStream> shell_stream_;
  guest::ShellMarks marks_;  // of a shell on the serial console
  std::unique_ptr<Monitor> monitor_;
  std::unique_ptr<ByteStream> console_;
  std::unique_ptr<ByteStream> errors_;
  std::unique_ptr<Child> tpm_;  // swtpm ends when QEMU lets go of it
  std::unique_ptr<Child> child_;
  std::unique_ptr<guest::TcpShell> tcp_shell_;  // last: its thread asks the monitor
};

}  // namespace vmt::machine::qemu
