#include <fmt/format.h>

#include <algorithm>

#include "commands/find_job.hpp"
#include "tests/bench/guest.hpp"
#include "tests/bench/table.hpp"
#include "tests/support/recorder.hpp"

namespace vmt::bench {
namespace {

using machine::Machine;

constexpr int waits = 9;

// A service that is known by its pid file, as most of Debian's are.
constexpr auto service = R"(#!/bin/sh
case $1 in
start) start-stop-daemon --start --background --make-pidfile --pidfile /run/demo.pid --exec /bin/sleep -- 1000 ;;
stop) start-stop-daemon --stop --oknodo --pidfile /run/demo.pid --remove-pidfile ;;
status) start-stop-daemon --status --pidfile /run/demo.pid ;;
esac
)";

// No Upstart is to be had any more; its `initctl` of version 1.12 said these words.
constexpr auto initctl = R"~(#!/bin/sh
[ "$1" = version ] && { echo "init (upstart 1.12.1)"; exit; }
[ -e /run/demo.up ] && echo "demo start/running, process 321" || echo "demo stop/waiting"
)~";

void write_program(Machine& guest, const std::string& path, const std::string& text) {
  guest.write_file(path, text, patience());
  run(guest, "chmod 755 " + path);
}

struct Watched {
  std::string what;
  std::string name;   // of the job
  std::string begin;  // makes that it runs
  std::string file;   // comes when it does
  std::string end;
};

Seconds median_of(Machine& guest, const Watched& watched, const std::function<void()>& action) {
  std::vector<Seconds> times;
  for (int round = 0; round < waits; ++round) {
    times.push_back(time_from_file(guest, watched.file, action));
    run(guest, watched.end);
  }
  return median(times);
}

Seconds lateness_of(Machine& guest, const Watched& watched) {
  const auto condition =
      commands::job_runs(watched.name, run(guest, commands::script_to_find_job(watched.name)).output);
  return median_of(guest, watched, [&] {
    // The wait is under way by then, and its first question answered.
    run(guest, fmt::format("(sleep 1; {}) >/dev/null 2>&1 &", watched.begin));
    guest.wait(condition, patience());
  });
}

// Beside the init system's own command when that is run at the right moment.
void measure_asked(Machine& guest, const Watched& watched, const std::string& question) {
  const auto late = lateness_of(guest, watched) * 1000;
  const auto bare = median_of(guest, watched, [&] { run(guest, watched.begin + "; " + question); }) * 1000;
  print({.what = watched.what,
         .measured = late,
         .limit = fmt::format("`{}` at that time", question),
         .bare = bare,
         .unit = "ms",
         .target = "ratio < 1.15"});
}

void measure_recorded(Machine& guest, const Watched& watched) {
  print({.what = watched.what,
         .measured = lateness_of(guest, watched) * 1000,
         .limit = "at once",
         .unit = "ms",
         .target = "< 30 ms"});
}

void with_guest(const std::string& agent, const machine::ImageRequest& image, const auto& measure) {
  machine::LabConfig config;
  config.machines = {{.name = "box", .host_name = "box"}};
  config.machines[0].image = image;
  config.machines[0].memory_mib = 512;
  machine::LabOptions options;
  options.agent = agent;
  test::Recorder recorder;
  const auto lab = machine::make_lab(config, options, recorder);
  auto& guest = lab->machine(0);
  guest.start(patience());
  guest.wait({agent::Condition::boot_finished, {}}, patience());
  measure(guest);
}

machine::DebianImage debian(const std::string& package) {
  machine::DebianImage image;
  image.packages = {"sysvinit-core", package};
  return image;
}

}  // namespace

void measure_jobs(const std::string& agent) {
  with_guest(agent, machine::TinyImage{}, [](Machine& guest) {
    write_program(guest, "/sbin/initctl", initctl);
    measure_recorded(
        guest, {"an Upstart job is noticed", "demo", ": >/run/demo.up", "/run/demo.up", "rm /run/demo.up"});
  });
  with_guest(agent, debian("sysv-rc"), [](Machine& guest) {
    write_program(guest, "/etc/init.d/demo", service);
    // A process that has run all along becomes ready.
    run(guest, "sleep 1000 >/dev/null 2>&1 & echo $! >/root/pid");
    measure_asked(guest,
                  {"a SysV job is noticed when its pid file comes", "demo",
                   "read pid </root/pid; echo $pid >/run/demo.pid", "/run/demo.pid", "rm /run/demo.pid"},
                  "/etc/init.d/demo status");
    measure_asked(guest,
                  {"the same, of one that `/etc/init.d/demo start` starts", "demo", "/etc/init.d/demo start",
                   "/run/demo.pid", "while ! /etc/init.d/demo status; do :; done; /etc/init.d/demo stop"},
                  "/etc/init.d/demo status");
  });
  with_guest(agent, debian("openrc"), [](Machine& guest) {
    write_program(guest, "/etc/init.d/plain", "#!/sbin/openrc-run\nstart() { return 0; }\n");
    measure_recorded(guest, {"an OpenRC job is noticed", "plain", "rc-service plain start",
                             "/run/openrc/started/plain", "rc-service plain stop"});
    write_program(guest, "/etc/init.d/choosy",
                  "#!/sbin/openrc-run\nstart() { return 0; }\nstatus() { test -e /run/choosy; }\n");
    measure_asked(guest,
                  {"the same, of one with a `status` of its own", "choosy", ": >/run/choosy", "/run/choosy",
                   "rm /run/choosy"},
                  "/etc/init.d/choosy status");
  });
}

}  // namespace vmt::bench
