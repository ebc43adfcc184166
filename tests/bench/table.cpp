// The figures that vmt promises, each beside its bare limit in the same run, as a table in Markdown.
//
// Usage: table_bench VMT VMT_AGENT FOLDER_OF_THE_BENCHMARKS [PART]. The parts are start, boot, guest, jobs and rest.
// A machine whose speed drifts drifts for both of a pair: quote the ratios.
#include "tests/bench/table.hpp"

#include <fmt/format.h>

#include <csignal>
#include <cstdio>

namespace vmt::bench {

void print(const Row& row) {
  const auto number = [](double value) { return value < 10 ? fmt::format("{:.2f}", value) : fmt::format("{:.0f}", value); };
  const auto value = [&](double of) { return number(of) + " " + row.unit; };
  const auto ratio = row.bare > 0 ? number(row.measured / row.bare) : "";
  fmt::print("| {} | {} | {}: {} | {} | {} |\n", row.what, value(row.measured), row.limit, value(row.bare), ratio,
             row.target);
  std::fflush(stdout);
}

}  // namespace vmt::bench

int main(int argument_count, char** arguments) {
  if (argument_count != 4 && argument_count != 5) return 2;
  // Whoever reads the table may have seen enough: the programs that are measured are still to be ended.
  std::signal(SIGPIPE, SIG_IGN);
  const std::string vmt = arguments[1], agent = arguments[2], tests = arguments[3];
  const std::string part = argument_count == 5 ? arguments[4] : "";
  const auto is_wanted = [&](const char* name) { return part.empty() || part == name; };
  fmt::print("| what | vmt | its bare limit | ratio | target |\n| --- | --- | --- | --- | --- |\n");
  if (is_wanted("start")) vmt::bench::measure_start(vmt, tests);
  if (is_wanted("boot")) vmt::bench::measure_boot(vmt, tests);
  if (is_wanted("guest")) vmt::bench::measure_guest(agent);
  if (is_wanted("jobs")) vmt::bench::measure_jobs(agent);
  if (is_wanted("rest")) vmt::bench::measure_rest(vmt);
}
