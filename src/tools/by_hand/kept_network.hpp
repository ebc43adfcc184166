// The networks that this user's `vmt up` keeps, seen from outside: what each says about itself, and which
// one a command is about.
#pragma once

#include <nlohmann/json.hpp>
#include <tl/expected.hpp>

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "machine/descriptor.hpp"

namespace vmt::tools {

struct KeptForward {
  std::uint16_t host_port = 0;
  std::uint16_t guest_port = 0;
};

struct KeptMachine {
  std::string name;
  std::string state;                   // "off", "booting", "up", "shutting down", "lost", ...
  std::string detail;                  // why it is lost
  std::vector<std::string> addresses;  // "192.168.1.2/24"
  std::vector<KeptForward> forwards;   // that listen
};

struct KeptNetwork {
  std::string name;    // of the script, without folder and ending
  std::string script;  // its whole path
  pid_t process = 0;   // that keeps it
  std::string state;   // "starting", "up", "ending"
  std::int64_t age_seconds = 0;
  std::vector<KeptMachine> machines;

  std::filesystem::path folder;  // of its control socket; not part of what it says
};

void to_json(nlohmann::json& json, const KeptNetwork& network);
void from_json(const nlohmann::json& json, KeptNetwork& network);

// All that answer, by name.
std::vector<KeptNetwork> find_kept_networks();

// The one that `wanted` names: by its name or its script. Without a name, the only one there is. The
// error is a sentence for people.
tl::expected<KeptNetwork, std::string> choose_network(const std::string& wanted);

// The one that has the machine; among those that `wanted` names when it is not empty.
tl::expected<KeptNetwork, std::string> choose_network_of(const std::string& machine,
                                                         const std::string& wanted);

// Sends a request and gets the answer. The error is what the keeping process says, or that it is gone.
struct Conversation {
  machine::Descriptor connection;
  nlohmann::json answer;
};
tl::expected<Conversation, std::string> ask(const KeptNetwork& network, const nlohmann::json& request);

// A line for each machine: its name, its state, its address, its ports. status.cpp
std::string describe_machines(const KeptNetwork& network);

// A script's path as all of them are compared.
std::string script_key(const std::string& path);

}  // namespace vmt::tools
