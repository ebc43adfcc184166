#include <array>

#include "tools/tools.hpp"

namespace vmt::tools {
namespace {

constexpr auto rows = std::to_array<Tool>({
    {.name = "run", .summary = "Run scripts; what `vmt FILE...` does", .run = run_command},
    {.name = "check", .summary = "Find every problem of scripts, start nothing", .run = check_command},
    {.name = "fmt", .summary = "Write scripts in the one style", .run = fmt_command},
    {.name = "explain", .summary = "Explain what a code such as V0102 means", .run = explain_command},
    {.name = "doc", .summary = "Show the reference manual, or what it says of a command", .run = doc_command},
    {.name = "image", .summary = "Show, make and remove the images that machines boot from", .run = image_command},
    {.name = "editors", .summary = "Bring the editor modes of a checkout up to date", .run = editors_command},
    {.name = "lsp", .summary = "Speak the Language Server Protocol with an editor", .run = lsp_command},
    {.name = "up", .summary = "Boot the network of a script and leave it running", .run = up_command},
    {.name = "status", .summary = "Show the networks that are up", .run = status_command},
    {.name = "shell", .summary = "Open a root shell in a machine that is up", .run = shell_command},
    {.name = "console", .summary = "Show the serial console of a machine that is up", .run = console_command},
    {.name = "down", .summary = "End a network that is up", .run = down_command},
});

}  // namespace

std::span<const Tool> all_tools() { return rows; }

}  // namespace vmt::tools
