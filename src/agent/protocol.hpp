// What vmt and the guest agent say to each other: the one thing that both sides share.
//
// The wire is a byte stream (a virtio-serial port). A frame is a 12-byte header, integers in
// little-endian order, and its payload:
//
//     size      u32   bytes of payload, at most `largest_payload`
//     channel   u32   0: the connection itself; otherwise a number that the host chose for one request
//     type      u8    see `FrameType`
//     (zero)    u8[3]
//
// The guest speaks first. It sends `hello` on channel 0 as soon as it has opened the port; the host
// sends nothing before, because what reaches a port that nobody has opened is lost. A guest that
// reboots says `hello` again: every channel of before is gone. Since a reset can cut a frame in two,
// the host finds the hello by its magic (the payload starts with `hello_magic`) and drops what came
// before it.
//
// A request opens a channel: `run`, `wait`, `connect`, `put`, `get`, `configure`, `await_links`, `power`,
// `terminal`, `hold`. The guest answers on the same channel and ends it with exactly one `done` or `error`;
// a host that has lost interest sends `cancel` and still gets that last frame. Channel numbers are not used
// twice on one connection.
//
// A machine may be copied while a connection is open: the host sends `hold`, and when it is `done`, no
// byte is under way in either direction. The copy's host goes on with the same channels, by sending its
// first frame. So commands live on, and a copy is not a new connection.
//
// Flow: a sender may have at most `window_bytes` of `data`, `output` and `errors` payload under way on
// a channel and direction; the receiver gives room back with `credit` as it consumes. So one stream
// that nobody reads never holds up another.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace vmt::agent {

// The name of the virtio-serial port: /sys/class/virtio-ports/*/name in the guest.
inline constexpr std::string_view port_name = "vmt.agent";
inline constexpr std::string_view hello_magic = "vmt-agent-hello\n";
inline constexpr std::uint32_t protocol_version = 3;

inline constexpr std::uint32_t header_bytes = 12;
inline constexpr std::uint32_t largest_payload = 64 * 1024;
inline constexpr std::uint32_t window_bytes = 1024 * 1024;

// The payload of each type, in the notation of `Writer`/`Reader` below (text = u32 length + bytes).
enum class FrameType : std::uint8_t {
  // guest -> host, channel 0
  hello = 1,  // magic (16 raw bytes), u32 version, text kernel release, u64 boot id (random for each boot)

  // host -> guest: requests
  run = 10,     // text command, text shell ("/bin/sh"), text user (empty: root), text directory (empty:
                // the user's home), u32 n + n times (text name, text value), u64 timeout in milliseconds
                // (0: none), u8 1 when the host will send `data` as standard input (else /dev/null)
  wait = 11,    // u8 Condition, u32 n + n texts: the condition's operands
  connect = 12, // text host, u16 port: opens a TCP connection; then `data` both ways
  put = 13,     // text path: `entry` and `data` frames follow, ended by `end`; see `entry`
  get = 14,     // text path: answered by `entry` and `data` frames
  configure = 15,  // text host name, text contents of /etc/hosts, u32 n + n times (text MAC
                   // "52:54:00:..", u32 m + m texts "192.168.1.2/24" or "fd00::2/64")
  set_clock = 16,  // i64 nanoseconds since 1970, u32 n + n random bytes for the pool (may be 0)
  power = 17,      // u8 Power; `done` means that it is under way
  terminal = 18,   // text command (empty: the user's login shell), text user, text directory, u32 n + n
                   // times (text name, text value), u16 columns, u16 rows: as `run`, but on a terminal of
                   // its own, whose bytes come as `output`; `data` is what is typed
  await_links = 23,  // u32 n + n texts, MACs: `done` when these interfaces can send, or after 3 s
  hold = 19,       // nothing; after `done` the guest sends no frame until the host's next one

  // host -> guest: on an open channel
  signal = 20,  // u32 signal number for the process group of a `run`
  cancel = 21,  // nothing; a `run` is killed with its group, a `wait` ends, a `connect` is closed,
                // a `terminal` hangs up
  resize = 22,  // u16 columns, u16 rows: of a `terminal`

  // both ways, on an open channel
  data = 30,    // raw bytes: standard input, file contents, connection bytes
  end = 31,     // nothing: no more `data` in this direction
  credit = 32,  // u32 bytes consumed by the receiver
  entry = 33,   // one file-system object of `put` or `get`: text path relative to the request's path
                // (empty: the object itself), u8 EntryKind, u32 mode (permission bits), u32 uid, u32 gid,
                // i64 modification time in nanoseconds since 1970, u64 size (of the `data` that
                // follows, for files), text target (of symbolic links)

  // guest -> host, on an open channel
  output = 40,    // raw bytes of standard output
  errors = 41,    // raw bytes of standard error
  observed = 42,  // text: what a `wait` sees now, for people; sent when it changes
  done = 43,      // run, terminal: u8 Ending, u32 code, u64 duration in nanoseconds; wait: u8 Verdict, text why;
                  // others: nothing
  error = 44,     // u32 errno (0 when there is none), text what could not be done, for people
};

// How a command ended.
enum class Ending : std::uint8_t {
  exited = 0,     // code: exit status
  signaled = 1,   // code: signal number
  timed_out = 2,  // its whole process group was killed; code: 0
};

// What `wait` can wait for. The operands are texts.
enum class Condition : std::uint8_t {
  port_open = 1,       // port: something in this guest listens on the TCP port, IPv4 or IPv6
  port_closed = 2,     // port
  connectable = 3,     // host, port: a TCP connection from this guest succeeds
  unconnectable = 4,   // host, port
  file_exists = 5,     // path
  file_absent = 6,     // path
  unit_active = 7,     // systemd unit, user ("" for the system's)
  command_succeeds = 8,  // command, shell: run again and again on a gentle back-off
  command_fails = 9,     // command, shell
  process_exists = 10,   // name, as /proc/PID/comm or the base name of argv[0]
  socket_exists = 11,    // path of a unix socket that accepts or is bound
  boot_finished = 12,    // no operands: systemd reports running or degraded; true at once elsewhere
  file_contains = 13,    // path, text: the file is there and has the text in it
  udp_open = 14,         // port: something in this guest is bound to the UDP port, IPv4 or IPv6
  udp_closed = 15,       // port
  job_runs = 16,         // those of a `JobQuestion`: it is asked again when a process has begun or ended, or something
                         // has changed in /run
};

// How an init system is asked for a job. What it does not have is "".
struct JobQuestion {
  std::string name;  // of the job, for people
  std::string init;  // the init system, for people: "OpenRC"
  // A file that the init system makes when it has started the job. When it comes while it is waited for, the job runs,
  // and no question is needed. One that is there already may be out of date.
  std::string record;
  std::string failure_record;  // a file that is there when a start has failed; read after an answer "not yet"
  std::string crash_status;    // the exit status of the command for a job that has crashed: "32"
  std::string running_words;   // the job runs when the command succeeds and says this
  std::vector<std::string> command;  // a program, found by PATH, and its arguments: no shell starts it

  static constexpr std::size_t fewest_operands = 7;

  std::vector<std::string> operands() const {
    std::vector<std::string> texts = {name, init, record, failure_record, crash_status, running_words};
    texts.insert(texts.end(), command.begin(), command.end());
    return texts;
  }
  // At least `fewest_operands`.
  static JobQuestion of(const std::vector<std::string>& operands) {
    return {operands[0], operands[1], operands[2], operands[3], operands[4], operands[5],
            {operands.begin() + 6, operands.end()}};
  }
};

enum class Verdict : std::uint8_t {
  holds = 0,
  cannot_hold = 1,  // it can no longer come true: the unit failed, or is inactive with no job pending
  cancelled = 2,
};

enum class EntryKind : std::uint8_t { file = 0, directory = 1, symbolic_link = 2 };
enum class Power : std::uint8_t { shut_down = 0, reboot = 1 };

// ---- Encoding ----------------------------------------------------------------------------------

// Builds a payload. Knows no exceptions; allocation failure ends the program.
class Writer {
public:
  Writer& u8(std::uint8_t value) { return number(value, 1); }
  Writer& u16(std::uint16_t value) { return number(value, 2); }
  Writer& u32(std::uint32_t value) { return number(value, 4); }
  Writer& u64(std::uint64_t value) { return number(value, 8); }
  Writer& i64(std::int64_t value) { return number(static_cast<std::uint64_t>(value), 8); }
  Writer& raw(std::string_view bytes) {
    bytes_.append(bytes);
    return *this;
  }
  Writer& text(std::string_view value) {
    u32(static_cast<std::uint32_t>(value.size()));
    return raw(value);
  }
  const std::string& bytes() const { return bytes_; }

private:
  Writer& number(std::uint64_t value, int width) {
    for (int i = 0; i < width; ++i) bytes_.push_back(static_cast<char>(value >> (8 * i) & 0xff));
    return *this;
  }

  std::string bytes_;
};

// Takes a payload apart. Reading past the end gives zeros and empty texts and makes `ok()` false, so
// a caller checks once, at the end.
class Reader {
public:
  explicit Reader(std::string_view bytes) : rest_(bytes) {}

  std::uint8_t u8() { return static_cast<std::uint8_t>(number(1)); }
  std::uint16_t u16() { return static_cast<std::uint16_t>(number(2)); }
  std::uint32_t u32() { return static_cast<std::uint32_t>(number(4)); }
  std::uint64_t u64() { return number(8); }
  std::int64_t i64() { return static_cast<std::int64_t>(number(8)); }
  std::string_view raw(std::size_t size) {
    if (size > rest_.size()) {
      ok_ = false;
      rest_ = {};
      return {};
    }
    const auto bytes = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return bytes;
  }
  std::string_view text() { return raw(u32()); }
  std::string_view rest() const { return rest_; }
  bool ok() const { return ok_; }

private:
  std::uint64_t number(std::size_t width) {
    const auto bytes = raw(width);
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i)
      value |= static_cast<std::uint64_t>(static_cast<unsigned char>(bytes[i])) << (8 * i);
    return value;
  }

  std::string_view rest_;
  bool ok_ = true;
};

struct Header {
  std::uint32_t size = 0;
  std::uint32_t channel = 0;
  FrameType type{};
};

inline Header read_header(std::string_view bytes) {
  Reader reader(bytes);
  Header header;
  header.size = reader.u32();
  header.channel = reader.u32();
  header.type = static_cast<FrameType>(reader.u8());
  return header;
}

// A whole frame, ready to be written.
inline std::string frame(FrameType type, std::uint32_t channel, std::string_view payload = {}) {
  Writer writer;
  writer.u32(static_cast<std::uint32_t>(payload.size())).u32(channel).u8(static_cast<std::uint8_t>(type));
  writer.raw(std::string_view("\0\0\0", 3)).raw(payload);
  return writer.bytes();
}

}  // namespace vmt::agent
