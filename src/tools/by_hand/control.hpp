// How the commands of a user reach the process that keeps a network up: a socket in that process's run
// folder, which only this user can enter.
//
// A client connects and sends one message, gets one back, and is done; or, after `shell` and `console`,
// the connection goes on as a stream (machine.hpp, `converse` and `follow_console`). A message is its
// length, a u32 in little-endian order, and a JSON object.
#pragma once

#include <nlohmann/json.hpp>

#include <sys/types.h>

#include <filesystem>
#include <optional>

#include "machine/descriptor.hpp"

namespace vmt::tools {

// The socket in a run folder, ready for accept(2). Throws machine::Trouble (infrastructure).
machine::Descriptor listen_in(const std::filesystem::path& folder);

// A connection to the process that keeps this folder's network. Closed when nobody listens there, or
// somebody else's process does.
machine::Descriptor connect_to(const std::filesystem::path& folder);

// The next client; closed when it belongs to another user.
machine::Descriptor accept_from(const machine::Descriptor& listener);

// The process at the other end; nothing when it belongs to another user.
std::optional<pid_t> peer_of(const machine::Descriptor& connection);

// False, nothing: the other end is gone, took longer than a living process does, or sent no message.
bool send_bytes(const machine::Descriptor& connection, std::string_view bytes);
bool send_message(const machine::Descriptor& connection, const nlohmann::json& message);
std::optional<nlohmann::json> receive_message(const machine::Descriptor& connection);

// Ends the time limit that messages have: the connection is a stream from now on.
void become_stream(const machine::Descriptor& connection);

}  // namespace vmt::tools
