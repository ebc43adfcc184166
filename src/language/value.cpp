#include "language/value.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <type_traits>

namespace vmt {

namespace {

bool is_name(std::string_view key) {
  const auto letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  };
  if (key.empty() || !letter(key.front())) return false;
  return std::ranges::all_of(key, [&](char c) { return letter(c) || (c >= '0' && c <= '9'); });
}

// What a terminal would not show, or act upon.
bool is_control(char c) { return (c >= '\0' && c < ' ') || c == '\x7f'; }

// A literal needs no more escapes than these; every other byte stands for itself.
std::string quoted(std::string_view text) {
  std::string literal = "\"";
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\n') {
      literal += "\\n";
    } else if (c == '\t') {
      literal += "\\t";
    } else if (c == '\r') {
      literal += "\\r";
    } else if (is_control(c)) {
      literal += fmt::format("\\u{{{:x}}}", static_cast<int>(c));
    } else if (c == '"' || c == '\\') {
      literal += '\\';
      literal += c;
    } else if (c == '#' && text.substr(i + 1).starts_with('{')) {
      literal += "\\#";
    } else {
      literal += c;
    }
  }
  return literal + '"';
}

std::string show_decimal(double value) {
  std::string digits = fmt::format("{}", value);
  // `2` would be read back as an int.
  if (std::isfinite(value) && digits.find_first_of(".e") == digits.npos) digits += ".0";
  return digits;
}

std::string name_or(const std::vector<std::string>& names, std::uint32_t index,
                    std::string_view otherwise) {
  return index < names.size() ? names[index] : std::string(otherwise);
}

struct Shower {
  const ValueNames& names;

  std::string operator()(std::monostate) const { return "nothing"; }
  std::string operator()(bool value) const { return value ? "true" : "false"; }
  std::string operator()(std::int64_t value) const { return fmt::format("{}", value); }
  std::string operator()(double value) const { return show_decimal(value); }
  std::string operator()(DurationValue value) const { return show(value); }
  std::string operator()(SizeValue value) const { return show(value); }
  std::string operator()(RateValue value) const { return show(value); }
  std::string operator()(PercentageValue value) const { return fmt::format("{}%", value.percent); }
  std::string operator()(RangeValue value) const {
    return fmt::format("{}..{}", value.first, value.last);
  }
  std::string operator()(MachineValue value) const {
    return name_or(names.machines, value.index, "machine");
  }
  std::string operator()(NetworkValue value) const {
    return name_or(names.networks, value.index, "network");
  }
  std::string operator()(HostValue) const { return "host"; }
  std::string operator()(const std::shared_ptr<const std::string>& value) const {
    return quoted(*value);
  }

  std::string operator()(const std::shared_ptr<const ListValue>& value) const {
    std::string shown;
    for (const Value& item : *value) {
      if (!shown.empty()) shown += ", ";
      shown += show(item, names);
    }
    return "[" + shown + "]";
  }

  std::string operator()(const std::shared_ptr<const MapValue>& value) const {
    std::string shown;
    for (const auto& [key, item] : *value) {
      if (!shown.empty()) shown += ", ";
      shown += (is_name(key) ? key : quoted(key)) + ": " + show(item, names);
    }
    return "{" + shown + "}";
  }

  std::string operator()(const std::shared_ptr<const ResultValue>& value) const {
    return fmt::format("{{status: {}, output: {}, errors: {}, ok: {}, duration: {}}}",
                       value->status, quoted(value->output), quoted(value->errors),
                       value->status == 0, show(value->duration));
  }

  std::string operator()(const std::shared_ptr<const FailureValue>& value) const {
    return fmt::format("{{message: {}, output: {}}}", quoted(value->message),
                       quoted(value->output));
  }

  std::string operator()(const std::shared_ptr<machine::Job>&) const { return "job"; }
  std::string operator()(const std::shared_ptr<const Closure>&) const { return "function"; }
};

// Shared values are equal when what they hold is equal; jobs and closures when they are the same
// one.
template <typename T>
constexpr bool is_compared_by_identity = std::is_same_v<T, std::shared_ptr<machine::Job>> ||
                                         std::is_same_v<T, std::shared_ptr<const Closure>>;

template <typename T>
constexpr bool is_shared = false;
template <typename T>
constexpr bool is_shared<std::shared_ptr<T>> = true;

template <typename T>
bool same(const T& left, const T& right) {
  if constexpr (is_shared<T> && !is_compared_by_identity<T>) {
    return left == right || *left == *right;
  } else {
    return left == right;
  }
}

}  // namespace

Value::Value(ListValue value) : held_(std::make_shared<const ListValue>(std::move(value))) {}
Value::Value(MapValue value) : held_(std::make_shared<const MapValue>(std::move(value))) {}

bool operator==(const Value& left, const Value& right) {
  if (left.held().index() != right.held().index()) return false;
  return std::visit(
      [&](const auto& value) { return same(value, right.as<std::decay_t<decltype(value)>>()); },
      left.held());
}

std::string show(const Value& value, const ValueNames& names) {
  return std::visit(Shower{names}, value.held());
}

std::string show_plain(const Value& value, const ValueNames& names) {
  std::string text;
  append_plain(text, value, names);
  return text;
}

void append_plain(std::string& text, const Value& value, const ValueNames& names) {
  if (value.is<std::shared_ptr<const std::string>>()) {
    text += value.text();
  } else if (value.is<std::int64_t>()) {
    const fmt::format_int digits(value.as<std::int64_t>());
    text.append(digits.data(), digits.size());
  } else {
    text += show(value, names);
  }
}

}  // namespace vmt
