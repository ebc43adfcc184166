// What a `wait` waits for, seen from inside the guest. Each condition is watched by an Observation,
// which tells what it sees as soon as that changes.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "agent/loop.hpp"
#include "agent/protocol.hpp"

namespace vmt::agent {

struct Finding {
  enum class State : std::uint8_t { not_yet, holds, cannot_hold };
  State state = State::not_yet;
  std::string seen;  // for people: "nothing listens on port 80; ports 22 and 53 are open"
};

// May be called at any time, also from within the function that makes the observation. After `holds`
// or `cannot_hold` nobody listens any more.
using Report = std::function<void(const Finding&)>;

// Watches as long as it lives.
class Observation {
public:
  virtual ~Observation() = default;
};

using Operands = std::vector<std::string>;

enum class Transport : std::uint8_t { tcp, udp };

// Each makes one family of observations. The operands have been counted before.
std::unique_ptr<Observation> observe_port(Loop& loop, const Operands& operands, Transport transport,
                                          bool wants_open, Report report);  // observe_port.cpp
std::unique_ptr<Observation> observe_connection(Loop& loop, const Operands& operands, bool wants_success,
                                                Report report);  // observe_connection.cpp
std::unique_ptr<Observation> observe_file(Loop& loop, const Operands& operands, bool wants_present,
                                          Report report);  // observe_file.cpp
std::unique_ptr<Observation> observe_contents(Loop& loop, const Operands& operands,
                                              Report report);  // observe_file.cpp
std::unique_ptr<Observation> observe_socket(Loop& loop, const Operands& operands,
                                            Report report);  // observe_file.cpp
std::unique_ptr<Observation> observe_command(Loop& loop, const Operands& operands, bool wants_success,
                                             Report report);  // observe_command.cpp
std::unique_ptr<Observation> observe_job(Loop& loop, const Operands& operands,
                                         Report report);  // observe_job.cpp
std::unique_ptr<Observation> observe_process(Loop& loop, const Operands& operands,
                                             Report report);  // observe_process.cpp
std::unique_ptr<Observation> observe_unit(Loop& loop, const Operands& operands,
                                          Report report);              // observe_systemd.cpp
std::unique_ptr<Observation> observe_boot(Loop& loop, Report report);  // observe_systemd.cpp

}  // namespace vmt::agent
