#include "check/names.hpp"

namespace vmt::checking {

std::string_view kind_of(const FileName& name) {
  struct Words {
    std::string_view operator()(const MachineName&) const { return "machine"; }
    std::string_view operator()(const NetworkName&) const { return "network"; }
    std::string_view operator()(const FunctionName&) const { return "function"; }
    std::string_view operator()(const GlobalName&) const { return "variable"; }
  };
  return std::visit(Words{}, name.is);
}

std::string host_name_of(std::string_view machine_name) {
  std::string host_name;
  for (const char c : machine_name)
    if (c != ']') host_name += c == '_' || c == '[' ? '-' : c;
  return host_name;
}

FileNames::Declared FileNames::declare(FileName name) {
  const auto known = by_text_.find(name.text);
  if (known != by_text_.end()) return {*known->second, false};
  FileName& declared = names_.emplace_back(name);
  by_text_.emplace(declared.text, &declared);
  return {declared, true};
}

FileName* FileNames::find(std::string_view text) {
  const auto found = by_text_.find(text);
  return found == by_text_.end() ? nullptr : found->second;
}

}  // namespace vmt::checking
