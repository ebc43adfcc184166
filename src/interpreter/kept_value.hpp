// Values as a file keeps them between two runs.
#pragma once

#include <nlohmann/json.hpp>

#include <memory>
#include <optional>
#include <vector>

#include "language/value.hpp"

namespace vmt {

// Background commands that run, by their numbers.
using KeptJobs = std::vector<std::shared_ptr<machine::Job>>;

// Nothing when the value, or one inside it, can't be kept: a small function, a lost background command.
std::optional<nlohmann::json> to_json(const Value& value, const KeptJobs& jobs);

// Throws nlohmann::json::exception or std::out_of_range when it is not what `to_json` has made.
Value kept_value(const nlohmann::json& json, const KeptJobs& jobs);

}  // namespace vmt
