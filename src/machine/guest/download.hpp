// Files and folders on their way out of a guest.
#pragma once

#include <filesystem>
#include <string>

#include "machine/copy_progress.hpp"
#include "machine/guest/agent_link.hpp"
#include "machine/waiting.hpp"

namespace vmt::machine::guest {

// Copies a file, or a folder with all that is in it, to `host_path`; into `host_path` when that
// ends in
// `/` or is a folder while the guest sends a file. Modes, times and symbolic links are kept; owners
// when vmt runs as root. What the guest sends can't leave the place that it is copied to. Throws
// Trouble: refused, machine_lost, timed_out, stopped.
void download(AgentLink& link, const std::string& guest_path, const std::filesystem::path& host_path,
              const Patience& patience, const OnCopied& on_copied = {});

// The contents of a file; symbolic links are followed by the guest.
std::string download_text(AgentLink& link, const std::string& guest_path, const Patience& patience);

}  // namespace vmt::machine::guest
