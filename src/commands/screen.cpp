// Commands for a machine's screen and keyboard, and for what its text terminals show.
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <re2/re2.h>

#include <filesystem>
#include <fstream>

#include "commands/commands.hpp"
#include "interpreter/call.hpp"
#include "machine/screen/keys.hpp"
#include "machine/screen/picture.hpp"

namespace vmt::commands {
namespace {

// A guest under emulation takes some milliseconds for a key, and QEMU keeps only a few for it.
constexpr std::chrono::milliseconds between_keys{20};

constexpr std::chrono::milliseconds between_looks{200};

Value screenshot(Call& call) {
  std::filesystem::path file = call.host_path("file");
  if (file.extension() != ".png") file += ".png";
  const auto picture = call.machine("machine").screendump("png", call.patience());
  std::error_code error;
  if (file.has_parent_path()) std::filesystem::create_directories(file.parent_path(), error);
  std::ofstream stream(file, std::ios::binary);
  stream << picture;
  if (!stream.flush()) throw call.failure(fmt::format("the picture `{}` can't be written", file.string()));
  return {};
}

void send_keys(Call& call, const std::vector<machine::KeyEvent>& events) {
  auto list = nlohmann::json::array();
  for (const auto& event : events)
    list.push_back({{"type", "key"},
                    {"data", {{"down", event.is_down}, {"key", {{"type", "qcode"}, {"data", event.name}}}}}});
  const nlohmann::json arguments = {{"events", list}};
  call.machine("machine").ask_qemu("input-send-event", arguments.dump(), call.patience());
}

Value press(Call& call) {
  send_keys(call, machine::chord(call.text("keys")));
  return {};
}

Value type(Call& call) {
  for (const auto& events : machine::typing(call.text("text"))) {
    send_keys(call, events);
    call.interpreter().sleep(between_keys, call.span());
  }
  return {};
}

// ---- Text ---------------------------------------------------------------------------------------

std::string read_screen(Call& call) {
  const auto picture =
      machine::picture_for_reading(call.machine("machine").screendump("ppm", call.patience()));
  if (!picture) throw call.failure("QEMU's picture of the screen can't be read");
  machine::CommandRequest request;
  request.command = "tesseract stdin stdout --psm 6 2>/dev/null";
  request.input = *picture;
  const auto result = call.lab().run_on_host(request, call.patience());
  if (result.succeeded()) return result.output;
  if (result.ending == agent::Ending::timed_out) return {};  // whoever waits says so
  constexpr std::uint32_t no_such_program = 127;
  auto failure = call.failure("the text on the screen can't be read");
  if (result.code == no_such_program)
    failure.diagnostic.help("install tesseract: `sudo apt-get install tesseract-ocr`");
  throw failure;
}

void append_utf8(std::string& text, std::uint32_t character) {
  const auto push = [&](std::uint32_t byte) { text.push_back(static_cast<char>(byte)); };
  if (character < 0x80) return push(character);
  if (character < 0x800) {
    push(0xc0 | character >> 6);
  } else {
    push(0xe0 | character >> 12);
    push(0x80 | (character >> 6 & 0x3f));
  }
  push(0x80 | (character & 0x3f));
}

// The kernel has a terminal's text as one 32-bit number for each place (vcs(4)); /dev/vcsaN begins with the
// number of lines and columns.
std::string read_terminal(Call& call) {
  const auto number = call.integer("number");
  machine::CommandRequest request;
  request.command = fmt::format("head -c 2 /dev/vcsa{0} && cat /dev/vcsu{0}", number);
  const auto result = call.machine("machine").run(request, call.patience());
  if (!result.succeeded() || result.output.size() < 2) {
    auto failure =
        call.failure(fmt::format("terminal {} of `{}` can't be read", number, call.machine_name("machine")));
    failure.diagnostic.note(result.errors);
    throw failure;
  }
  const auto columns = static_cast<std::size_t>(static_cast<unsigned char>(result.output[1]));
  std::string text;
  std::string line;
  for (std::size_t at = 2, column = 0; at + 4 <= result.output.size(); at += 4) {
    std::uint32_t character = 0;
    for (std::size_t i = 0; i < 4; ++i)
      character |= static_cast<std::uint32_t>(static_cast<unsigned char>(result.output[at + i])) << (8 * i);
    append_utf8(line, character == 0 ? ' ' : character);
    if (++column < columns) continue;
    text += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
    line.clear();
    column = 0;
  }
  return text.substr(0, text.find_last_not_of('\n') + 1);
}

Value screen_text(Call& call) {
  return read_screen(call);
}
Value terminal_text(Call& call) {
  return read_terminal(call);
}

// Reads again and again until the pattern is there.
void await_text(Call& call, const std::function<std::string(Call&)>& read, const std::string& where) {
  const re2::RE2 pattern(call.text("pattern"), re2::RE2::Quiet);
  const auto begin = Deadline::Clock::now();
  const auto deadline = call.patience().deadline;
  while (true) {
    const auto text = read(call);
    if (re2::RE2::PartialMatch(text, pattern)) return;
    if (deadline.at_most(between_looks).moment() == deadline.moment()) {
      Failure failure(
          FailureKind::timed_out, call.span_of("pattern"),
          fmt::format("{} of `{}` did not show this in {:.1f}s", where, call.machine_name("machine"),
                      std::chrono::duration<double>(Deadline::Clock::now() - begin).count()));
      failure.diagnostic.note(text.empty() ? "it is empty" : "it shows:\n" + text);
      call.interpreter().explain_limit(failure);
      throw failure;
    }
    call.interpreter().sleep(between_looks, call.span());
  }
}

Value wait_screen(Call& call) {
  await_text(call, read_screen, "the screen");
  return {};
}

Value wait_terminal(Call& call) {
  await_text(call, read_terminal, fmt::format("terminal {}", call.integer("number")));
  return {};
}

constexpr auto rows = std::to_array<Form>({
    {.phrase = "screenshot {machine:machine} as {file:new_host_path}",
     .doc = "Writes a picture of the machine's screen, as PNG, to a file named relative to the script. The "
            "machine needs the setting `display`.",
     .example = "screenshot web as \"login\"",
     .run = screenshot},
    {.phrase = "press {keys:key} on {machine:machine}",
     .doc = "Presses a key, or several together: names joined by `-`, such as `ctrl-alt-f2`, `enter`, `a`.",
     .example = "press \"ctrl-alt-f2\" on web",
     .run = press},
    {.phrase = "type {text:text} on {machine:machine}",
     .doc = "Types the text on the machine's keyboard, which is an American one. Other characters are typed "
            "by their number, which Linux text terminals understand.",
     .example = "type \"root\\n\" on web",
     .run = type},
    {.phrase = "{machine:machine}.screen_text",
     .result = Kind::text,
     .doc = "What can be read on the machine's screen, by tesseract's optical character recognition: it "
            "may mistake a letter for another.",
     .example = "expect web.screen_text() contains \"login\"",
     .run = screen_text},
    {.phrase = "{machine:machine}.terminal_text {number:int}",
     .result = Kind::text,
     .doc = "What the guest's text terminal of that number shows, exactly; empty places at the ends of "
            "lines are left out.",
     .example = "expect web.terminal_text(1) contains \"login:\"",
     .run = terminal_text},
    {.phrase = "wait screen {pattern:pattern} on {machine:machine}",
     .doc = "Waits until the text on the machine's screen, as read by optical character recognition, matches "
            "the regular expression.",
     .example = "wait screen \"login:\" on web",
     .run = wait_screen},
    {.phrase = "wait terminal {number:int} {pattern:pattern} on {machine:machine}",
     .doc = "Waits until what the guest's text terminal of that number shows matches the regular expression.",
     .example = "wait terminal 1 \"login:\" on web",
     .run = wait_terminal},
});

}  // namespace

std::span<const Form> screen() {
  return rows;
}

}  // namespace vmt::commands
