// The connection to a guest that offers a root shell and nothing else: the log-in, then one command
// after the other.
#pragma once

#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "machine/config.hpp"
#include "machine/guest/command.hpp"
#include "machine/waiting.hpp"

namespace vmt::machine::guest {

class ShellLink {
public:
  struct Events {
    // All on the I/O thread.
    std::function<void(std::string)> send;                // bytes for the guest
    std::function<void()> ready;                          // commands can be given
    std::function<void(const std::string&)> turned_away;  // the log-in failed; said for people
  };

  ShellLink(ShellAccess access, Events events);

  // On the I/O thread: a connection is there, on which nothing has been said; and what the guest says.
  void connected();
  void take(std::string_view bytes);
  // There is no way to the shell: `why` for people.
  void turn_away(const std::string& why) { events_.turned_away(why); }
  // Tells whoever waits, now and later, that the guest is gone.
  void lose(const Trouble& why);

  // As Machine::run and Machine::wait. One command runs at a time: another one waits for its turn. Exit by
  // a signal can't be told from an exit status of 128 and more. Not on the I/O thread.
  CommandResult run(const CommandRequest& request, const Command::OnOutput& on_output,
                    const Patience& patience);
  void wait(const GuestCondition& condition, const Patience& patience);

  // Gives a command without waiting for it: the guest may be gone before it answers.
  void send_last(const std::string& command);

private:
  enum class Stage : std::uint8_t { greeting, user, password, takeover, ready };

  // The command that runs, or has run.
  struct Current {
    std::string nonce;
    Command::OnOutput on_output;
    std::string output, errors;
    std::string pending;      // received, not yet understood
    bool has_status = false;  // what comes now is standard error
    int status = 0;
    bool is_late = false;
    bool is_done = false;
  };

  void log_in(std::string_view bytes);
  void take_over();
  void take_output();
  void keep_output(std::string_view bytes);
  void take_errors();
  CommandResult await_end(std::unique_lock<std::mutex>& lock, const std::shared_ptr<Current>& current,
                          const Patience& patience, const Patience& until);

  const ShellAccess access_;
  const Events events_;
  Stage stage_ = Stage::greeting;  // on the I/O thread only
  std::string seen_;               // while logging in
  std::string nonce_;
  mutable std::mutex mutex_;
  std::condition_variable_any changed_;
  std::shared_ptr<Current> current_;
  std::optional<Trouble> loss_;
};

}  // namespace vmt::machine::guest
