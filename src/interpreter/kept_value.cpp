#include "interpreter/kept_value.hpp"

#include <algorithm>

#include "interpreter/overloaded.hpp"
#include "machine/machine.hpp"

namespace vmt {
namespace {

using nlohmann::json;

// A background command that had ended when the machines were saved: all of it is known.
class EndedJob : public machine::Job {
public:
  explicit EndedJob(machine::CommandResult result) : result_(std::move(result)) {}
  machine::CommandResult wait(const Patience&) override { return result_; }
  void stop(const Patience&) override {}
  std::string output() const override { return result_.output; }
  bool is_running() const override { return false; }

private:
  const machine::CommandResult result_;
};

// Each value is an array: its kind, then what it holds.
struct Write {
  const KeptJobs& jobs;

  using Written = std::optional<json>;

  Written operator()(std::monostate) const { return json::array({"nothing"}); }
  Written operator()(bool value) const { return json::array({"bool", value}); }
  Written operator()(std::int64_t value) const { return json::array({"int", value}); }
  Written operator()(double value) const { return json::array({"float", value}); }
  Written operator()(DurationValue value) const { return json::array({"duration", value.nanoseconds}); }
  Written operator()(SizeValue value) const { return json::array({"size", value.bytes}); }
  Written operator()(RateValue value) const { return json::array({"rate", value.bits_per_second}); }
  Written operator()(PercentageValue value) const { return json::array({"percentage", value.percent}); }
  Written operator()(RangeValue value) const { return json::array({"range", value.first, value.last}); }
  Written operator()(MachineValue value) const { return json::array({"machine", value.index}); }
  Written operator()(NetworkValue value) const { return json::array({"network", value.index}); }
  Written operator()(HostValue) const { return json::array({"host"}); }
  Written operator()(const std::shared_ptr<const std::string>& text) const {
    return json::array({"text", *text});
  }
  Written operator()(const std::shared_ptr<const ListValue>& list) const {
    json items = json::array();
    for (const auto& item : *list) {
      auto written = to_json(item, jobs);
      if (!written) return std::nullopt;
      items.push_back(std::move(*written));
    }
    return json::array({"list", std::move(items)});
  }
  Written operator()(const std::shared_ptr<const MapValue>& map) const {
    json entries = json::object();
    for (const auto& [key, value] : *map) {
      auto written = to_json(value, jobs);
      if (!written) return std::nullopt;
      entries[key] = std::move(*written);
    }
    return json::array({"map", std::move(entries)});
  }
  Written operator()(const std::shared_ptr<const ResultValue>& result) const {
    return json::array(
        {"result", result->status, result->output, result->errors, result->duration.nanoseconds});
  }
  Written operator()(const std::shared_ptr<const FailureValue>& failure) const {
    return json::array({"failure", failure->message, failure->output});
  }
  Written operator()(const std::shared_ptr<machine::Job>& job) const {
    const auto running = std::ranges::find(jobs, job);
    if (running != jobs.end()) return json::array({"job", running - jobs.begin()});
    if (job->is_running()) return std::nullopt;
    try {
      const auto result = job->wait({});
      return json::array(
          {"ended job", result.ending, result.code, result.output, result.errors, result.duration.count()});
    } catch (const machine::Trouble&) {
      return std::nullopt;  // it was lost with its machine
    }
  }
  Written operator()(const std::shared_ptr<const Closure>&) const { return std::nullopt; }
};

Value job_of(const json& value) {
  machine::CommandResult result;
  result.ending = value.at(1).get<agent::Ending>();
  result.code = value.at(2);
  result.output = value.at(3);
  result.errors = value.at(4);
  result.duration = std::chrono::nanoseconds(value.at(5).get<std::int64_t>());
  return Value(std::shared_ptr<machine::Job>(std::make_shared<EndedJob>(std::move(result))));
}

}  // namespace

std::optional<json> to_json(const Value& value, const KeptJobs& jobs) {
  return std::visit(Write{jobs}, value.held());
}

Value kept_value(const json& value, const KeptJobs& jobs) {
  const auto kind = value.at(0).get<std::string>();
  const auto number = [&](std::size_t at) { return value.at(at).get<std::int64_t>(); };
  const auto text = [&](std::size_t at) { return value.at(at).get<std::string>(); };
  if (kind == "bool") return value.at(1).get<bool>();
  if (kind == "int") return number(1);
  if (kind == "float") return value.at(1).get<double>();
  if (kind == "duration") return DurationValue{number(1)};
  if (kind == "size") return SizeValue{number(1)};
  if (kind == "rate") return RateValue{number(1)};
  if (kind == "percentage") return PercentageValue{value.at(1).get<double>()};
  if (kind == "range") return RangeValue{number(1), number(2)};
  if (kind == "machine") return MachineValue{value.at(1).get<std::uint32_t>()};
  if (kind == "network") return NetworkValue{value.at(1).get<std::uint32_t>()};
  if (kind == "host") return HostValue{};
  if (kind == "text") return text(1);
  if (kind == "result")
    return ResultValue{.status = number(1), .output = text(2), .errors = text(3), .duration = {number(4)}};
  if (kind == "failure") return FailureValue{text(1), text(2)};
  if (kind == "job") return jobs.at(value.at(1).get<std::size_t>());
  if (kind == "ended job") return job_of(value);
  if (kind == "list") {
    ListValue list;
    for (const auto& item : value.at(1)) list.push_back(kept_value(item, jobs));
    return list;
  }
  if (kind == "map") {
    MapValue map;
    for (const auto& [key, item] : value.at(1).items()) map[key] = kept_value(item, jobs);
    return map;
  }
  return {};
}

}  // namespace vmt
