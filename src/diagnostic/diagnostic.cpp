#include "diagnostic/diagnostic.hpp"

#include <algorithm>
#include <tuple>
#include <unordered_map>

namespace vmt {

namespace {

// A name of a megabyte is as wrong as one of ten letters, and nobody reads more of it than this.
constexpr std::size_t longest_message = 400, longest_part = 150;

bool is_inside_character(const std::string& text, std::size_t at) {
  return at < text.size() && (static_cast<unsigned char>(text[at]) & 0xc0) == 0x80;
}

std::string shortened(std::string text) {
  if (text.size() <= longest_message) return text;
  auto end = longest_part;
  while (is_inside_character(text, end)) --end;
  auto rest = text.size() - longest_part;
  while (is_inside_character(text, rest)) ++rest;
  return text.substr(0, end) + "..." + text.substr(rest);
}

}  // namespace

Diagnostic& Diagnostic::label(std::string text) {
  primary.text = shortened(std::move(text));
  return *this;
}

Diagnostic& Diagnostic::label(Span span, std::string text) {
  labels.push_back({span, shortened(std::move(text))});
  return *this;
}

Diagnostic& Diagnostic::note(std::string text) {
  notes.push_back(std::move(text));
  return *this;
}

Diagnostic& Diagnostic::help(std::string text) {
  helps.push_back(shortened(std::move(text)));
  return *this;
}

Diagnostic& Diagnostic::fix(std::string title, Span span, std::string replacement,
                            Applicability applicability) {
  fixes.push_back({shortened(std::move(title)), {{span, std::move(replacement)}}, applicability});
  return *this;
}

std::size_t Diagnostics::count(Severity severity) const {
  return static_cast<std::size_t>(
      std::count_if(all_.begin(), all_.end(),
                    [severity](const Diagnostic& each) { return each.severity == severity; }));
}

void Diagnostics::sort(const Sources& sources) {
  // Things without a place come first; sources count in the order in which they were loaded.
  std::unordered_map<const Source*, std::size_t> order;
  for (const Source& source : sources.all()) order.emplace(&source, order.size() + 1);
  const auto key = [&order](const Diagnostic& diagnostic) {
    const Span& span = diagnostic.primary.span;
    const auto found = order.find(span.source);
    return std::tuple(found == order.end() ? 0 : found->second, span.begin, span.end);
  };
  std::stable_sort(all_.begin(), all_.end(),
                   [&key](const Diagnostic& a, const Diagnostic& b) { return key(a) < key(b); });

  std::deque<Diagnostic> kept;
  for (Diagnostic& each : all_) {
    // What lies at one place stands together now.
    const auto is_same = [&each](const Diagnostic& other) {
      return other.primary.span == each.primary.span && other.code == each.code &&
             other.message == each.message;
    };
    bool is_known = false;
    for (auto other = kept.rbegin(); other != kept.rend() && !is_known; ++other) {
      if (other->primary.span != each.primary.span) break;
      is_known = is_same(*other);
    }
    if (!is_known) kept.push_back(std::move(each));
  }
  all_ = std::move(kept);
}

Diagnostic& Diagnostics::add(std::string_view code, Severity severity, std::string_view name,
                             Span span, std::string message) {
  Diagnostic& diagnostic = all_.emplace_back();
  diagnostic.code = code;
  diagnostic.severity = severity;
  diagnostic.name = name;
  diagnostic.message = shortened(std::move(message));
  diagnostic.primary.span = span;
  return diagnostic;
}

}  // namespace vmt
