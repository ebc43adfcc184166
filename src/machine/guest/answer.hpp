// How a request to the guest ends, for the branch that waits for it.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "agent/protocol.hpp"
#include "machine/trouble.hpp"
#include "machine/waiting.hpp"

namespace vmt::machine::guest {

class Answer {
public:
  // The last frame, or the loss of the guest; the first one counts. Called on the I/O thread.
  void take(agent::FrameType type, std::string_view payload);
  void fail(const Trouble& why);

  bool is_there() const;
  std::optional<Trouble> trouble() const;  // when it is there, and none to be glad of
  Waited wait(const Patience& patience) const;
  // The payload of `done`. Throws Trouble: refused for an `error`, or the loss. Asserts that it is
  // there.
  std::string get() const;

  // Waits until it is there and gets it. Throws Trouble also for timed_out and stopped, saying that
  // `what` took too long.
  std::string await(const Patience& patience, const std::string& what) const;

  // Bytes that may be sent on the channel before the guest gives more room back
  // (agent::window_bytes).
  void give_credit(std::uint32_t bytes);
  void set_credit(std::size_t bytes);
  std::size_t credit_now() const;
  // Takes room for at most `wanted` bytes, at least one; waits for it. 0 when the answer is there
  // already: nothing more needs to be sent. Throws timed_out and stopped as `await` does.
  std::size_t take_credit(std::size_t wanted, const Patience& patience, const std::string& what);
  // The same without waiting: 0 when there is no room.
  std::size_t take_credit_now(std::size_t wanted);

private:
  mutable std::mutex mutex_;
  mutable std::condition_variable_any changed_;
  std::variant<std::monostate, std::string, Trouble> answer_;
  std::size_t credit_bytes_ = agent::window_bytes;
};

}  // namespace vmt::machine::guest
