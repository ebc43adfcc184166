// `vmt lsp`: the language server, on the standard input and output.
#include <csignal>

#include "tools/command_line.hpp"
#include "tools/lsp/server.hpp"
#include "tools/lsp/wire.hpp"
#include "tools/tools.hpp"

namespace vmt::tools {

int lsp_command(const std::vector<std::string>& arguments) {
  bool uses_stdio = true;
  const auto app = make_app(
      "Speaks the Language Server Protocol with an editor, on its standard input and output.", "vmt lsp");
  app->add_flag("--stdio", uses_stdio, "What it does anyway; many editors say so");
  if (const int status = parse_or_exit(*app, arguments); status >= 0) return status;

  std::signal(SIGPIPE, SIG_IGN);
  lsp::Server server(stdout);
  while (!server.has_exited()) {
    const auto message = lsp::read_message(stdin);
    if (!message) break;  // the editor has gone
    server.take(*message);
  }
  return server.status();
}

}  // namespace vmt::tools
