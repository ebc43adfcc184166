// `vmt shell MACHINE [-- COMMAND...]`: a root shell in a machine of a network that is up.
#include <fmt/format.h>

#include <unistd.h>

#include <cstdlib>

#include "tools/by_hand/control.hpp"
#include "tools/by_hand/kept_network.hpp"
#include "tools/by_hand/shell_session.hpp"
#include "tools/by_hand/terminal_mode.hpp"
#include "tools/command_line.hpp"
#include "tools/tools.hpp"

namespace vmt::tools {
namespace {

// One word is shell text, as in `vmt shell web -- "ps | grep nginx"`; several are a command and its
// arguments, which reach it as they are.
std::string shell_text(const std::vector<std::string>& words) {
  if (words.size() == 1) return words.front();
  std::string text;
  for (const auto& word : words) {
    if (!text.empty()) text += ' ';
    text += '\'';
    for (const char character : word)
      text += character == '\'' ? std::string("'\\''") : std::string(1, character);
    text += '\'';
  }
  return text;
}

}  // namespace

int shell_command(const std::vector<std::string>& arguments) {
  std::string machine;
  std::string network;
  std::string user;
  std::string directory;
  std::vector<std::string> words;
  const auto app =
      make_app("Opens a root shell in a machine that `vmt up` keeps, or runs a command there.", "vmt shell");
  app->add_option("MACHINE", machine, "Its name in the script")->required();
  app->add_option("COMMAND", words, "What to run instead of a shell, after --; one word may be shell text");
  app->add_option("-n,--network", network, "Of which network, when several have such a machine")
      ->option_text("NAME");
  app->add_option("-u,--user", user, "As which user; root unless given")->option_text("NAME");
  app->add_option("-C,--directory", directory, "In which folder; the user's home unless given")
      ->option_text("DIR");
  if (const int status = parse_or_exit(*app, arguments); status >= 0) return status;

  const bool has_terminal = is_terminal(STDIN_FILENO) && is_terminal(STDOUT_FILENO);
  nlohmann::json request = {{"request", "shell"},
                            {"machine", machine},
                            {"user", user},
                            {"directory", directory},
                            {"command", shell_text(words)}};
  if (has_terminal) {
    const auto size = terminal_size();
    const char* const kind = std::getenv("TERM");
    request["columns"] = size.columns;
    request["rows"] = size.rows;
    request["term"] = kind != nullptr ? kind : "dumb";
  } else if (words.empty()) {
    request["command"] = "exec /bin/sh";  // that reads what it shall do
  }
  const auto chosen = choose_network_of(machine, network);
  if (!chosen) {
    fmt::print(stderr, "vmt: {}\n", chosen.error());
    return static_cast<int>(ExitStatus::command_line);
  }
  const auto connection = connect_to(chosen->folder);
  if (!connection.is_open() || !send_message(connection, request)) {
    fmt::print(stderr, "vmt: the network `{}` has ended\n", chosen->name);
    return static_cast<int>(ExitStatus::infrastructure);
  }
  become_stream(connection);
  return run_shell_session(connection, has_terminal);
}

}  // namespace vmt::tools
