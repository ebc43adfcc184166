// One shell command in the guest: its output as it comes, its end.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "machine/guest/agent_link.hpp"
#include "machine/guest/answer.hpp"
#include "machine/machine.hpp"

namespace vmt::machine::guest {

// A running command on a connection that is held: a copy of the machine has it, too.
struct SavedCommand {
  std::uint32_t channel = 0;
  std::string output;
  std::string errors;
  std::uint32_t uncredited_bytes = 0;
  std::string unsent_input;
  bool input_is_open = false;
  std::size_t credit_bytes = 0;
};

class Command : public Request {
public:
  using OnOutput = std::function<void(bool is_errors, std::string_view bytes)>;

  // What one command may write to standard output or standard error: all of it is kept in memory.
  static constexpr std::size_t largest_output_bytes = std::size_t{1} << 30;

  // `on_output` is called on the I/O thread with the bytes as they come.
  static std::shared_ptr<Command> start(std::shared_ptr<AgentLink> link, const CommandRequest& request,
                                        OnOutput on_output);

  // Goes on with a saved command on the connection of the copy.
  static std::shared_ptr<Command> resume(std::shared_ptr<AgentLink> link, const SavedCommand& saved,
                                         OnOutput on_output);
  // While the connection is held.
  SavedCommand saved() const;

  // Waits for the end. When the deadline passes, or the stop token is asked, the command is killed
  // with its whole group; then the result says timed_out, or Trouble (stopped) is thrown. Throws
  // machine_lost, refused (no such user, no such folder).
  CommandResult finish(const Patience& patience);

  // The same, but a command whose wait ends early goes on: Trouble (timed_out, stopped).
  CommandResult wait(const Patience& patience);

  // SIGTERM to the group; SIGKILL after 5 s, or at the deadline.
  void stop(const Patience& patience);

  std::string output() const;  // standard output so far
  bool is_running() const { return !answer_.is_there(); }

  void frame(agent::FrameType type, std::string_view payload) override;
  void lost(const Trouble& why) override;

private:
  Command(std::shared_ptr<AgentLink> link, std::uint32_t channel, std::string input, OnOutput on_output);

  void keep(bool is_errors, std::string_view bytes);
  void send_input();
  CommandResult result() const;
  CommandResult kill_and_collect();

  const std::shared_ptr<AgentLink> link_;
  const OnOutput on_output_;
  const std::uint32_t channel_;
  Answer answer_;

  mutable std::mutex input_mutex_;  // input begins to leave in `start`, and goes on on the I/O thread
  std::string input_;
  std::size_t input_sent_ = 0;
  bool input_is_open_ = false;

  mutable std::mutex output_mutex_;
  std::string output_;
  std::string errors_;
  std::uint32_t uncredited_bytes_ = 0;  // on the I/O thread only
};

}  // namespace vmt::machine::guest
