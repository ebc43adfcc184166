// The requests that the agent serves, one file each. Each function gives a channel that has not started.
#pragma once

#include <cstdint>
#include <memory>

#include "agent/channel.hpp"

namespace vmt::agent {

std::unique_ptr<Channel> make_run(Session& session, std::uint32_t number);          // run.cpp
std::unique_ptr<Channel> make_wait(Session& session, std::uint32_t number);         // wait.cpp
std::unique_ptr<Channel> make_connection(Session& session, std::uint32_t number);   // connection.cpp
std::unique_ptr<Channel> make_put(Session& session, std::uint32_t number);          // put.cpp
std::unique_ptr<Channel> make_get(Session& session, std::uint32_t number);          // get.cpp
std::unique_ptr<Channel> make_configure(Session& session, std::uint32_t number);    // configure.cpp
std::unique_ptr<Channel> make_await_links(Session& session, std::uint32_t number);  // await_links.cpp
std::unique_ptr<Channel> make_set_clock(Session& session, std::uint32_t number);    // set_clock.cpp
std::unique_ptr<Channel> make_power(Session& session, std::uint32_t number);        // power.cpp
std::unique_ptr<Channel> make_terminal(Session& session, std::uint32_t number);     // terminal.cpp
std::unique_ptr<Channel> make_hold(Session& session, std::uint32_t number);         // hold.cpp

}  // namespace vmt::agent
