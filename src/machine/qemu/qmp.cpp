#include "machine/qemu/qmp.hpp"

#include <fcntl.h>
#include <fmt/format.h>

#include <cerrno>
#include <optional>

#include "machine/trouble.hpp"

namespace vmt::machine::qemu {

struct Monitor::Reply {
  std::optional<nlohmann::json> object;  // with `return` or `error`
};

Monitor::Monitor(IoThread& io, Descriptor channel, Events events)
    : events_(std::move(events)),
      stream_(io, std::move(channel), {[this](std::string_view bytes) { take(bytes); }, [this] { end(); }}) {
  send("qmp_capabilities", nlohmann::json::object());
}

std::shared_ptr<Monitor::Reply> Monitor::begin(const std::string& command, const nlohmann::json& arguments,
                                               Descriptor attached) {
  auto reply = std::make_shared<Reply>();
  std::uint64_t id = 0;
  {
    const std::lock_guard lock(mutex_);
    id = ++last_id_;
    awaited_[id] = reply;
  }
  const nlohmann::json object = {{"execute", command}, {"arguments", arguments}, {"id", id}};
  if (attached.is_open())
    stream_.send(object.dump() + "\n", std::move(attached));
  else
    stream_.send(object.dump() + "\n");
  return reply;
}

void Monitor::send(const std::string& command, const nlohmann::json& arguments) {
  begin(command, arguments);
}

nlohmann::json Monitor::execute(const std::string& command, const nlohmann::json& arguments,
                                const Patience& patience) {
  return result(command, *begin(command, arguments), patience);
}

void Monitor::give(const std::string& name, int descriptor, const Patience& patience) {
  Descriptor copy(::fcntl(descriptor, F_DUPFD_CLOEXEC, 0));
  if (!copy.is_open())
    throw Trouble(TroubleKind::infrastructure, "vmt has no descriptors left: " + system_words(errno));
  result("getfd", *begin("getfd", {{"fdname", name}}, std::move(copy)), patience);
}

nlohmann::json Monitor::result(const std::string& command, const Reply& reply, const Patience& patience) {
  std::unique_lock lock(mutex_);
  switch (wait_until(lock, changed_, patience, [&] { return reply.object || is_closed_; })) {
    case Waited::timed_out:
      throw Trouble(TroubleKind::timed_out, fmt::format("QEMU did not answer `{}` in time", command));
    case Waited::stopped:
      throw Trouble(TroubleKind::stopped, fmt::format("stopped while QEMU was asked to `{}`", command));
    case Waited::happened: break;
  }
  if (!reply.object)
    throw Trouble(TroubleKind::machine_lost, fmt::format("QEMU ended before it answered `{}`", command));
  if (const auto error = reply.object->find("error"); error != reply.object->end())
    throw Trouble(TroubleKind::refused,
                  fmt::format("QEMU refused `{}`: {}", command, error->value("desc", std::string("?"))));
  return reply.object->value("return", nlohmann::json::object());
}

void Monitor::take(std::string_view bytes) {
  partial_line_ += bytes;
  std::size_t begin = 0;
  for (auto end = partial_line_.find('\n'); end != std::string::npos; end = partial_line_.find('\n', begin)) {
    take_line(partial_line_.substr(begin, end - begin));
    begin = end + 1;
  }
  partial_line_.erase(0, begin);
}

void Monitor::take_line(const std::string& line) {
  auto object = nlohmann::json::parse(line, nullptr, /*allow_exceptions=*/false);
  if (!object.is_object()) return;
  if (object.contains("event") && object["event"].is_string())
    return events_.event(object["event"].get<std::string>(), object["data"]);
  if (!object.contains("id") || !object["id"].is_number_unsigned()) return;
  const std::lock_guard lock(mutex_);
  const auto awaited = awaited_.find(object["id"].get<std::uint64_t>());
  if (awaited == awaited_.end()) return;
  awaited->second->object = std::move(object);
  awaited_.erase(awaited);
  changed_.notify_all();
}

void Monitor::end() {
  {
    const std::lock_guard lock(mutex_);
    is_closed_ = true;
    changed_.notify_all();
  }
  events_.closed();
}

}  // namespace vmt::machine::qemu
