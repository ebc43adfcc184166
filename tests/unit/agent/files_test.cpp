// Files and folders in both directions.
#include <sys/stat.h>

#include <fstream>
#include <map>
#include <sstream>

#include "tests/support/raw_agent.hpp"

namespace vmt::test {
namespace {

using agent::EntryKind;
using agent::FrameType;

struct Entry {
  EntryKind kind{};
  std::uint32_t mode = 0;
  std::int64_t modified_nanoseconds = 0;
  std::uint64_t size = 0;
  std::string target = {};
  std::string contents = {};
};

constexpr std::int64_t second = 1'000'000'000;
constexpr std::int64_t some_day = 1'000'000'000 * second + 123'456'789;

std::string contents_of(const std::string& path) {
  std::ostringstream contents;
  contents << std::ifstream(path, std::ios::binary).rdbuf();
  return contents.str();
}

// What `get` sends, by path; `refusal` when it fails.
std::map<std::string, Entry> get(RawAgent& guest, const std::string& path, std::string* refusal = nullptr) {
  agent::Writer request;
  request.text(path);
  const auto channel = guest.request_on_new_channel(FrameType::get, request);
  std::map<std::string, Entry> entries;
  std::string last;
  while (true) {
    const auto frame = guest.next_on(channel);
    agent::Reader reader(frame.payload);
    if (frame.type == FrameType::done) return entries;
    if (frame.type == FrameType::error) {
      reader.u32();
      if (refusal != nullptr) *refusal = reader.text();
      return entries;
    }
    if (frame.type == FrameType::data) {
      entries[last].contents += frame.payload;
      guest.give_credit(channel, frame.payload.size());
      continue;
    }
    last = reader.text();
    Entry entry;
    entry.kind = static_cast<EntryKind>(reader.u8());
    entry.mode = reader.u32();
    reader.u32();
    reader.u32();
    entry.modified_nanoseconds = reader.i64();
    entry.size = reader.u64();
    entry.target = reader.text();
    entries[last] = entry;
  }
}

class Putting {
public:
  Putting(RawAgent& guest, const std::string& path) : guest_(guest) {
    agent::Writer request;
    request.text(path);
    channel_ = guest.request_on_new_channel(FrameType::put, request);
  }
  Putting& entry(const std::string& path, const Entry& entry) {
    agent::Writer payload;
    payload.text(path).u8(static_cast<std::uint8_t>(entry.kind)).u32(entry.mode);
    payload.u32(::getuid())
        .u32(::getgid())
        .i64(entry.modified_nanoseconds)
        .u64(entry.size)
        .text(entry.target);
    guest_.send(FrameType::entry, channel_, payload.bytes());
    return *this;
  }
  Putting& file(const std::string& path, std::string_view contents, std::uint32_t mode = 0644) {
    entry(path, {EntryKind::file, mode, some_day, contents.size()});
    for (; !contents.empty(); contents.remove_prefix(std::min<std::size_t>(contents.size(), 1000)))
      guest_.send(FrameType::data, channel_, contents.substr(0, 1000));
    return *this;
  }
  // Empty when all went well, else why not.
  std::string end() {
    guest_.send(FrameType::end, channel_);
    return answer();
  }
  std::string answer() {
    while (true) {
      const auto frame = guest_.next_on(channel_);
      agent::Reader reader(frame.payload);
      if (frame.type == FrameType::done) return {};
      if (frame.type != FrameType::error) continue;
      reader.u32();
      return std::string(reader.text());
    }
  }
  std::uint32_t channel() const { return channel_; }

private:
  RawAgent& guest_;
  std::uint32_t channel_ = 0;
};

TEST(Put, makes_missing_folders_and_keeps_mode_and_time) {
  RawAgent guest;
  const TemporaryFolder folder;
  const auto path = folder / "new/deep/file";
  EXPECT_EQ(Putting(guest, path).file("", std::string(5000, 'x'), 0640).end(), "");
  EXPECT_EQ(contents_of(path), std::string(5000, 'x'));
  struct stat status {};
  ASSERT_EQ(::stat(path.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777U, 0640U);
  EXPECT_EQ(status.st_mtim.tv_sec * second + status.st_mtim.tv_nsec, some_day);
}

TEST(Put, makes_an_empty_file) {
  RawAgent guest;
  const TemporaryFolder folder;
  EXPECT_EQ(Putting(guest, folder / "empty").file("", "").end(), "");
  EXPECT_TRUE(std::filesystem::is_empty(folder / "empty"));
}

TEST(Put, makes_a_folder_that_is_read_only_in_the_end) {
  RawAgent guest;
  const TemporaryFolder folder;
  Putting putting(guest, folder / "tree");
  putting.entry("", {EntryKind::directory, 0750, some_day});
  putting.entry("closed", {EntryKind::directory, 0555, some_day});
  putting.file("closed/file", "inside");
  putting.entry("link", {EntryKind::symbolic_link, 0777, some_day, 0, "closed/file"});
  EXPECT_EQ(putting.end(), "");
  EXPECT_EQ(contents_of(folder / "tree/link"), "inside");
  struct stat status {};
  ASSERT_EQ(::stat((folder / "tree/closed").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777U, 0555U);
  EXPECT_EQ(status.st_mtim.tv_sec * second + status.st_mtim.tv_nsec, some_day);
  ::chmod((folder / "tree/closed").c_str(), 0755);
}

TEST(Put, replaces_a_program_that_runs) {
  RawAgent guest;
  const TemporaryFolder folder;
  std::filesystem::copy_file("/bin/sleep", folder / "program");
  const auto running = guest.begin_run({.command = "exec " + (folder / "program") + " 1000"});
  ASSERT_EQ(guest.wait(agent::Condition::process_exists, {"program"}).verdict, agent::Verdict::holds);
  EXPECT_EQ(Putting(guest, folder / "program").file("", "#!/bin/sh\necho replaced\n", 0755).end(), "");
  EXPECT_EQ(guest.run({.command = folder / "program"}).output, "replaced\n");
  guest.send(FrameType::cancel, running);
  guest.end_run(running);
}

TEST(Put, follows_a_link_to_a_file) {
  RawAgent guest;
  const TemporaryFolder folder;
  std::ofstream(folder / "real") << "old";
  std::filesystem::create_symlink("real", folder / "link");
  EXPECT_EQ(Putting(guest, folder / "link").file("", "new").end(), "");
  EXPECT_TRUE(std::filesystem::is_symlink(folder / "link"));
  EXPECT_EQ(contents_of(folder / "real"), "new");
}

TEST(Put, leaves_nothing_behind_when_it_is_cancelled) {
  RawAgent guest;
  const TemporaryFolder folder;
  Putting putting(guest, folder / "file");
  putting.entry("", {EntryKind::file, 0644, some_day, 1000});
  guest.send(FrameType::data, putting.channel(), "only a part");
  guest.send(FrameType::cancel, putting.channel());
  EXPECT_EQ(putting.answer(), "copying was cancelled");
  EXPECT_EQ(guest.run({.command = "ls -A", .directory = folder.path()}).output, "");
}

TEST(Put, says_why_it_cannot) {
  RawAgent guest;
  const TemporaryFolder folder;
  EXPECT_EQ(Putting(guest, folder.path()).file("", "text").answer(),
            "`" + folder.path() + "` is a folder; name the file in it");
  std::ofstream(folder / "file") << "in the way";
  const auto below = folder / "file/below";
  EXPECT_EQ(Putting(guest, below).file("", "text").answer(),
            "cannot make the folder `" + (folder / "file") + "`: Not a directory");
  Putting outside(guest, folder / "tree");
  outside.entry("", {EntryKind::directory, 0755, some_day})
      .entry("../escape", {EntryKind::file, 0644, some_day, 4});
  EXPECT_EQ(outside.answer(), "`../escape` leads out of `" + (folder / "tree") + "`");
  Putting incomplete(guest, folder / "part");
  incomplete.entry("", {EntryKind::file, 0644, some_day, 10});
  EXPECT_EQ(incomplete.end(), "the data of `" + (folder / "part") + "` is incomplete");
}

TEST(Put, writes_to_what_cannot_be_replaced) {
  RawAgent guest;
  EXPECT_EQ(Putting(guest, "/dev/null").file("", "gone").end(), "");
  EXPECT_TRUE(std::filesystem::is_character_file("/dev/null"));
}

TEST(Get, sends_a_large_file_in_the_pace_of_the_reader) {
  RawAgent guest;
  const TemporaryFolder folder;
  std::string contents;
  while (contents.size() < 8 * 1024 * 1024) contents += std::to_string(contents.size()) + ",";
  std::ofstream(folder / "large") << contents;
  const auto entries = get(guest, folder / "large");
  ASSERT_EQ(entries.size(), 1U);
  EXPECT_EQ(entries.at("").kind, EntryKind::file);
  EXPECT_EQ(entries.at("").size, contents.size());
  EXPECT_TRUE(entries.at("").contents == contents);
}

TEST(Get, sends_a_folder_with_all_that_is_in_it) {
  RawAgent guest;
  const TemporaryFolder folder;
  std::filesystem::create_directories(folder / "tree/inner/empty");
  std::ofstream(folder / "tree/inner/file") << "text";
  std::filesystem::create_symlink("inner/file", folder / "tree/link");
  ::chmod((folder / "tree/inner/file").c_str(), 0600);
  const auto entries = get(guest, folder / "tree");
  ASSERT_EQ(entries.size(), 5U);
  EXPECT_EQ(entries.at("").kind, EntryKind::directory);
  EXPECT_EQ(entries.at("inner/empty").kind, EntryKind::directory);
  EXPECT_EQ(entries.at("inner/file").contents, "text");
  EXPECT_EQ(entries.at("inner/file").mode, 0600U);
  EXPECT_EQ(entries.at("link").kind, EntryKind::symbolic_link);
  EXPECT_EQ(entries.at("link").target, "inner/file");
}

TEST(Get, knows_the_size_of_files_of_the_kernel) {
  RawAgent guest;
  const auto entries = get(guest, "/proc/version");
  EXPECT_EQ(entries.at("").contents, contents_of("/proc/version"));
  EXPECT_EQ(entries.at("").size, entries.at("").contents.size());
}

TEST(Get, says_why_it_cannot) {
  RawAgent guest;
  std::string refusal;
  get(guest, "/no/such/file", &refusal);
  EXPECT_EQ(refusal, "cannot read `/no/such/file`: No such file or directory");
  get(guest, "/dev/null", &refusal);
  EXPECT_EQ(refusal, "`/dev/null` is neither a file nor a folder");
}

}  // namespace
}  // namespace vmt::test
