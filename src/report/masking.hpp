// Keeps secrets out of reports: what stands between the events of a run and a reporter.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "report/reporter.hpp"

namespace vmt::report {

// What is shown in place of a secret.
inline constexpr std::string_view mask = "********";

// Hands every event on to `inner`, with each of the secrets masked wherever it occurs, also line by line
// when it has several. Empty ones are left alone.
std::unique_ptr<Reporter> make_masking(std::unique_ptr<Reporter> inner, std::vector<std::string> secrets);

// The same for one text.
std::string masked(std::string text, const std::vector<std::string>& secrets);

}  // namespace vmt::report
