// Files and folders on their way into a guest.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "machine/copy_progress.hpp"
#include "machine/guest/agent_link.hpp"
#include "machine/waiting.hpp"

namespace vmt::machine::guest {

// Copies a file, or a folder with all that is in it, to `guest_path`; a path that ends in `/` gets
// the host's name added. Modes, times and symbolic links are kept; owners when vmt runs as root,
// otherwise all belongs to the guest's root. Throws Trouble: refused, machine_lost, timed_out,
// stopped.
void upload(AgentLink& link, const std::filesystem::path& host_path, std::string guest_path,
            const Patience& patience, const OnCopied& on_copied = {});

// Writes a file of root's with mode 0644.
void upload_text(AgentLink& link, const std::string& guest_path, std::string_view contents,
                 const Patience& patience);

}  // namespace vmt::machine::guest
