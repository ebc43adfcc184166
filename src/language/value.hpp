// What an expression evaluates to. Values never change, so branches that run at the same time share
// them without a lock.
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "language/type.hpp"

namespace vmt {

class Value;
class Closure;  // a small function with what it captured; see interpreter/closure.hpp

namespace machine {
class Job;
}

struct DurationValue {
  std::int64_t nanoseconds = 0;
  friend auto operator<=>(const DurationValue&, const DurationValue&) = default;
};
struct SizeValue {
  std::int64_t bytes = 0;
  friend auto operator<=>(const SizeValue&, const SizeValue&) = default;
};
struct RateValue {
  std::int64_t bits_per_second = 0;
  friend auto operator<=>(const RateValue&, const RateValue&) = default;
};
struct PercentageValue {
  double percent = 0;
  friend auto operator<=>(const PercentageValue&, const PercentageValue&) = default;
};
struct RangeValue {
  std::int64_t first = 0, last = 0;  // both belong to it; empty when last < first
  friend bool operator==(const RangeValue&, const RangeValue&) = default;
};

// Machines and networks by their place in the Program.
struct MachineValue {
  std::uint32_t index = 0;
  friend bool operator==(const MachineValue&, const MachineValue&) = default;
};
struct NetworkValue {
  std::uint32_t index = 0;
  friend bool operator==(const NetworkValue&, const NetworkValue&) = default;
};
struct HostValue {
  friend bool operator==(const HostValue&, const HostValue&) = default;
};

// What `execute` gives: `status` (128 + the signal for a command that a signal ended), `output`,
// `errors`, `ok`, `duration`.
struct ResultValue {
  std::int64_t status = 0;
  std::string output;
  std::string errors;
  DurationValue duration;
  friend bool operator==(const ResultValue&, const ResultValue&) = default;
};

// What `expect failure` gives: `message`, `output`.
struct FailureValue {
  std::string message;
  std::string output;
  friend bool operator==(const FailureValue&, const FailureValue&) = default;
};

using ListValue = std::vector<Value>;
using MapValue = std::map<std::string, Value, std::less<>>;

class Value {
public:
  using Held = std::variant<std::monostate, bool, std::int64_t, double, DurationValue, SizeValue, RateValue,
                            PercentageValue, RangeValue, MachineValue, NetworkValue, HostValue,
                            std::shared_ptr<const std::string>, std::shared_ptr<const ListValue>,
                            std::shared_ptr<const MapValue>, std::shared_ptr<const ResultValue>,
                            std::shared_ptr<const FailureValue>, std::shared_ptr<machine::Job>,
                            std::shared_ptr<const Closure>>;

  Value() = default;  // nothing
  Value(bool value) : held_(value) {}
  Value(std::int64_t value) : held_(value) {}
  Value(double value) : held_(value) {}
  Value(DurationValue value) : held_(value) {}
  Value(SizeValue value) : held_(value) {}
  Value(RateValue value) : held_(value) {}
  Value(PercentageValue value) : held_(value) {}
  Value(RangeValue value) : held_(value) {}
  Value(MachineValue value) : held_(value) {}
  Value(NetworkValue value) : held_(value) {}
  Value(HostValue value) : held_(value) {}
  Value(std::string value) : held_(std::make_shared<const std::string>(std::move(value))) {}
  Value(std::shared_ptr<const std::string> value) : held_(std::move(value)) {}  // never null
  Value(const char* value) : Value(std::string(value)) {}
  Value(ListValue value);
  Value(MapValue value);
  Value(ResultValue value) : held_(std::make_shared<const ResultValue>(std::move(value))) {}
  Value(FailureValue value) : held_(std::make_shared<const FailureValue>(std::move(value))) {}
  Value(std::shared_ptr<machine::Job> job) : held_(std::move(job)) {}
  Value(std::shared_ptr<const Closure> closure) : held_(std::move(closure)) {}

  // Cheap in a place that holds an int already, as a counter does.
  Value& operator=(std::int64_t value) {
    held_ = value;
    return *this;
  }

  const Held& held() const { return held_; }

  // The value as a T. The checker has established the type; asking for another is a fault of vmt.
  template <typename T>
  const T& as() const { return std::get<T>(held_); }
  template <typename T>
  bool is() const { return std::holds_alternative<T>(held_); }

  const std::string& text() const { return *as<std::shared_ptr<const std::string>>(); }
  const ListValue& list() const { return *as<std::shared_ptr<const ListValue>>(); }
  const MapValue& map() const { return *as<std::shared_ptr<const MapValue>>(); }
  const ResultValue& result() const { return *as<std::shared_ptr<const ResultValue>>(); }
  const FailureValue& failure() const { return *as<std::shared_ptr<const FailureValue>>(); }

  // Jobs and closures are equal when they are the same one.
  friend bool operator==(const Value& left, const Value& right);

private:
  Held held_;
};

// The value as a script would write it: `"web"`, `80`, `1.5s`. Machines and networks need their names.
struct ValueNames {
  std::vector<std::string> machines;
  std::vector<std::string> networks;
};
std::string show(const Value& value, const ValueNames& names);

// The value inside a text: as `show`, but text stays without quotes.
std::string show_plain(const Value& value, const ValueNames& names);
void append_plain(std::string& text, const Value& value, const ValueNames& names);

// `1.5s`, `250ms`, `2m30s`; `512MiB`, `1.5GiB`, `10MB`; `10mbit`.
std::string show(DurationValue value);
std::string show(SizeValue value);
std::string show(RateValue value);

}  // namespace vmt
