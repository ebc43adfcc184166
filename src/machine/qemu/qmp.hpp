// QEMU's machine protocol: commands and events, one JSON object a line (QEMU:
// docs/interop/qmp-spec).
#pragma once

#include <nlohmann/json.hpp>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "machine/byte_stream.hpp"
#include "machine/waiting.hpp"

namespace vmt::machine::qemu {

class Monitor {
public:
  struct Events {
    // Both on the I/O thread. An event: its name and its `data`.
    std::function<void(const std::string&, const nlohmann::json&)> event;
    std::function<void()> closed;
  };

  // Made on the I/O thread. Commands may be given at once: QEMU reads them when it is ready.
  Monitor(IoThread& io, Descriptor channel, Events events);

  // Gives a command and waits for what it returns. Throws Trouble: infrastructure when QEMU
  // refuses, machine_lost when it has ended, timed_out, stopped. From any thread but the I/O
  // thread.
  nlohmann::json execute(const std::string& command, const nlohmann::json& arguments,
                         const Patience& patience);
  // The same for `getfd`: QEMU gets a copy of the descriptor under a name.
  void give(const std::string& name, int descriptor, const Patience& patience);
  // Gives a command without waiting; from any thread.
  void send(const std::string& command, const nlohmann::json& arguments);

private:
  struct Reply;

  std::shared_ptr<Reply> begin(const std::string& command, const nlohmann::json& arguments,
                               Descriptor attached = {});
  nlohmann::json result(const std::string& command, const Reply& reply, const Patience& patience);
  void take(std::string_view bytes);
  void take_line(const std::string& line);
  void end();

  Events events_;
  std::string partial_line_;  // on the I/O thread only
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::map<std::uint64_t, std::shared_ptr<Reply>> awaited_;
  std::uint64_t last_id_ = 0;
  bool is_closed_ = false;
  ByteStream stream_;  // last: its events use the members above
};

}  // namespace vmt::machine::qemu
