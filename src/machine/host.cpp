#include "machine/host.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <condition_variable>
#include <mutex>
#include <optional>

#include "machine/byte_stream.hpp"
#include "machine/child.hpp"
#include "machine/descriptor.hpp"
#include "machine/waiting.hpp"

namespace vmt::machine {
namespace {

// What the I/O thread fills in and the branch waits for.
struct Collected {
  std::mutex mutex;
  std::condition_variable_any changed;
  std::string output;
  std::string errors;
  int open_streams = 2;
  std::optional<ExitStatus> exit_status;
};

// env(1) sets the folder and the variables, the shell reads the command.
ChildRequest child_request(const CommandRequest& request) {
  ChildRequest child;
  child.program = find_program("env").value_or("/usr/bin/env");
  if (!request.directory.empty()) child.arguments = {"-C", request.directory};
  for (const auto& [name, value] : request.environment) child.arguments.push_back(name + "=" + value);
  child.arguments.insert(child.arguments.end(), {"/bin/sh", "-c", request.command});
  return child;
}

// Standard input as a file in memory: the child reads it at its own pace, and nobody has to feed it.
Descriptor input_file(const std::string& input) {
  Descriptor file(memfd_create("vmt-input", MFD_CLOEXEC));
  std::string_view rest = input;
  while (!rest.empty()) {
    const auto written = write(file.get(), rest.data(), rest.size());
    if (written <= 0)
      throw Trouble(TroubleKind::infrastructure, "there is no memory for the command's input");
    rest.remove_prefix(static_cast<std::size_t>(written));
  }
  lseek(file.get(), 0, SEEK_SET);
  return file;
}

ByteStream::Events collect_into(Collected& collected, std::string& text) {
  return {.bytes =
              [&collected, &text](std::string_view bytes) {
                const std::lock_guard lock(collected.mutex);
                text += bytes;
              },
          .closed =
              [&collected] {
                const std::lock_guard lock(collected.mutex);
                --collected.open_streams;
                collected.changed.notify_all();
              }};
}

CommandResult result_of(Collected& collected, bool timed_out) {
  CommandResult result;
  result.output = std::move(collected.output);
  result.errors = std::move(collected.errors);
  if (timed_out) {
    result.ending = agent::Ending::timed_out;
  } else {
    result.ending = collected.exit_status->was_signaled ? agent::Ending::signaled : agent::Ending::exited;
    result.code = static_cast<std::uint32_t>(collected.exit_status->code);
  }
  return result;
}

}  // namespace

CommandResult run_on_host(IoThread& io, const CommandRequest& request, const Patience& patience) {
  const auto begin = Deadline::Clock::now();
  Collected collected;
  const auto input = request.input ? input_file(*request.input) : Descriptor();
  auto output = make_pipe();
  auto errors = make_pipe();

  auto child_words = child_request(request);
  child_words.standard_input = input.get();
  child_words.standard_output = output.theirs.get();
  child_words.standard_error = errors.theirs.get();

  std::optional<ByteStream> output_stream, errors_stream;
  std::optional<Child> child;
  io.call([&] {
    child.emplace(io, child_words, [&collected](ExitStatus status) {
      const std::lock_guard lock(collected.mutex);
      collected.exit_status = status;
      collected.changed.notify_all();
    });
    output_stream.emplace(io, std::move(output.ours), collect_into(collected, collected.output));
    errors_stream.emplace(io, std::move(errors.ours), collect_into(collected, collected.errors));
  });
  output.theirs = {};
  errors.theirs = {};

  std::unique_lock lock(collected.mutex);
  const auto has_ended = [&] { return collected.exit_status && collected.open_streams == 0; };
  const auto waited = wait_until(lock, collected.changed, patience, has_ended);
  lock.unlock();
  child.reset();
  output_stream.reset();
  errors_stream.reset();
  if (waited == Waited::stopped) throw Trouble(TroubleKind::stopped, "stopped");
  auto result = result_of(collected, waited == Waited::timed_out);
  result.duration = Deadline::Clock::now() - begin;
  return result;
}

}  // namespace vmt::machine
