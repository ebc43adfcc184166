// D-Bus messages as bytes: building a method call, and taking apart what the other side sends.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vmt::agent {

enum class BusMessageType : std::uint8_t { call = 1, reply = 2, error = 3, signal = 4 };

struct BusCall {
  std::uint32_t serial = 0;
  std::string path;
  std::string interface;
  std::string member;
  std::vector<std::string> arguments;
};

struct BusMessage {
  BusMessageType type{};
  std::uint32_t reply_serial = 0;
  std::string path;
  std::string member;
  std::string error_name;
  std::string text;  // the body's first value, see BusReply
  std::uint32_t number = 0;
};

std::string encode(const BusCall& call);

// The bytes that the message at the front takes; 0 while that can't be told yet.
std::size_t message_size(std::string_view bytes);

// Nothing when the message is broken. `bytes` is one whole message.
std::optional<BusMessage> decode(std::string_view bytes);

}  // namespace vmt::agent
