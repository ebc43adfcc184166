#include "machine/guest/upload.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>

#include "machine/guest/answer.hpp"
#include "machine/guest/entry.hpp"

namespace vmt::machine::guest {
namespace {

namespace fs = std::filesystem;
using agent::EntryKind;
using agent::FrameType;

class PutRequest : public Request {
public:
  void frame(FrameType type, std::string_view payload) override {
    if (type == FrameType::credit) answer.give_credit(agent::Reader(payload).u32());
    if (type == FrameType::done || type == FrameType::error) answer.take(type, payload);
  }
  void lost(const Trouble& why) override { answer.fail(why); }

  Answer answer;
};

Trouble host_trouble(const fs::path& path, int error_number) {
  return Trouble(TroubleKind::refused, fmt::format("`{}` can't be read on the host: {}", path.string(),
                                                   system_words(error_number)));
}

Entry describe(const fs::path& path, const std::string& relative, bool follow_link) {
  struct stat facts {};
  if ((follow_link ? ::stat(path.c_str(), &facts) : ::lstat(path.c_str(), &facts)) != 0)
    throw host_trouble(path, errno);
  Entry entry;
  entry.path = relative;
  entry.mode = facts.st_mode & 07777;
  if (::geteuid() == 0) entry.uid = facts.st_uid, entry.gid = facts.st_gid;
  entry.modified_ns = facts.st_mtim.tv_sec * std::int64_t{1'000'000'000} + facts.st_mtim.tv_nsec;
  if (S_ISREG(facts.st_mode)) {
    entry.size_bytes = static_cast<std::uint64_t>(facts.st_size);
  } else if (S_ISDIR(facts.st_mode)) {
    entry.kind = EntryKind::directory;
  } else if (S_ISLNK(facts.st_mode)) {
    entry.kind = EntryKind::symbolic_link;
    entry.target = fs::read_symlink(path).string();
  } else {
    throw Trouble(
        TroubleKind::refused,
        fmt::format("`{}` is neither file, folder nor symbolic link: it can't be copied", path.string()));
  }
  return entry;
}

// One `put` under way. Its functions give up quietly when the guest has answered before the end:
// what it said is thrown by `finish`.
class Put {
public:
  Put(AgentLink& link, const std::string& guest_path, const Patience& patience, std::uint64_t total_bytes = 0,
      OnCopied on_copied = {})
      : link_(link),
        patience_(patience),
        progress_{0, total_bytes},
        on_copied_(std::move(on_copied)),
        channel_(link.new_channel()),
        what_(fmt::format("copying to `{}`", guest_path)) {
    link_.open(channel_, FrameType::put, agent::Writer().text(guest_path).bytes(), request_);
  }
  // A copy that ends early must not be taken for a whole one by the guest.
  ~Put() {
    if (!request_->answer.is_there()) link_.send(channel_, FrameType::cancel);
  }
  Put(const Put&) = delete;
  Put& operator=(const Put&) = delete;

  void begin(const Entry& entry) { link_.send(channel_, FrameType::entry, encode(entry)); }

  void data(std::string_view bytes) {
    while (!bytes.empty()) {
      const auto wanted = std::min<std::size_t>(bytes.size(), agent::largest_payload);
      const auto room = request_->answer.take_credit(wanted, patience_, what_);
      if (room == 0) return;
      link_.send(channel_, FrameType::data, bytes.substr(0, room));
      bytes.remove_prefix(room);
      progress_.carried_bytes += room;
      if (on_copied_) on_copied_(progress_);
    }
  }

  void file(const fs::path& path, const Entry& entry) {
    begin(entry);
    const Descriptor opened(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!opened.is_open()) throw host_trouble(path, errno);
    auto left = entry.size_bytes;
    std::string buffer(agent::largest_payload, '\0');
    while (left > 0 && !request_->answer.is_there()) {
      const auto count = ::read(opened.get(), buffer.data(), std::min<std::uint64_t>(buffer.size(), left));
      if (count < 0) throw host_trouble(path, errno);
      if (count == 0)
        throw Trouble(TroubleKind::refused,
                      fmt::format("`{}` became shorter while it was copied", path.string()));
      left -= static_cast<std::uint64_t>(count);
      data(std::string_view(buffer.data(), static_cast<std::size_t>(count)));
    }
  }

  void finish() {
    link_.send(channel_, FrameType::end);
    request_->answer.await(patience_, what_);
  }

private:
  AgentLink& link_;
  const Patience& patience_;
  CopyProgress progress_;
  OnCopied on_copied_;
  const std::uint32_t channel_;
  const std::string what_;
  const std::shared_ptr<PutRequest> request_ = std::make_shared<PutRequest>();
};

// What the copy will carry, as far as that can be seen now.
std::uint64_t bytes_in(const fs::path& source, const Entry& top) {
  if (top.kind != EntryKind::directory) return top.size_bytes;
  std::uint64_t sum = 0;
  std::error_code error;
  for (fs::recursive_directory_iterator at(source, error), end; !error && at != end; at.increment(error)) {
    std::error_code gone;
    if (!at->is_symlink(gone) && at->is_regular_file(gone)) sum += at->file_size(gone);
  }
  return sum;
}

void put_object(Put& put, const fs::path& path, const Entry& entry) {
  if (entry.kind == EntryKind::file) return put.file(path, entry);
  put.begin(entry);
}

}  // namespace

void upload(AgentLink& link, const fs::path& host_path, std::string guest_path, const Patience& patience,
            const OnCopied& on_copied) {
  auto source = host_path.lexically_normal();
  if (!source.has_filename()) source = source.parent_path();
  if (guest_path.ends_with('/')) guest_path += fs::absolute(source).lexically_normal().filename();
  const auto top = describe(source, "", /*follow_link=*/true);
  Put put(link, guest_path, patience, bytes_in(source, top), on_copied);
  put_object(put, source, top);
  if (top.kind == EntryKind::directory) {
    std::error_code error;
    for (fs::recursive_directory_iterator at(source, error), end; at != end; at.increment(error)) {
      const auto relative = at->path().lexically_relative(source).string();
      put_object(put, at->path(), describe(at->path(), relative, /*follow_link=*/false));
      if (error) break;
    }
    if (error) throw host_trouble(source, error.value());
  }
  put.finish();
}

void upload_text(AgentLink& link, const std::string& guest_path, std::string_view contents,
                 const Patience& patience) {
  Entry entry;
  entry.size_bytes = contents.size();
  entry.modified_ns = std::chrono::nanoseconds(std::chrono::system_clock::now().time_since_epoch()).count();
  Put put(link, guest_path, patience);
  put.begin(entry);
  put.data(contents);
  put.finish();
}

}  // namespace vmt::machine::guest
