// Problems as JSON, for editors and other programs.
//
// One object, whose schema is docs/diagnostics.schema.json:
//
//   {"version": 1, "diagnostics": [{
//      "code": "V0203", "severity": "error", "rule": null, "message": "...", "file": "web.vmt",
//      "start": {"line": 12, "column": 17, "offset": 231, "utf16Column": 16}, "end": {...},
//      "labels": [{"file": ..., "start": ..., "end": ..., "message": "...", "isPrimary": true}],
//      "notes": ["..."], "helps": ["..."],
//      "fixes": [{"title": "...", "applicability": "machine-applicable",
//                 "edits": [{"file": ..., "start": ..., "end": ..., "replacement": "web"}]}]}]}
//
// `line` and `column` count from 1, `column` in characters (Unicode code points); `offset` counts bytes
// from 0; `utf16Column` counts UTF-16 code units from 0, as the Language Server Protocol does. An `end`
// is the place behind the last character. What has no place in a script has `file`, `start` and `end`
// null, and what has no code has a null `code`. Keys may be added within a version, never changed.
#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "diagnostic/diagnostic.hpp"

namespace vmt {

inline constexpr int json_version = 1;

// The object on one line, ended by '\n'. `hidden_count` problems are left out of `diagnostics`; when
// there are any, the object says so under `hidden`. Bytes that are no UTF-8 become U+FFFD.
std::string to_json(std::span<const Diagnostic* const> diagnostics, std::size_t hidden_count = 0);

// "machine-applicable", "maybe-incorrect", "has-placeholders".
std::string_view spelling(Applicability applicability);

// "error", "warning".
std::string_view spelling(Severity severity);

}  // namespace vmt
