// SPDX-License-Identifier: Apache-2.0
#include <absl/time/clock.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <random>
#include <sstream>

#include "core/base/file.h"
#include "tests/e2e/demo_service.h"
#include "tests/support/service_process.h"

namespace zhaojian {
namespace {

constexpr int kKills = 20;
// Steps of a run before it may be killed, so that every kill falls into work.
constexpr size_t kStepsBeforeKill = 2;
// Several strokes long.
constexpr int kLatestKillMicroseconds = 400'000;
constexpr absl::Duration kPatience = absl::Seconds(60);
constexpr size_t kMostDiary = 4 << 20;

/// What one run of the console showed.
struct Sitting {
  /// The state the photo opened in, then the state after each step.
  std::vector<std::string> states;
  std::string remark;
  /// So many steps were said to be safe.
  size_t safe = 0;
  size_t Steps() const { return states.empty() ? 0 : states.size() - 1; }
};

struct Diary {
  std::vector<Sitting> runs;
  std::vector<std::string> troubles;
};

Diary ReadDiary(const std::filesystem::path& path) {
  Diary diary;
  std::istringstream lines(ReadFile(path, kMostDiary).value_or(""));
  std::string line;
  while (std::getline(lines, line)) {
    std::istringstream words(line);
    std::string what, first, second;
    words >> what >> first >> second;
    if (what == "O") {
      diary.runs.push_back({{first}, second, 0});
    } else if (what == "S" && !diary.runs.empty()) {
      diary.runs.back().states.push_back(second);
    } else if (what == "K" && !diary.runs.empty()) {
      diary.runs.back().safe = std::stoul(first);
    } else {
      diary.troubles.push_back(line);
    }
  }
  return diary;
}

class KillRetouch : public ::testing::Test {
 protected:
  void SetUp() override {
    service_.SubmitPassedOrder();
    service_.AwaitRetouches(1);
  }

  testing::ChildProcess StartConsole(const std::string& seed) const {
    return testing::ChildProcess::Start(
               "zj-retouch-driver",
               {service_.Address(), "T-001", (service_.Folder() / "console").string(),
                DiaryPath().string(), seed},
               service_.Folder() / "console.log")
        .value();
  }

  std::filesystem::path DiaryPath() const { return service_.Folder() / "diary"; }

  /// Waits until the newest of `runs` runs has made so many steps.
  void AwaitSteps(size_t runs, size_t steps) const {
    const absl::Time limit = absl::Now() + kPatience;
    Diary diary;
    do {
      Pause(std::chrono::milliseconds(5));
      diary = ReadDiary(DiaryPath());
      if (diary.runs.size() >= runs && diary.runs.back().Steps() >= steps) return;
    } while (absl::Now() < limit);
    FAIL() << "the console did not work: " << diary.runs.size() << " runs; "
           << ReadFile(service_.Folder() / "console.log", kMostDiary).value_or("");
  }

  static void Pause(std::chrono::microseconds time) {
    std::mutex mutex;
    std::condition_variable never;
    std::unique_lock<std::mutex> lock(mutex);
    never.wait_for(lock, time);
  }

  /// Each run opened on what the one before had made: everything said to be safe, and all but the
  /// last step at the least.
  static void ExpectNothingLost(const Diary& diary) {
    EXPECT_THAT(diary.troubles, ::testing::IsEmpty());
    for (size_t i = 1; i < diary.runs.size(); ++i) {
      const Sitting& before = diary.runs[i - 1];
      const std::string& opened = diary.runs[i].states.front();
      EXPECT_NE(diary.runs[i].remark, "retouch.steps.aside") << "run " << i;
      const auto found = std::find(before.states.rbegin(), before.states.rend(), opened);
      ASSERT_NE(found, before.states.rend()) << "run " << i << " opened on a state nobody made";
      const auto step = static_cast<size_t>(before.states.rend() - found) - 1;
      EXPECT_GE(step, before.safe) << "run " << i << " lost a step that was said to be safe";
      EXPECT_GE(step + 1, before.Steps()) << "run " << i << " lost more than the last step";
    }
  }

  testing::DemoService service_{absl::ZeroDuration()};
};

TEST_F(KillRetouch, AtTwentyRandomMomentsLosesAtMostTheStepInMotion) {
  std::mt19937 random(20261129);
  std::uniform_int_distribution<int> microseconds(0, kLatestKillMicroseconds);
  for (size_t kill = 0; kill < kKills; ++kill) {
    testing::ChildProcess console = StartConsole(std::to_string(kill));
    AwaitSteps(kill + 1, kStepsBeforeKill);
    if (HasFatalFailure()) return;
    Pause(std::chrono::microseconds(microseconds(random)));
    console.Kill();
  }
  EXPECT_EQ(StartConsole("look").Wait(), 0);
  const Diary diary = ReadDiary(DiaryPath());
  ASSERT_EQ(diary.runs.size(), kKills + 1u);
  ExpectNothingLost(diary);
  size_t steps = 0, lost = 0, back = 0;
  for (size_t i = 0; i < kKills; ++i) {
    steps += diary.runs[i].Steps();
    lost += diary.runs[i].states.back() != diary.runs[i + 1].states.front();
    back += diary.runs[i + 1].remark.rfind("retouch.steps.back", 0) == 0;
  }
  EXPECT_GT(back, static_cast<size_t>(kKills / 2)) << "the drafts alone kept up; nothing was shown";
  RecordProperty("steps", static_cast<int>(steps));
  RecordProperty("kills_that_lost_the_last_step", static_cast<int>(lost));
  RecordProperty("kills_with_steps_brought_back", static_cast<int>(back));
}

TEST_F(KillRetouch, StepsMadeWhileTheServiceIsDeadOutliveTheConsoleToo) {
  testing::ChildProcess console = StartConsole("1");
  AwaitSteps(1, kStepsBeforeKill);
  if (HasFatalFailure()) return;
  service_.Kill();
  const size_t before = ReadDiary(DiaryPath()).runs.back().Steps();
  AwaitSteps(1, before + 10);
  if (HasFatalFailure()) return;
  console.Kill();
  service_.Start();
  EXPECT_EQ(StartConsole("look").Wait(), 0);
  ExpectNothingLost(ReadDiary(DiaryPath()));
}

TEST_F(KillRetouch, AServiceThatComesBackIsWorkedOnAndNothingIsLost) {
  testing::ChildProcess console = StartConsole("2");
  size_t steps = kStepsBeforeKill;
  for (int kill = 0; kill < 3; ++kill) {
    AwaitSteps(1, steps);
    if (HasFatalFailure()) return;
    service_.Kill();
    service_.Start();
    steps = ReadDiary(DiaryPath()).runs.back().Steps() + 5;
  }
  AwaitSteps(1, steps);
  console.Kill();
  EXPECT_EQ(StartConsole("look").Wait(), 0);
  ExpectNothingLost(ReadDiary(DiaryPath()));
}

TEST_F(KillRetouch, AnExpiredLeaseIsContinuedWithEveryStep) {
  testing::ChildProcess console = StartConsole("3");
  AwaitSteps(1, kStepsBeforeKill + 3);
  if (HasFatalFailure()) return;
  console.Kill();
  // Longer than any lease; nobody renewed it, so the photo waits for whoever comes.
  service_.SetClock(absl::Hours(1));
  service_.AwaitRetouches(1);
  if (HasFatalFailure()) return;
  EXPECT_EQ(StartConsole("look").Wait(), 0);
  const Diary diary = ReadDiary(DiaryPath());
  ASSERT_EQ(diary.runs.size(), 2u);
  ExpectNothingLost(diary);
  EXPECT_EQ(diary.runs[1].remark.rfind("retouch.steps.back", 0), 0u) << diary.runs[1].remark;
}

}  // namespace
}  // namespace zhaojian
