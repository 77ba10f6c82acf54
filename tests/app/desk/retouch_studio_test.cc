// SPDX-License-Identifier: Apache-2.0
// What a retoucher takes along, comes back to and is led to: presets, snapshots, drafts, red lines.
#include <gtest/gtest.h>

#include <algorithm>

#include "app/desk/retouch_desk.h"
#include "core/base/file.h"
#include "tests/app/desk/fake_service.h"
#include "tests/support/shared.h"

namespace zhaojian::desk {
namespace {

/// Nothing but a gate that is red or green as the test wants it.
class GateEngine final : public RetouchEngine {
 public:
  StatusOr<cv::Mat> Render(const Recipe& /*recipe*/) override {
    return cv::Mat(1280, 960, CV_8UC3, cv::Scalar::all(100));
  }
  StatusOr<cv::Mat> Source(const Recipe& recipe) override { return Render(recipe); }
  StatusOr<cv::Mat> Alpha(const Recipe& /*recipe*/) override {
    return cv::Mat(1280, 960, CV_8UC1, cv::Scalar(0));
  }
  StatusOr<GateReport> Gate(const Recipe& /*recipe*/) override {
    GateReport gate;
    gate.items = {{"gate.bytes", 36214, "bytes", {20480, 40000, {}, {}}, true, ""}};
    if (red) {
      gate.items.push_back(
          {"gate.hair_top", 41, "px", {50, 110, {}, {}}, false, "GEO-03", cv::Point2d(240, 41)});
      gate.items.push_back({"gate.residual",
                            30,
                            "level",
                            {{}, 12, {}, {}},
                            false,
                            "PROC-06",
                            cv::Point2d(150, 330)});
    }
    if (kept) {
      gate.items.push_back(
          {"gate.kept_wall", 60, "px", {{}, 30, {}, {}}, false, "BG-04", cv::Point2d(60, 200)});
    }
    return gate;
  }
  static bool red;
  static bool kept;
};
bool GateEngine::red = false;
bool GateEngine::kept = false;

std::string RecipeOf(const std::string& photo) {
  Recipe recipe;
  recipe.source_sha256 = std::string(64, photo[0]);
  recipe.profile = kDefaultProfile;
  recipe.analysis.source_size = {1400, 1800};
  recipe.analysis.person_mask = cv::Mat(256, 256, CV_32F, cv::Scalar(0.0f));
  Operation crop;
  crop.kind = "geom.crop_scale";
  crop.parameters = {{"scale", 0.5}, {"x", 100}, {"y", 60}};
  crop.author = "auto";
  crop.time = absl::FromUnixSeconds(1'770'000'000);
  recipe.Push(crop);
  return RecipeToBytes(recipe);
}

class RetouchStudio : public ::testing::Test {
 protected:
  RetouchStudio() : link_(&rig_.clock) { Start("T-001"); }
  /// A console starts; the one before it died without a word.
  void Start(const std::string& staff) {
    GateEngine::red = false;
    RetouchSetup setup;
    setup.assets = testing::AssetsForTests();
    setup.staff = staff;
    setup.presets = folder_.Path() / "presets";
    setup.engines = [](const std::string&,
                       const Profile&) -> StatusOr<std::unique_ptr<RetouchEngine>> {
      return std::unique_ptr<RetouchEngine>(std::make_unique<GateEngine>());
    };
    desk_ = std::make_unique<RetouchDesk>(rig_.wiring(), &link_, &TestReasons(), setup);
  }
  void Frame() {
    for (int i = 0; i < 5; ++i) {
      desk_->Tick();
      rig_.Settle();
    }
    desk_->Tick();
  }
  std::string Open(const std::string& photo) {
    const std::string item = rig_.service.AddRetouch(RecipeOf(photo), "original", {});
    // An empty queue is asked again after three seconds.
    rig_.clock.Advance(absl::Seconds(4));
    Frame();
    EXPECT_EQ(desk_->stage(), RetouchStage::kReady) << desk_->error();
    return item;
  }
  RetouchSession& Session() { return *desk_->session(); }
  void Slide(const std::string& tool, const std::string& parameter, double value) {
    ASSERT_TRUE(Session().ChooseTool(tool));
    Session().SetLive(parameter, value);
    ASSERT_TRUE(Session().CommitLive());
  }
  void Dab(float x, float y) {
    ASSERT_TRUE(Session().ChooseTool("bg.matte_brush"));
    Session().BeginStroke({x, y}, false);
    ASSERT_TRUE(Session().EndStroke());
  }
  double Value(const std::string& kind, const std::string& parameter) {
    double value = 0;
    const Recipe& recipe = Session().recipe();
    for (size_t i = 0; i < recipe.cursor; ++i) {
      const Operation& step = recipe.operations[i];
      if (step.kind == kind && step.parameters.count(parameter) > 0)
        value = step.parameters.at(parameter);
    }
    return value;
  }
  size_t Strokes() {
    size_t count = 0;
    for (size_t i = 0; i < Session().recipe().cursor; ++i)
      count += Session().recipe().operations[i].strokes.size();
    return count;
  }
  TemporaryFolder folder_ = TemporaryFolder::Create().value();
  DeskRig rig_;
  Link link_;
  std::unique_ptr<RetouchDesk> desk_;
};

TEST_F(RetouchStudio, StepsGoAlongToTheNextPhotoButMasksAndCropsOnlyWhenTicked) {
  Open("a");
  desk_->OpenCopy();
  EXPECT_EQ(desk_->shelf().card(), StepShelf::Card::kNone) << "nothing done by hand yet";
  EXPECT_EQ(desk_->remark()->key, "shelf.nothing");
  Slide("tone.exposure", "ev", 0.2);
  Slide("tone.saturation", "amount", 0.1);
  Dab(400, 400);
  Session().ChooseTool("geom.crop_scale");
  Session().MoveCropLive(4, 0);
  ASSERT_TRUE(Session().EndCrop());
  desk_->OpenCopy();
  ASSERT_EQ(desk_->shelf().lines().size(), 4u);
  for (const StepShelf::Line& line : desk_->shelf().lines()) {
    const bool tied = line.kind == "geom.crop_scale" || line.kind == "bg.matte_brush";
    EXPECT_EQ(line.tied, tied) << line.kind;
    EXPECT_EQ(line.ticked, !tied) << line.kind;
  }
  desk_->ConfirmShelf();
  EXPECT_EQ(desk_->remark()->key, "shelf.copied");
  ASSERT_TRUE(desk_->Commit());
  Frame();

  Open("b");
  EXPECT_EQ(Value("tone.exposure", "ev"), 0) << "nothing arrives by itself";
  desk_->OpenPaste();
  ASSERT_EQ(desk_->shelf().card(), StepShelf::Card::kPaste);
  ASSERT_EQ(desk_->shelf().lines().size(), 2u);
  EXPECT_EQ(Session().recipe().operations.size(), 1u) << "seen and not yet confirmed";
  desk_->shelf().Toggle(1);
  desk_->ConfirmShelf();
  EXPECT_EQ(Value("tone.exposure", "ev"), 0.2);
  EXPECT_EQ(Value("tone.saturation", "amount"), 0) << "its tick was taken away";
  EXPECT_EQ(Session().recipe().operations.back().author, "T-001");
  EXPECT_EQ(Session().crop().x, 100) << "the machine's own crop of this photo";
  EXPECT_EQ(Strokes(), 0u);
  ASSERT_TRUE(Session().Undo());
  EXPECT_EQ(Value("tone.exposure", "ev"), 0) << "each is a step of its own";
}

TEST_F(RetouchStudio, APresetStaysOnThisMachineAndIsHeldToThePolicy) {
  Open("a");
  Slide("tone.exposure", "ev", 0.3);
  desk_->OpenCopy();
  desk_->ChooseSlot(3);
  EXPECT_EQ(desk_->remark()->key, "shelf.kept");
  Frame();
  const auto file = folder_.Path() / "presets" / "preset-3.txt";
  auto text = ReadFile(file, 1u << 20);
  ASSERT_TRUE(text.ok()) << text.status();
  EXPECT_NE(text->find("tone.exposure"), std::string::npos);
  // Somebody edits the file beyond what the policy allows, and beyond what this build knows.
  Operation bright;
  bright.kind = "tone.exposure";
  bright.parameters = {{"ev", 0.9}};
  bright.author = "T-009";
  ASSERT_TRUE(WriteFileAtomically(file, PartsToText({bright})).ok());
  ASSERT_TRUE(
      WriteFileAtomically(folder_.Path() / "presets" / "preset-1.txt", "face_slim: 1").ok());
  const std::string item = desk_->grant().work_item;
  rig_.service.Revoke(item, LeaseAnswer::Outcome::kLost);
  Start("T-001");
  Open("b");
  desk_->OpenPaste();
  ASSERT_EQ(desk_->shelf().card(), StepShelf::Card::kPaste);
  EXPECT_FALSE(desk_->shelf().Has(1)) << "a preset that cannot be read is none";
  EXPECT_EQ(desk_->shelf().slot(), 3u);
  desk_->ConfirmShelf();
  EXPECT_EQ(desk_->remark()->key, "shelf.refused");
  EXPECT_EQ(Value("tone.exposure", "ev"), 0);
  EXPECT_EQ(Session().refusal()->reason, "POLICY_LIMIT");
}

TEST_F(RetouchStudio, ASnapshotIsComeBackToAndThePresentIsNotLost) {
  Open("a");
  Slide("tone.exposure", "ev", 0.1);
  Session().TakeSnapshot();
  rig_.clock.Advance(absl::Seconds(5));
  Slide("tone.exposure", "ev", 0.4);
  Dab(300, 300);
  ASSERT_TRUE(Session().RestoreSnapshot(0));
  EXPECT_EQ(Value("tone.exposure", "ev"), 0.1);
  EXPECT_EQ(Strokes(), 0u);
  ASSERT_EQ(Session().snapshots().size(), 2u) << "what was there was kept";
  ASSERT_TRUE(Session().RestoreSnapshot(1));
  EXPECT_EQ(Value("tone.exposure", "ev"), 0.4);
  EXPECT_EQ(Strokes(), 1u);
  EXPECT_FALSE(Session().RestoreSnapshot(9));
  EXPECT_TRUE(desk_->dirty()) << "a restored state is saved like any step";
}

TEST_F(RetouchStudio, ACrashLosesAtMostOneStrokeAndAColleagueGoesOn) {
  const std::string item = Open("a");
  for (int i = 0; i < 10; ++i) {
    Dab(100.0f + 10 * static_cast<float>(i), 100);
    Frame();
    rig_.clock.Advance(absl::Seconds(2));
    Frame();
  }
  Dab(700, 700);
  EXPECT_EQ(Strokes(), 11u);
  // The console is gone in the middle of a stroke; its lease runs out.
  rig_.service.Revoke(item, LeaseAnswer::Outcome::kLost);
  rig_.service.AddRetouch(
      [&] {
        // What the service holds as the draft of this photo is what the next one opens.
        const auto log = rig_.service.Log();
        EXPECT_GE(std::count(log.begin(), log.end(), "draft 10"), 1);
        return rig_.service.StoredRecipe(item);
      }(),
      "original", {});
  Start("T-002");
  Frame();
  ASSERT_EQ(desk_->stage(), RetouchStage::kReady) << desk_->error();
  EXPECT_GE(Strokes(), 10u) << "only the last stroke may be gone";
  Dab(500, 500);
  EXPECT_EQ(Session().recipe().operations.back().author, "T-002");
  EXPECT_EQ(Session().recipe().operations[1].author, "T-001");
}

TEST_F(RetouchStudio, ARefusedCommitListsWhatIsRedAndLeadsThere) {
  Open("a");
  GateEngine::red = true;
  Slide("tone.exposure", "ev", 0.1);
  Frame();
  ASSERT_EQ(desk_->gate().size(), 3u);
  EXPECT_EQ(desk_->gate()[0].id, "gate.hair_top") << "red first";
  EXPECT_FALSE(desk_->Commit());
  EXPECT_TRUE(desk_->refused());
  const auto log = rig_.service.Log();
  EXPECT_TRUE(std::none_of(log.begin(), log.end(),
                           [](const std::string& l) { return l.rfind("commit", 0) == 0; }));
  desk_->NextRed();
  EXPECT_EQ(Session().tool(), "geom.crop_scale") << "geometry is mended with the crop";
  desk_->NextRed();
  EXPECT_EQ(desk_->view().centre(), cv::Point2d(150, 330));
  EXPECT_EQ(desk_->view().zoom(), 2);
  desk_->NextRed();
  EXPECT_EQ(desk_->looked_at(), size_t{0}) << "and around again";
  GateEngine::red = false;
  ASSERT_TRUE(Session().Undo());
  Frame();
  EXPECT_FALSE(desk_->refused()) << "green again: the list is gone";
  EXPECT_TRUE(desk_->Commit());
}

TEST_F(RetouchStudio, KeptWallIsShownWithTheBrushThatTakesItAway) {
  Open("a");
  ASSERT_TRUE(Session().ChooseTool("tone.exposure"));
  GateEngine::kept = true;
  Slide("tone.exposure", "ev", 0.1);
  Frame();
  GateEngine::kept = false;
  ASSERT_EQ(desk_->gate()[0].id, "gate.kept_wall");
  desk_->LookAtGate(0);
  EXPECT_EQ(desk_->view().centre(), cv::Point2d(60, 200));
  EXPECT_EQ(Session().tool(), "bg.matte_brush");
}

}  // namespace
}  // namespace zhaojian::desk
