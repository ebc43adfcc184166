// The subcommands: `vmt check FILE`, `vmt run FILE`. A command line that names none is `vmt run`.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tools/exit_status.hpp"

namespace vmt::tools {

struct Tool {
  std::string_view name;
  std::string_view summary;
  // `arguments` are those after the tool's name. Returns the exit status of the process.
  int (*run)(const std::vector<std::string>& arguments);
};

std::span<const Tool> all_tools();

int run_command(const std::vector<std::string>& arguments);
int check_command(const std::vector<std::string>& arguments);
int explain_command(const std::vector<std::string>& arguments);
int doc_command(const std::vector<std::string>& arguments);
int image_command(const std::vector<std::string>& arguments);
int fmt_command(const std::vector<std::string>& arguments);
int editors_command(const std::vector<std::string>& arguments);
int lsp_command(const std::vector<std::string>& arguments);
int up_command(const std::vector<std::string>& arguments);
int status_command(const std::vector<std::string>& arguments);
int shell_command(const std::vector<std::string>& arguments);
int console_command(const std::vector<std::string>& arguments);
int down_command(const std::vector<std::string>& arguments);

}  // namespace vmt::tools
