// One problem with everything that a problem can have, for the tests of the writers.
#pragma once

#include <vector>

#include "diagnostic/diagnostic.hpp"

namespace vmt {

// "wbe" stands behind a tab, an é, a 漢 and an emoji, so that every way of counting differs.
inline const Source& story_source(Sources& sources) {
  return sources.add("tests/web.vmt", "machine web\n\té漢😀 wbe\n");
}

inline Diagnostic story(const Source& source) {
  const auto find = [&source](std::string_view what) {
    const auto at = source.text().find(what);
    return source.span(at, at + what.size());
  };
  Diagnostic diagnostic;
  diagnostic.code = "V0203";
  diagnostic.message = "no machine is called `wbe`";
  diagnostic.primary = {find("wbe"), "not found in this file"};
  diagnostic.label(find("web"), "a machine with a similar name is declared here");
  diagnostic.note("a fact");
  diagnostic.help("advice, 100% sure");
  diagnostic.fix("there is a machine named `web`", find("wbe"), "web", Applicability::machine_applicable);
  return diagnostic;
}

inline std::vector<const Diagnostic*> pointers_to(const std::vector<Diagnostic>& diagnostics) {
  std::vector<const Diagnostic*> pointers;
  for (const Diagnostic& each : diagnostics) pointers.push_back(&each);
  return pointers;
}

}  // namespace vmt
