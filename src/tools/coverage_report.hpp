// From the coverage that was collected in guests to what people read: one report over all machines and
// tests, made by lcov.
#pragma once

#include <filesystem>
#include <stop_token>

namespace vmt::tools {

// Before anything starts: a run of an hour must not end with "lcov is not installed". Throws
// machine::Trouble (infrastructure).
void require_coverage_tools();

// Reads `folder`/data and writes `folder`/coverage.info (lcov's format) and `folder`/html/index.html, and
// says so on the standard output. Programs must have been built on this host, where their .gcno files
// still lie. Throws machine::Trouble (infrastructure).
void write_coverage_report(const std::filesystem::path& folder, const std::stop_token& stop);

}  // namespace vmt::tools
