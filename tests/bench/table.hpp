// The rows of the table: what vmt takes, and what cannot be avoided, measured in the same run.
#pragma once

#include <string>

namespace vmt::bench {

// One row. Ratio: `measured` / `bare`; a bare limit of 0 has none.
struct Row {
  std::string what;
  double measured = 0;
  std::string limit;  // in words
  double bare = 0;
  std::string unit;
  std::string target;
};
void print(const Row& row);

// table_process.cpp: the program itself. `vmt` is its path, `tests` the folder of nothing.vmt and its like.
void measure_start(const std::string& vmt, const std::string& tests);
void measure_boot(const std::string& vmt, const std::string& tests);
void measure_rest(const std::string& vmt);  // processor time when nothing happens, and memory

// table_guest.cpp: what is asked of a guest. `agent` is the path of vmt-agent.
void measure_guest(const std::string& agent);

// table_jobs.cpp: `wait job` on init systems that have to be asked.
void measure_jobs(const std::string& agent);

}  // namespace vmt::bench
