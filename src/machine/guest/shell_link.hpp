// The connection to a guest that offers a root shell and nothing else: the log-in, then one command after the other.
//
// A serial port loses bytes when its host is busy. So all that is sent has a checksum, and is sent again until the
// guest says that it has come; what a command wrote has one, too, and is fetched again in pieces when it is wrong
// (shell_text.hpp). No command is run twice.
#pragma once

#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "machine/config.hpp"
#include "machine/guest/command.hpp"
#include "machine/guest/shell_answer.hpp"
#include "machine/guest/shell_text.hpp"
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

  using Lock = std::unique_lock<std::mutex>;

  void log_in(std::string_view bytes);
  void take_over();
  void look_for_damage_locked(std::string_view bytes);
  void send_locked(const std::string& script);

  void set_up(Lock& lock, const Patience& patience);
  void send_pieces(Lock& lock, const std::string& nonce, Piece of, std::string_view text, const Patience& patience);
  Waited deliver(Lock& lock, const std::string& script, const std::string& what, const Patience& patience);
  Waited await_end(Lock& lock, const Patience& patience);
  Waited ask_until(Lock& lock, const Patience& patience, const std::function<bool()>& has_happened,
                   const std::function<void()>& ask);
  bool run_locked(Lock& lock, const CommandRequest& request, const std::string& nonce, const Patience& patience);
  void repair(Lock& lock, ShellAnswer& answer, bool is_errors);
  std::string fetch_part(Lock& lock, const std::string& of, bool is_errors, std::size_t number,
                         const Patience& patience);

  const ShellAccess access_;
  const Events events_;
  Stage stage_ = Stage::greeting;  // on the I/O thread only
  std::string seen_;               // while logging in
  std::string nonce_;
  mutable std::mutex mutex_;
  std::condition_variable_any changed_;
  std::shared_ptr<ShellAnswer> current_;  // to what was asked last
  std::string last_packet_;
  std::string last_bytes_;  // received, that may be the beginning of the mark of damage
  int resent_ = 0;          // how often the last packet came damaged
  bool is_set_up_ = false;
  bool is_busy_ = false;
  std::optional<Trouble> loss_;
};

}  // namespace vmt::machine::guest
