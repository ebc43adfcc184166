// What is asked of a guest: commands, conditions, files. The guest here is the agent on the host itself.
#include <gtest/gtest.h>

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "machine/guest/command.hpp"
#include "machine/guest/condition.hpp"
#include "machine/guest/download.hpp"
#include "machine/guest/upload.hpp"
#include "tests/support/guest_agent.hpp"

namespace vmt::machine::guest {
namespace {

namespace fs = std::filesystem;

Patience within(std::chrono::milliseconds time) {
  return {Deadline::in(time), {}};
}
Patience patience() {
  return within(std::chrono::seconds(30));
}

std::string pattern_of(std::size_t size) {
  std::string text(size, '\0');
  for (std::size_t i = 0; i < size; ++i) text[i] = static_cast<char>(i * 31 >> 3);
  return text;
}

class GuestTest : public testing::Test {
protected:
  void SetUp() override {
    std::string name = testing::TempDir() + "vmt-guest-XXXXXX";
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    folder_ = name;
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::shared_ptr<Command> start(CommandRequest request) {
    return Command::start(agent_.link(), request, [this](bool is_errors, std::string_view bytes) {
      (is_errors ? seen_errors_ : seen_output_) += bytes;
    });
  }
  CommandResult run(CommandRequest request, const Patience& how_long = patience()) {
    return start(std::move(request))->finish(how_long);
  }
  CommandResult run(const std::string& command, const Patience& how_long = patience()) {
    CommandRequest request;
    request.command = command;
    return run(std::move(request), how_long);
  }

  // The trouble that `action` throws.
  template <typename Action>
  Trouble trouble_of(Action action) {
    try {
      action();
    } catch (const Trouble& trouble) {
      return trouble;
    }
    ADD_FAILURE() << "nothing was thrown";
    return Trouble(TroubleKind::infrastructure, "");
  }

  std::string text_of(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  fs::path folder_;
  std::string seen_output_;  // on the I/O thread until the command has ended
  std::string seen_errors_;
  test::GuestAgent agent_{VMT_AGENT};
};

TEST_F(GuestTest, SaysHello) {
  EXPECT_FALSE(agent_.hello().kernel_release.empty());
}

TEST_F(GuestTest, CommandGivesOutputErrorsAndStatus) {
  const auto result = run("echo out; echo err >&2; exit 3");
  EXPECT_EQ(result.ending, agent::Ending::exited);
  EXPECT_EQ(result.code, 3u);
  EXPECT_EQ(result.output, "out\n");
  EXPECT_EQ(result.errors, "err\n");
  EXPECT_GT(result.duration.count(), 0);
  EXPECT_EQ(seen_output_, "out\n");
  EXPECT_EQ(seen_errors_, "err\n");
}

TEST_F(GuestTest, CommandThatIsKilledTellsTheSignal) {
  const auto result = run("kill -9 $$");
  EXPECT_EQ(result.ending, agent::Ending::signaled);
  EXPECT_EQ(result.code, 9u);
}

TEST_F(GuestTest, CommandHasItsEnvironmentAndFolder) {
  CommandRequest request;
  request.command = "echo \"$WORD\"; pwd";
  request.environment = {{"WORD", "a b'c"}};
  request.directory = "/usr";
  EXPECT_EQ(run(request).output, "a b'c\n/usr\n");
}

TEST_F(GuestTest, CommandReadsItsInputBeyondTheWindow) {
  CommandRequest request;
  request.command = "cat";
  request.input = pattern_of(3 * agent::window_bytes + 17);
  EXPECT_TRUE(run(request).output == *request.input);
}

TEST_F(GuestTest, CommandThatDoesNotReadItsInputEndsAllTheSame) {
  CommandRequest request;
  request.command = "exit 4";
  request.input = pattern_of(3 * agent::window_bytes);
  EXPECT_EQ(run(request).code, 4u);
}

TEST_F(GuestTest, CommandGivesEveryByteOfMuchOutput) {
  std::ofstream(folder_ / "large") << pattern_of(16 << 20);
  const auto result = run("cat " + (folder_ / "large").string());
  EXPECT_TRUE(result.output == pattern_of(16 << 20));
}

TEST_F(GuestTest, CommandThatTakesTooLongIsKilledWithItsGroup) {
  const auto file = (folder_ / "survivor").string();
  const auto command = start({.command = "echo before; (sleep 1; touch " + file + ") & sleep 1000"});
  while (command->output().empty()) std::this_thread::yield();
  const auto begin = std::chrono::steady_clock::now();
  const auto result = command->finish(within(std::chrono::milliseconds(200)));
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(5));
  EXPECT_EQ(result.ending, agent::Ending::timed_out);
  EXPECT_EQ(result.output, "before\n");
  // Nothing of its group is left that could still make the file.
  EXPECT_NE(run("sleep 1.2; test -e " + file).code, 0u);
}

TEST_F(GuestTest, CommandThatIsStoppedIsKilled) {
  std::stop_source source;
  const auto command = start({.command = "sleep 1000"});
  source.request_stop();
  const auto trouble = trouble_of([&] { command->finish({Deadline::never(), source.get_token()}); });
  EXPECT_EQ(trouble.kind, TroubleKind::stopped);
  EXPECT_FALSE(command->is_running());
}

TEST_F(GuestTest, CommandOfNobodyIsRefused) {
  CommandRequest request;
  request.command = "true";
  request.user = "nobody-has-this-name";
  const auto trouble = trouble_of([&] { run(request); });
  EXPECT_EQ(trouble.kind, TroubleKind::refused);
  EXPECT_NE(trouble.message.find("nobody-has-this-name"), std::string::npos) << trouble.message;
}

TEST_F(GuestTest, CommandThatIsTooLongForAFrameIsRefused) {
  const auto trouble = trouble_of([&] { run(std::string(agent::largest_payload, 'x')); });
  EXPECT_EQ(trouble.kind, TroubleKind::refused);
  EXPECT_FALSE(trouble.helps.empty());
}

TEST_F(GuestTest, BackgroundCommandOutlivesAWaitAndEndsWhenStopped) {
  const auto command = start({.command = "echo begun; exec sleep 1000"});
  EXPECT_EQ(trouble_of([&] { command->wait(within(std::chrono::milliseconds(50))); }).kind,
            TroubleKind::timed_out);
  EXPECT_TRUE(command->is_running());
  command->stop(patience());
  EXPECT_FALSE(command->is_running());
  EXPECT_EQ(command->output(), "begun\n");
  EXPECT_EQ(command->wait(patience()).code, 15u);
}

TEST_F(GuestTest, ManyCommandsAtATimeDoNotMixTheirOutput) {
  std::vector<std::jthread> threads;
  for (int i = 0; i < 20; ++i)
    threads.emplace_back([this, i] {
      CommandRequest request;
      request.command = "cat; echo " + std::to_string(i);
      request.input = std::string(100'000, static_cast<char>('a' + i));
      const auto command = Command::start(agent_.link(), request, [](bool, std::string_view) {});
      EXPECT_TRUE(command->finish(patience()).output == *request.input + std::to_string(i) + "\n");
    });
}

TEST_F(GuestTest, LossWakesEverybodyAndRefusesTheNext) {
  const auto command = start({.command = "sleep 1000"});
  std::jthread loser([this] { agent_.lose(Trouble(TroubleKind::machine_lost, "gone").with_note("why")); });
  const auto trouble = trouble_of([&] { command->finish(patience()); });
  EXPECT_EQ(trouble.kind, TroubleKind::machine_lost);
  EXPECT_EQ(trouble.message, "gone");
  EXPECT_EQ(trouble.notes, std::vector<std::string>{"why"});
  loser.join();
  EXPECT_EQ(trouble_of([&] { run("true"); }).message, "gone");
  EXPECT_EQ(trouble_of([&] { download_text(*agent_.link(), "/etc/passwd", patience()); }).message, "gone");
}

TEST_F(GuestTest, ConditionComesTrue) {
  const auto file = (folder_ / "flag").string();
  std::jthread maker([&] { std::ofstream{file}; });
  await_condition(*agent_.link(), {agent::Condition::file_exists, {file}}, patience());
}

TEST_F(GuestTest, ConditionThatDoesNotComeSaysWhatWasSeen) {
  const auto file = (folder_ / "flag").string();
  const auto trouble = trouble_of([&] {
    await_condition(*agent_.link(), {agent::Condition::file_exists, {file}},
                    within(std::chrono::milliseconds(300)));
  });
  EXPECT_EQ(trouble.kind, TroubleKind::timed_out);
  EXPECT_EQ(trouble.message, "waited in vain for file `" + file + "`");
  ASSERT_EQ(trouble.notes.size(), 1u);
  EXPECT_TRUE(trouble.notes[0].starts_with("seen last: ")) << trouble.notes[0];
}

TEST_F(GuestTest, FolderComesBackAsItWent) {
  const auto source = folder_ / "source";
  fs::create_directories(source / "sub" / "empty");
  std::ofstream(source / "large") << pattern_of(2 * agent::window_bytes + 5);
  std::ofstream(source / "sub" / "script") << "#!/bin/sh\n";
  std::ofstream(source / "sub" / "nothing");
  ASSERT_EQ(::chmod((source / "sub" / "script").c_str(), 04755), 0);
  ASSERT_EQ(::chmod((source / "sub" / "empty").c_str(), 0500), 0);
  fs::create_symlink("sub/script", source / "link");
  fs::create_symlink("/does/not/exist", source / "dangling");
  fs::last_write_time(source / "large", fs::file_time_type::clock::now() - std::chrono::hours(1000));

  CopyProgress in, out;
  const auto total = 2 * agent::window_bytes + 5 + std::string("#!/bin/sh\n").size();
  upload(*agent_.link(), source, (folder_ / "guest").string(), patience(), [&](const CopyProgress& now) {
    EXPECT_GT(now.carried_bytes, in.carried_bytes);
    in = now;
  });
  download(*agent_.link(), (folder_ / "guest").string(), folder_ / "back", patience(),
           [&](const CopyProgress& now) { out = now; });
  EXPECT_EQ(in.carried_bytes, total);
  EXPECT_EQ(in.total_bytes, total);
  EXPECT_EQ(out.carried_bytes, total);
  EXPECT_EQ(out.total_bytes, 0u) << "of a folder of the guest";

  const auto back = folder_ / "back";
  EXPECT_TRUE(text_of(back / "large") == text_of(source / "large"));
  EXPECT_EQ(text_of(back / "sub" / "script"), "#!/bin/sh\n");
  EXPECT_EQ(fs::file_size(back / "sub" / "nothing"), 0u);
  EXPECT_EQ(fs::status(back / "sub" / "script").permissions(), fs::perms(04755));
  EXPECT_EQ(fs::status(back / "sub" / "empty").permissions(), fs::perms(0500));
  EXPECT_EQ(fs::read_symlink(back / "link"), "sub/script");
  EXPECT_EQ(fs::read_symlink(back / "dangling"), "/does/not/exist");
  EXPECT_EQ(fs::last_write_time(back / "large"), fs::last_write_time(source / "large"));
  EXPECT_EQ(fs::last_write_time(back / "sub"), fs::last_write_time(source / "sub"));
}

TEST_F(GuestTest, FileGoesIntoAFolderWhenThePathEndsInASlash) {
  std::ofstream(folder_ / "file") << "text";
  upload(*agent_.link(), folder_ / "file", (folder_ / "in").string() + "/", patience());
  EXPECT_EQ(text_of(folder_ / "in" / "file"), "text");
  download(*agent_.link(), (folder_ / "in" / "file").string(), (folder_ / "out").string() + "/", patience());
  EXPECT_EQ(text_of(folder_ / "out" / "file"), "text");
}

TEST_F(GuestTest, TextIsWrittenAndRead) {
  const auto path = (folder_ / "text").string();
  const auto contents = pattern_of(agent::window_bytes * 2);
  upload_text(*agent_.link(), path, contents, patience());
  EXPECT_TRUE(download_text(*agent_.link(), path, patience()) == contents);
  upload_text(*agent_.link(), path, "", patience());
  EXPECT_EQ(download_text(*agent_.link(), path, patience()), "");
}

TEST_F(GuestTest, FilesThatAreNotThereAreNamed) {
  const auto nowhere = (folder_ / "nowhere" / "file").string();
  for (const auto& trouble :
       {trouble_of([&] { upload(*agent_.link(), nowhere, "/tmp/x", patience()); }),
        trouble_of([&] { download(*agent_.link(), nowhere, folder_ / "x", patience()); }),
        trouble_of([&] { download_text(*agent_.link(), nowhere, patience()); })}) {
    EXPECT_EQ(trouble.kind, TroubleKind::refused);
    EXPECT_NE(trouble.message.find(nowhere), std::string::npos) << trouble.message;
  }
  EXPECT_FALSE(fs::exists(folder_ / "x"));
  EXPECT_EQ(trouble_of([&] { download_text(*agent_.link(), folder_.string(), patience()); }).message,
            "`" + folder_.string() + "` is a folder in the guest, not a file");
}

TEST_F(GuestTest, WhatTheGuestRefusesEndsALargeUpload) {
  std::ofstream(folder_ / "large") << pattern_of(4 * agent::window_bytes);
  fs::create_directory(folder_ / "occupied");
  const auto trouble = trouble_of(
      [&] { upload(*agent_.link(), folder_ / "large", (folder_ / "occupied").string(), patience()); });
  EXPECT_EQ(trouble.kind, TroubleKind::refused);
  EXPECT_NE(trouble.message.find("occupied"), std::string::npos) << trouble.message;
  EXPECT_TRUE(run("true").succeeded()) << "the connection is of use afterwards";
}

}  // namespace
}  // namespace vmt::machine::guest
