// The figures that vmt promises, each beside its bare limit in the same run, as a table in Markdown.
//
// Usage: table_bench VMT VMT_AGENT FOLDER_OF_THE_BENCHMARKS. A machine whose speed drifts drifts for both of a
// pair: quote the ratios.
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
  if (argument_count != 4) return 2;
  // Whoever reads the table may have seen enough: the programs that are measured are still to be ended.
  std::signal(SIGPIPE, SIG_IGN);
  const std::string vmt = arguments[1];
  fmt::print("| what | vmt | its bare limit | ratio | target |\n| --- | --- | --- | --- | --- |\n");
  vmt::bench::measure_start(vmt, arguments[3]);
  vmt::bench::measure_boot(vmt, arguments[3]);
  vmt::bench::measure_guest(arguments[2]);
  vmt::bench::measure_jobs(arguments[2]);
  vmt::bench::measure_rest(vmt);
}
