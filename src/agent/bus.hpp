// A conversation with a systemd manager over its private socket, in as much of the D-Bus wire protocol
// as that takes (D-Bus specification, "Message Protocol"; calls with texts, replies that are simple).
//
// The private socket needs no bus daemon, so it works from the first moment of a boot; only root, or
// the manager's own user, may talk there. The manager sends its signals to everyone connected.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "agent/descriptor.hpp"
#include "agent/loop.hpp"

namespace vmt::agent {

// The first value of a reply, or of the variant that it is: a text (or object path) or a number. Of a
// structure, its first member.
struct BusReply {
  bool is_error = false;
  std::string text;  // of an error: its name
  std::uint32_t number = 0;
};

class Bus {
public:
  struct Events {
    std::function<void(const std::string& path, const std::string& member)> signal;
    std::function<void()> broken;  // no connection, or no longer; the bus may be destroyed in it
  };
  using Answer = std::function<void(const BusReply&)>;

  // `broken` is called from the loop, never from the constructor.
  Bus(Loop& loop, const std::string& socket_path, Events events);

  void call(const std::string& path, const std::string& interface, const std::string& member,
            const std::vector<std::string>& arguments, Answer answer);
  void get_property(const std::string& path, const std::string& interface, const std::string& name,
                    Answer answer);

private:
  void on_event();
  void write_out();
  bool take_greeting();
  bool take_message();
  void break_off();

  Loop& loop_;
  Events events_;
  Descriptor socket_;
  Registration event_;
  std::string to_send_;
  // A message that comes in one piece with the greeting is read by systemd, which then sleeps on it until
  // more comes.
  std::string until_greeted_;
  std::string received_;
  bool is_greeted_ = false;
  std::uint32_t last_serial_ = 0;
  std::map<std::uint32_t, Answer> answers_;
};

}  // namespace vmt::agent
