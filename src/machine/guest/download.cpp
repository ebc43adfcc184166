#include "machine/guest/download.hpp"

#include <fmt/format.h>

#include <deque>

#include "machine/guest/tree_writer.hpp"

namespace vmt::machine::guest {
namespace {

namespace fs = std::filesystem;
using agent::FrameType;

// What `read_file` keeps in memory at most.
constexpr std::size_t largest_text_bytes = std::size_t{1} << 30;

// The frames of one `get`, queued for the thread that asked; the window bounds the queue.
class GetRequest : public Request {
public:
  struct Frame {
    FrameType type{};
    std::string payload;
  };

  void frame(FrameType type, std::string_view payload) override {
    const std::lock_guard lock(mutex_);
    frames_.push_back({type, std::string(payload)});
    changed_.notify_all();
  }
  void lost(const Trouble& why) override {
    const std::lock_guard lock(mutex_);
    loss_ = why;
    changed_.notify_all();
  }

  Frame next(const Patience& patience, const std::string& what) {
    std::unique_lock lock(mutex_);
    const auto waited = wait_until(lock, changed_, patience, [&] { return !frames_.empty() || loss_; });
    if (waited == Waited::timed_out) throw Trouble(TroubleKind::timed_out, what + " took too long");
    if (waited == Waited::stopped) throw Trouble(TroubleKind::stopped, what + " was stopped");
    if (frames_.empty()) throw *loss_;
    auto frame = std::move(frames_.front());
    frames_.pop_front();
    return frame;
  }

private:
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::deque<Frame> frames_;
  std::optional<Trouble> loss_;
};

// Asks for `guest_path` and gives each entry and each piece of data to the two functions.
template <typename OnEntry, typename OnData>
void get(AgentLink& link, const std::string& guest_path, const Patience& patience, OnEntry on_entry,
         OnData on_data) {
  const auto request = std::make_shared<GetRequest>();
  const auto channel = link.new_channel();
  const auto what = fmt::format("copying from `{}`", guest_path);
  link.open(channel, FrameType::get, agent::Writer().text(guest_path).bytes(), request);
  std::uint32_t uncredited_bytes = 0;
  try {
    while (true) {
      const auto frame = request->next(patience, what);
      if (frame.type == FrameType::done) return;
      if (frame.type == FrameType::error) {
        agent::Reader reader(frame.payload);
        reader.u32();
        throw Trouble(TroubleKind::refused, std::string(reader.text()));
      }
      if (frame.type == FrameType::entry) on_entry(decode_entry(frame.payload));
      if (frame.type != FrameType::data) continue;
      on_data(frame.payload);
      uncredited_bytes += static_cast<std::uint32_t>(frame.payload.size());
      if (uncredited_bytes < agent::window_bytes / 4) continue;
      link.send(channel, FrameType::credit, agent::Writer().u32(uncredited_bytes).bytes());
      uncredited_bytes = 0;
    }
  } catch (const Trouble&) {
    link.send(channel, FrameType::cancel);  // nothing when the guest has said its last word
    throw;
  }
}

fs::path place_for(const fs::path& host_path, const std::string& guest_path, const Entry& top) {
  std::error_code error;
  const auto goes_inside = !host_path.has_filename() ||
                           (top.kind != agent::EntryKind::directory && fs::is_directory(host_path, error));
  if (!goes_inside) return host_path;
  auto name = fs::path(guest_path).lexically_normal();
  if (!name.has_filename()) name = name.parent_path();
  return host_path / name.filename();
}

}  // namespace

void download(AgentLink& link, const std::string& guest_path, const fs::path& host_path,
              const Patience& patience, const OnCopied& on_copied) {
  std::optional<TreeWriter> writer;
  CopyProgress progress;
  const auto begin = [&](const Entry& entry) {
    if (!writer) {
      const auto place = place_for(host_path, guest_path, entry);
      std::error_code error;
      fs::create_directories(place.parent_path(), error);
      writer.emplace(place);
      progress.total_bytes = entry.size_bytes;
    }
    writer->begin(entry);
  };
  get(link, guest_path, patience, begin, [&](std::string_view bytes) {
    if (writer) writer->data(bytes);
    progress.carried_bytes += bytes.size();
    if (on_copied) on_copied(progress);
  });
  if (writer) writer->finish();
}

std::string download_text(AgentLink& link, const std::string& guest_path, const Patience& patience) {
  std::string text;
  const auto begin = [&](const Entry& entry) {
    if (entry.kind == agent::EntryKind::directory)
      throw Trouble(TroubleKind::refused,
                    fmt::format("`{}` is a folder in the guest, not a file", guest_path));
    if (entry.size_bytes > largest_text_bytes)
      throw Trouble(TroubleKind::refused, fmt::format("`{}` is larger than 1 GiB", guest_path))
          .with_help("copy it to a file of the host instead of reading it as a text");
  };
  get(link, guest_path, patience, begin, [&](std::string_view bytes) { text += bytes; });
  return text;
}

}  // namespace vmt::machine::guest
