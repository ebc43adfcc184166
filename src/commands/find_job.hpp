// Which init system of a guest knows a job, and how it is asked for it: systemd, Upstart, OpenRC, SysV.
#pragma once

#include <string>
#include <string_view>

#include "machine/machine.hpp"

namespace vmt::commands {

// For a shell in the guest: does what `verb` says, "start", "stop" or "restart", by whatever init system
// knows the job. It ends with a status other than 0, and a message, when none does.
std::string script_for_job(const std::string& job, std::string_view verb);

// For a shell in the guest: says how the job can be waited for, which `job_runs` understands. It ends as the
// other one when no init system knows the job.
std::string script_to_find_job(const std::string& job);

// `found`: what that script has said.
machine::GuestCondition job_runs(const std::string& job, const std::string& found);

}  // namespace vmt::commands
