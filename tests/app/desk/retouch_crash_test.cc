// SPDX-License-Identifier: Apache-2.0
// What a retoucher finds after the console, the line or the lease has gone in the middle of a
// photo.
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <fstream>

#include "core/base/file.h"
#include "tests/app/desk/fake_service.h"
#include "tests/app/desk/retouch_rig.h"

namespace zhaojian::desk {
namespace {

namespace fs = std::filesystem;

constexpr size_t kMost = 1 << 20;

class RetouchCrashTest : public ::testing::Test {
 protected:
  RetouchCrashTest() : link_(&rig_.clock) {
    setup_ = FakeRetouchSetup();
    setup_.steps = folder_.Path() / "steps";
    item_ = rig_.service.AddRetouch(RecipeBytes(), "original", {});
    Start();
  }

  void Start() {
    link_ = Link(&rig_.clock);
    desk_ = std::make_unique<RetouchDesk>(rig_.wiring(), &link_, &TestReasons(), setup_);
    Frame();
    ASSERT_EQ(desk_->stage(), RetouchStage::kReady) << desk_->error();
  }
  void Frame() {
    for (int i = 0; i < 4; ++i) {
      desk_->Tick();
      rig_.Settle();
    }
  }
  /// The console dies; the service gives the item out again.
  void Crash() {
    desk_.reset();
    rig_.Settle();
    rig_.service.PutBack(item_);
  }
  /// Another last digit where the only file says this.
  void Damage(const std::string& words) const {
    const fs::path file = Files().at(0);
    std::string text = ReadFile(file, kMost).value();
    const size_t at = text.find(words);
    ASSERT_NE(at, std::string::npos);
    char& digit = text[at + words.size() - 1];
    digit = digit == '9' ? '8' : '9';
    std::ofstream(file, std::ios::binary | std::ios::trunc) << text;
  }
  /// One slider, one step.
  void Step(double ev) {
    rig_.clock.Advance(absl::Milliseconds(10));
    desk_->session()->ChooseTool("tone.exposure");
    desk_->session()->SetLive("ev", ev);
    ASSERT_TRUE(desk_->session()->CommitLive());
    Frame();
  }
  double Ev() const {
    const Recipe& recipe = desk_->session()->recipe();
    return recipe.operations[recipe.cursor - 1].parameters.at("ev");
  }
  std::string Remark() const {
    const auto& remark = desk_->remark();
    if (!remark) return "";
    std::string text = remark->key;
    for (const std::string& word : remark->arguments) text += " " + word;
    return text;
  }
  std::vector<fs::path> Files() const {
    std::vector<fs::path> files;
    std::error_code none;
    for (const auto& entry : fs::directory_iterator(setup_.steps, none)) {
      files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    return files;
  }

  TemporaryFolder folder_ = TemporaryFolder::Create().value();
  DeskRig rig_;
  Link link_;
  RetouchSetup setup_;
  std::string item_;
  std::unique_ptr<RetouchDesk> desk_;
};

TEST_F(RetouchCrashTest, StepsThatTheServiceNeverGotComeBackAndGoToItAtOnce) {
  Step(0.2);
  Step(0.3);
  Step(0.4);
  EXPECT_EQ(desk_->keeper().safe(), 3);
  Crash();
  Start();
  EXPECT_EQ(desk_->session()->recipe().operations.size(), 5u);
  EXPECT_EQ(Ev(), 0.4);
  EXPECT_EQ(Remark(), "retouch.steps.back 3");
  const auto stored = ParseRecipe(rig_.service.StoredRecipe(item_));
  EXPECT_EQ(stored->operations.size(), 5u) << "the draft has them without another step";
  EXPECT_FALSE(desk_->dirty());
}

TEST_F(RetouchCrashTest, UndoAndRedoSurvive) {
  Step(0.2);
  Step(0.3);
  ASSERT_TRUE(desk_->session()->Undo());
  Frame();
  Crash();
  Start();
  EXPECT_EQ(Ev(), 0.2);
  ASSERT_TRUE(desk_->session()->CanRedo());
  ASSERT_TRUE(desk_->session()->Redo());
  EXPECT_EQ(Ev(), 0.3);
  ASSERT_TRUE(desk_->session()->Undo());
  ASSERT_TRUE(desk_->session()->Undo());
  EXPECT_FALSE(desk_->session()->CanUndo()) << "the machine's own steps are the beginning";
}

TEST_F(RetouchCrashTest, OnlyWhatTheDraftLacksIsBroughtBack) {
  Step(0.2);
  rig_.clock.Advance(absl::Seconds(2));
  Frame();
  ASSERT_FALSE(desk_->dirty());
  Step(0.3);
  Crash();
  Start();
  EXPECT_EQ(Ev(), 0.3);
  EXPECT_EQ(Remark(), "retouch.steps.back_one 1");
}

TEST_F(RetouchCrashTest, ADraftWhoseAnswerWasLostIsKnownAgain) {
  Step(0.2);
  rig_.service.LoseNext("draft");
  rig_.clock.Advance(absl::Seconds(2));
  Frame();
  Step(0.3);
  Crash();
  Start();
  EXPECT_EQ(Ev(), 0.3);
  EXPECT_EQ(desk_->session()->recipe().operations.size(), 4u);
  EXPECT_EQ(Remark(), "retouch.steps.back_one 1");
}

TEST_F(RetouchCrashTest, TwoCrashesInARowLoseNothingAndCountRight) {
  Step(0.2);
  Step(0.3);
  Crash();
  // The second console dies before its draft is out.
  desk_ = std::make_unique<RetouchDesk>(rig_.wiring(), &link_, &TestReasons(), setup_);
  for (int i = 0; i < 60 && desk_->stage() != RetouchStage::kReady; ++i) {
    desk_->Tick();
    rig_.Settle();
  }
  Crash();
  Start();
  EXPECT_EQ(Ev(), 0.3);
  EXPECT_EQ(Remark(), "retouch.steps.back 2");
}

TEST_F(RetouchCrashTest, AnotherPersonsDraftIsNeverMixedWithTheseSteps) {
  Step(0.2);
  Crash();
  Recipe theirs = ParseRecipe(RecipeBytes()).value();
  Operation other = theirs.operations.back();
  other.author = "T-002";
  other.parameters["ev"] = -0.3;
  theirs.Push(other);
  rig_.service.StoreRecipe(item_, RecipeToBytes(theirs));
  Start();
  EXPECT_EQ(Ev(), -0.3);
  EXPECT_EQ(desk_->session()->recipe().operations.size(), 3u);
  EXPECT_EQ(Remark(), "retouch.steps.aside 1");
  ASSERT_EQ(Files().size(), 2u);
  EXPECT_NE(Files()[1].string().find(".aside-1"), std::string::npos);
}

TEST_F(RetouchCrashTest, AnotherPersonWhoWentBackToAnEarlierStateCountsToo) {
  const std::string automatic = rig_.service.StoredRecipe(item_);
  Step(0.2);
  rig_.clock.Advance(absl::Seconds(2));
  Frame();
  Step(0.3);
  Crash();
  rig_.service.StoreRecipe(item_, automatic);
  Start();
  EXPECT_EQ(Ev(), 0.1);
  EXPECT_EQ(Remark(), "retouch.steps.aside 1");
}

TEST_F(RetouchCrashTest, AnExpiredLeaseIsContinuedByTheSamePerson) {
  Step(0.2);
  rig_.service.CutLine(true);
  Step(0.3);
  rig_.clock.Advance(absl::Seconds(30));
  Frame();
  rig_.service.CutLine(false);
  rig_.service.Revoke(item_, LeaseAnswer::Outcome::kLost);
  rig_.clock.Advance(absl::Seconds(60));
  Frame();
  ASSERT_EQ(desk_->stage(), RetouchStage::kLost);
  rig_.service.PutBack(item_);
  desk_->Continue();
  Frame();
  ASSERT_EQ(desk_->stage(), RetouchStage::kReady);
  EXPECT_EQ(Ev(), 0.3);
  EXPECT_EQ(Remark(), "retouch.steps.back 2");
}

TEST_F(RetouchCrashTest, KeptStatesAreThereAgain) {
  Step(0.2);
  desk_->session()->TakeSnapshot();
  Frame();
  Step(0.3);
  ASSERT_TRUE(desk_->session()->RestoreSnapshot(0));
  Frame();
  ASSERT_EQ(desk_->session()->snapshots().size(), 2u) << "the state that was left is kept too";
  Crash();
  Start();
  EXPECT_EQ(Ev(), 0.2);
  ASSERT_EQ(desk_->session()->snapshots().size(), 2u);
  ASSERT_TRUE(desk_->session()->RestoreSnapshot(1));
  EXPECT_EQ(Ev(), 0.3);
}

TEST_F(RetouchCrashTest, ATornLastLineLosesThatStepAndNoOther) {
  Step(0.2);
  Step(0.3);
  Crash();
  const fs::path file = Files().at(0);
  fs::resize_file(file, fs::file_size(file) - 1);
  Start();
  EXPECT_EQ(Ev(), 0.2);
  EXPECT_EQ(Remark(), "retouch.steps.back_one 1");
}

TEST_F(RetouchCrashTest, ADamagedLineIsSaidAndSkippedAndACopyIsKept) {
  Step(0.2);
  Step(0.3);
  Step(0.4);
  Crash();
  Damage("value: 0.3");
  Start();
  EXPECT_EQ(Ev(), 0.4);
  EXPECT_EQ(desk_->session()->recipe().operations.size(), 4u) << "machine's two, first and third";
  EXPECT_EQ(Remark(), "retouch.steps.damaged 2 1");
  EXPECT_EQ(Files().size(), 2u);
}

TEST_F(RetouchCrashTest, ADamagedLineOfAStoredStepCostsNothing) {
  Step(0.2);
  Step(0.3);
  rig_.clock.Advance(absl::Seconds(2));
  Frame();
  Step(0.4);
  Crash();
  Damage("value: 0.3");
  Start();
  EXPECT_EQ(desk_->session()->recipe().operations.size(), 5u);
  EXPECT_EQ(Ev(), 0.4);
}

TEST_F(RetouchCrashTest, NothingIsLeftOnceThePhotoIsDone) {
  Step(0.2);
  ASSERT_EQ(Files().size(), 1u);
  ASSERT_TRUE(desk_->Commit());
  Frame();
  EXPECT_TRUE(Files().empty());
}

TEST_F(RetouchCrashTest, NothingIsLeftAfterAnOrderlyEndAndTheStepsAreInTheDraft) {
  Step(0.2);
  desk_->Stop();
  rig_.Settle();
  rig_.Settle();
  EXPECT_TRUE(Files().empty());
  EXPECT_EQ(ParseRecipe(rig_.service.StoredRecipe(item_))->operations.size(), 3u);
}

TEST_F(RetouchCrashTest, AnEndWithoutALineLeavesTheStepsHere) {
  rig_.service.CutLine(true);
  Step(0.2);
  desk_->Stop();
  rig_.Settle();
  EXPECT_EQ(Files().size(), 1u);
  rig_.service.CutLine(false);
  Crash();
  Start();
  EXPECT_EQ(Ev(), 0.2);
}

TEST_F(RetouchCrashTest, AWithdrawnPhotoLeavesNothingBehind) {
  Step(0.2);
  rig_.service.Revoke(item_, LeaseAnswer::Outcome::kWithdrawn);
  rig_.clock.Advance(absl::Seconds(30));
  Frame();
  ASSERT_EQ(desk_->stage(), RetouchStage::kLost);
  EXPECT_TRUE(Files().empty());
}

TEST_F(RetouchCrashTest, OnlyTheOwnerMayReadTheFileAndItHoldsNeitherMaskNorLandmarks) {
  Step(0.2);
  const fs::path file = Files().at(0);
  EXPECT_EQ(fs::status(file).permissions(), fs::perms::owner_read | fs::perms::owner_write);
  const std::string text = ReadFile(file, kMost).value();
  EXPECT_EQ(text.find("person_mask"), std::string::npos);
  EXPECT_EQ(text.find("landmarks"), std::string::npos);
  EXPECT_NE(text.find("tone.exposure"), std::string::npos);
}

TEST_F(RetouchCrashTest, ADiskThatRefusesIsSaidAndRetouchingGoesOn) {
  // A file where the folder ought to be.
  Crash();
  setup_.steps = folder_.Path() / "blocked";
  std::ofstream(setup_.steps) << "x";
  Start();
  Step(0.2);
  EXPECT_EQ(Remark(), "retouch.steps.disk FILE_UNWRITABLE");
  fs::remove(setup_.steps);
  Step(0.3);
  EXPECT_EQ(desk_->keeper().safe(), 2) << "what could not be written goes with the next step";
  Crash();
  Start();
  EXPECT_EQ(Ev(), 0.3);
}

TEST_F(RetouchCrashTest, StepsThatThePolicyOfTodayRefusesAreSetAside) {
  Step(0.2);
  Crash();
  const fs::path file = Files().at(0);
  // As if made under a looser policy: the line is whole, the value is beyond today's limit.
  auto content = LineJournal::Read(file, kMost).value();
  for (std::string& line : content.lines) {
    const size_t at = line.find("value: 0.2");
    if (at != std::string::npos) line.replace(at, 10, "value: 0.9");
  }
  ASSERT_TRUE(LineJournal::Create(file, content.lines).ok());
  Start();
  EXPECT_EQ(Ev(), 0.1);
  EXPECT_EQ(Remark(), "retouch.steps.aside 1");
}

TEST_F(RetouchCrashTest, WhatNobodyCameBackForIsDeletedAfterTwoWeeks) {
  desk_->Stop();
  rig_.Settle();
  fs::create_directories(setup_.steps);
  const auto put = [&](const std::string& name, absl::Duration age) {
    std::ofstream(setup_.steps / name) << "x";
    const auto then = absl::ToChronoTime(rig_.clock.Now() - age);
    fs::last_write_time(setup_.steps / name, std::chrono::file_clock::from_sys(then));
  };
  put("items-1.steps", kKeepSteps + absl::Hours(1));
  put("items-2.steps.aside-1", kKeepSteps + absl::Hours(1));
  put("items-3.steps", kKeepSteps - absl::Hours(1));
  put("other", kKeepSteps + absl::Hours(1));
  desk_ = std::make_unique<RetouchDesk>(rig_.wiring(), &link_, &TestReasons(), setup_);
  rig_.Settle();
  std::vector<std::string> names;
  for (const fs::path& file : Files()) names.push_back(file.filename().string());
  EXPECT_EQ(names, (std::vector<std::string>{"items-3.steps", "other"}));
}

}  // namespace
}  // namespace zhaojian::desk
