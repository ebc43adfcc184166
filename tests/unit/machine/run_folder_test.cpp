// Run folders: private, gone at the end, and swept when their owner was killed.
#include "machine/run_folder.hpp"

#include <gtest/gtest.h>

#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <thread>

#include "machine/trouble.hpp"

namespace vmt::machine {
namespace {

namespace fs = std::filesystem;

class RunFolderTest : public testing::Test {
protected:
  void SetUp() override {
    std::string name = testing::TempDir() + "vmt-run-folder-XXXXXX";
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    parent_ = name;
  }
  void TearDown() override { fs::remove_all(parent_); }

  std::size_t count() const {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(parent_), {}));
  }

  // A run that is killed while it has a folder.
  void leave_one_behind() const {
    const auto child = ::fork();
    if (child == 0) {
      const RunFolder folder(parent_);
      std::ofstream(folder.path() / "disk") << "data";
      ::kill(::getpid(), SIGKILL);
    }
    ::waitpid(child, nullptr, 0);
  }

  fs::path parent_;
};

TEST_F(RunFolderTest, IsForItsOwnerOnlyAndGoesWithItsContents) {
  {
    const RunFolder folder(parent_);
    std::ofstream(folder.path() / "disk") << "data";
    struct stat facts {};
    ASSERT_EQ(::stat(folder.path().c_str(), &facts), 0);
    EXPECT_EQ(facts.st_mode & 07777, 0700u);
  }
  EXPECT_EQ(count(), 0u);
}

TEST_F(RunFolderTest, OfAKilledRunIsSweptByTheNext) {
  leave_one_behind();
  EXPECT_EQ(count(), 1u);
  const RunFolder folder(parent_);
  EXPECT_EQ(count(), 1u);
  EXPECT_TRUE(fs::exists(folder.path()));
}

TEST_F(RunFolderTest, OfALivingRunStays) {
  const RunFolder first(parent_);
  const RunFolder second(parent_);
  sweep_run_folders(parent_);
  EXPECT_TRUE(fs::exists(first.path()));
  EXPECT_TRUE(fs::exists(second.path()));
}

// A sweeper locks each folder to look at it, also one that is not yet locked by its owner.
TEST_F(RunFolderTest, IsMadeWhileOthersSweep) {
  std::jthread sweeper([this](const std::stop_token& stop) {
    while (!stop.stop_requested()) sweep_run_folders(parent_);
  });
  for (int i = 0; i < 2'000; ++i) {
    const RunFolder folder(parent_);
    ASSERT_TRUE(fs::exists(folder.path()));
  }
}

TEST_F(RunFolderTest, SweepsNothingElse) {
  leave_one_behind();
  fs::create_directory(parent_ / "vmt-notes");
  fs::create_symlink("/", parent_ / ("vmt-" + std::to_string(::getuid()) + "-1-link"));
  sweep_run_folders(parent_);
  EXPECT_TRUE(fs::exists(parent_ / "vmt-notes"));
  EXPECT_EQ(count(), 2u);
}

TEST_F(RunFolderTest, SaysWhenThereIsNoPlaceForIt) {
  try {
    const RunFolder folder("/proc/nowhere");
    FAIL();
  } catch (const Trouble& trouble) {
    EXPECT_EQ(trouble.kind, TroubleKind::infrastructure);
    EXPECT_NE(trouble.message.find("`/proc/nowhere`"), std::string::npos) << trouble.message;
    EXPECT_FALSE(trouble.helps.empty());
  }
}

}  // namespace
}  // namespace vmt::machine
