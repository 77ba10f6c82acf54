// SPDX-License-Identifier: Apache-2.0
// The studio by real frames: a photo is opened, edited by mouse and keys, and committed.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "app/console/remark.h"
#include "tests/app/console/panel_rig.h"

namespace zhaojian {
namespace {

using desk::Screen;

class StudioTest : public ::testing::TestWithParam<cv::Size> {
 protected:
  StudioTest() : rig_(GetParam().width, GetParam().height) {
    Add();
    rig_.Press(Key::k2, true);
    Wait();
  }
  std::string Add() { return rig_.desk.service.AddRetouch(TestRecipe(), "original", {}); }
  void Wait() {
    for (int i = 0; i < 8; ++i) rig_.Frame();
  }
  desk::RetouchDesk& Desk() { return rig_.state->retouch(); }
  desk::RetouchSession& Session() { return *Desk().session(); }
  const Operation& Last() { return Session().recipe().operations[Session().recipe().cursor - 1]; }
  Rect Photo() const {
    return Layout(static_cast<float>(GetParam().width), static_cast<float>(GetParam().height),
                  Screen::kRetouch)
        .photo;
  }
  /// Drags a slider to a share of its track.
  void Slide(const std::string& id, float share) {
    const Rect* track = rig_.kit.probe().Find(id);
    ASSERT_NE(track, nullptr) << id << " is not drawn";
    const Rect at = *track;
    rig_.Drag(at.CentreX(), at.CentreY(), at.x + at.w * share, at.CentreY());
  }
  long Logged(const std::string& prefix) const {
    const auto log = rig_.desk.service.Log();
    return std::count_if(log.begin(), log.end(),
                         [&](const std::string& line) { return line.rfind(prefix, 0) == 0; });
  }
  PanelRig rig_;
};

TEST_P(StudioTest, APhotoIsBrushedSlidHealedTakenBackComparedAndCommitted) {
  ASSERT_EQ(Desk().stage(), desk::RetouchStage::kReady);
  const size_t automatic = Session().recipe().operations.size();
  const Rect photo = Photo();
  rig_.Press(Key::kM);
  rig_.Drag(photo.x + photo.w * 0.3f, photo.y + 60, photo.x + photo.w * 0.6f, photo.y + 90);
  EXPECT_EQ(Last().kind, "bg.matte_brush");
  EXPECT_GT(Last().strokes.at(0).points.size(), 3u);

  rig_.Press(Key::kX);
  ASSERT_NO_FATAL_FAILURE(Slide("slider.ev", 0.95f));
  EXPECT_EQ(Last().kind, "tone.exposure");
  EXPECT_NEAR(Last().parameters.at("ev"), 0.5, 1e-9) << "stops at the policy's limit";

  rig_.Press(Key::kJ);
  rig_.ClickAt(photo.x + photo.w * 0.1f, photo.y + 40);
  ASSERT_EQ(Last().kind, "clean.background");
  EXPECT_EQ(Last().strokes.at(0).mode, "heal");
  EXPECT_FALSE(Last().strokes.at(0).source.has_value()) << "the source is found";

  const size_t steps = Session().recipe().cursor;
  EXPECT_EQ(steps, automatic + 3);
  rig_.Press(Key::kZ, true);
  EXPECT_EQ(Session().recipe().cursor, steps - 1);
  rig_.Press(Key::kY, true);
  EXPECT_EQ(Session().recipe().cursor, steps);

  rig_.Click("view.split");
  EXPECT_EQ(Desk().view().mode(), desk::ViewMode::kSplit);
  const Rect* grip = rig_.kit.probe().Find("split.grip");
  ASSERT_NE(grip, nullptr);
  const Rect from = *grip;
  rig_.Drag(from.CentreX(), from.CentreY(), from.CentreX() + photo.w * 0.25f, from.CentreY());
  EXPECT_NEAR(Desk().view().split(), 0.75f, 0.02f);
  EXPECT_EQ(Session().recipe().cursor, steps) << "the grip paints nothing";

  Wait();
  rig_.Press(Key::kEnter, true);
  Wait();
  EXPECT_EQ(Logged("commit"), 1);
  EXPECT_EQ(Desk().committed_today(), 1);
}

TEST_P(StudioTest, ARefusedCommitShowsTheListAndAClickGoesToThePlace) {
  PanelRig::red_gate = true;
  rig_.Press(Key::kX);
  ASSERT_NO_FATAL_FAILURE(Slide("slider.ev", 0.55f));
  Wait();
  rig_.Press(Key::kEnter, true);
  Wait();
  EXPECT_EQ(Logged("commit"), 0) << "not even sent";
  ASSERT_TRUE(rig_.Shows("refused.gate.hair_top"));
  ASSERT_TRUE(rig_.Shows("refused.gate.residual"));
  EXPECT_FALSE(rig_.Shows("refused.gate.bytes")) << "only what is red";
  ASSERT_TRUE(rig_.Shows("slider.ev"));
  EXPECT_GE(rig_.kit.probe().Find("slider.ev")->y, rig_.kit.probe().Find("refused.next")->Bottom())
      << "the tool stands below the list";
  rig_.Click("refused.gate.residual");
  EXPECT_EQ(Desk().view().centre(), cv::Point2d(150, 330));
  ASSERT_TRUE(rig_.Shows("gate.place"));
  EXPECT_NEAR(rig_.kit.probe().Find("gate.place")->CentreX(), Photo().CentreX(), 2);
  rig_.Press(Key::kEscape);
  EXPECT_FALSE(rig_.Shows("refused.gate.residual"));
}

TEST_P(StudioTest, StepsAreCopiedAndEachPhotoConfirmsThem) {
  rig_.Press(Key::kX);
  ASSERT_NO_FATAL_FAILURE(Slide("slider.ev", 0.56f));
  const double ev = Last().parameters.at("ev");
  rig_.Press(Key::kC, true);
  ASSERT_TRUE(rig_.Shows("shelf.tone.exposure"));
  rig_.Press(Key::kEnter);
  EXPECT_FALSE(rig_.Shows("shelf.tone.exposure"));
  Add();
  Wait();
  rig_.Press(Key::kEnter, true);
  Wait();
  ASSERT_EQ(Desk().stage(), desk::RetouchStage::kReady);
  const size_t before = Session().recipe().operations.size();
  rig_.Press(Key::kV, true);
  ASSERT_TRUE(rig_.Shows("shelf.tone.exposure"));
  EXPECT_EQ(Session().recipe().operations.size(), before) << "not before it is confirmed";
  rig_.Press(Key::kE);
  EXPECT_EQ(Session().tool(), "bg.matte_brush") << "the card keeps the keys";
  rig_.Press(Key::kEnter);
  EXPECT_EQ(Last().kind, "tone.exposure");
  EXPECT_EQ(Last().parameters.at("ev"), ev);
  EXPECT_EQ(Last().author, "D-001");
}

TEST_P(StudioTest, ASnapshotIsOneKeyAndOneClick) {
  rig_.Press(Key::kX);
  ASSERT_NO_FATAL_FAILURE(Slide("slider.ev", 0.56f));
  rig_.Press(Key::kS, true);
  const size_t steps = Session().recipe().cursor;
  rig_.Press(Key::kA);
  ASSERT_NO_FATAL_FAILURE(Slide("slider.amount", 0.55f));
  ASSERT_EQ(Session().recipe().cursor, steps + 1);
  rig_.Frame();
  rig_.Click("snapshot.1");
  EXPECT_EQ(Session().recipe().cursor, steps);
}

INSTANTIATE_TEST_SUITE_P(Windows, StudioTest,
                         ::testing::Values(cv::Size(1920, 1080), cv::Size(1280, 720)),
                         [](const auto& window) { return std::to_string(window.param.width); });

TEST(RetouchPanel, EveryLockedToolIsNamedWholeInTheNarrowList) {
  PanelRig rig(1280, 720);
  rig.desk.service.AddRetouch(TestRecipe(), "original", {});
  rig.state->Show(desk::Screen::kRetouch);
  rig.state->SetLanguage(Language::kEnglish);
  for (int i = 0; i < 6; ++i) rig.Frame();
  // A row's left margin, its lock and the gap before it (ToolRow).
  constexpr float kAround = 8 + 16 + 6;
  int seen = 0;
  for (const desk::ToolLine& tool : rig.state->retouch().session()->Tools()) {
    const Rect* row = rig.kit.probe().Find("tool." + tool.kind);
    if (row == nullptr || tool.built) continue;
    ++seen;
    EXPECT_LE(rig.kit.TextWidth(Type::kCap, tool.name_en), row->w - kAround) << tool.name_en;
  }
  EXPECT_GT(seen, 0);
}

TEST(RetouchPanel, EveryToolIsNamedWholeBesideItsLockOrBar) {
  for (const Language language : {Language::kChinese, Language::kEnglish}) {
    PanelRig rig;
    rig.desk.service.AddRetouch(TestRecipe(), "original", {});
    rig.state->Show(desk::Screen::kRetouch);
    rig.state->SetLanguage(language);
    for (int i = 0; i < 6; ++i) rig.Frame();
    // A row's margins, then its lock, or its bar and the gap before that (ToolRow).
    constexpr float kMargins = 36 + 6, kLock = 20, kBar = 54 + 8;
    const float free =
        rig.kit.TextWidth(Type::kCap, rig.catalogue.Text(language, "tools.free")) + 8;
    int seen = 0;
    for (const desk::ToolLine& tool : rig.state->retouch().session()->Tools()) {
      const Rect* row = rig.kit.probe().Find("tool." + tool.kind);
      if (row == nullptr) continue;
      ++seen;
      const bool chinese = language == Language::kChinese;
      const std::string name = tool.built ? rig.catalogue.Text(language, "operation." + tool.kind)
                               : chinese  ? tool.name_zh
                                          : tool.name_en;
      const bool locked =
          tool.level == PolicyLevel::kSupervisor || tool.level == PolicyLevel::kForbidden;
      const float tail = locked ? kLock : tool.level == PolicyLevel::kLimited ? kBar : free;
      EXPECT_LE(rig.kit.TextWidth(Type::kCap, name), row->w - kMargins - tail) << name;
    }
    EXPECT_GT(seen, 20);
  }
}

TEST(RetouchPanel, TheBarSaysOfBrushAndAltOnlyWhatTheToolInHandTakes) {
  PanelRig rig;
  rig.desk.service.AddRetouch(TestRecipe(), "original", {});
  rig.state->Show(desk::Screen::kRetouch);
  for (int i = 0; i < 6; ++i) rig.Frame();
  rig.Press(Key::kX);
  rig.Frame();
  EXPECT_FALSE(rig.Shows("hint.brush")) << "a slider has no brush";
  EXPECT_FALSE(rig.Shows("hint.alt"));
  for (const auto& [key, words] : {std::pair{Key::kM, "hint.opposite"}, {Key::kJ, "hint.source"}}) {
    rig.Press(key);
    rig.Frame();
    EXPECT_TRUE(rig.Shows("hint.brush"));
    EXPECT_EQ(rig.kit.probe().TextOf("hint.alt"), rig.catalogue.Text(Language::kChinese, words));
  }
}

TEST(RetouchPanel, EveryRemarkIsShownWhole) {
  for (const cv::Size window : {cv::Size(1920, 1080), cv::Size(1600, 900), cv::Size(1280, 720)}) {
    PanelRig rig(window.width, window.height);
    rig.desk.service.AddRetouch(TestRecipe(), "original", {});
    rig.state->Show(desk::Screen::kRetouch);
    for (int i = 0; i < 6; ++i) rig.Frame();
    const Layout layout(static_cast<float>(window.width), static_cast<float>(window.height),
                        Screen::kRetouch);
    for (const std::string& key : rig.catalogue.Keys()) {
      if (key.rfind("retouch.steps.", 0) != 0 && key.rfind("retouch.remark.", 0) != 0) continue;
      for (const Language language : {Language::kChinese, Language::kEnglish}) {
        rig.state->SetLanguage(language);
        rig.ui.BeginFrame();
        View view{rig.kit, *rig.state, rig.catalogue, rig.calendar, rig.pictures, layout};
        rig.kit.Begin();
        DrawRemark(view, {key, {"128", "3"}}, Token::kText);
        rig.kit.End();
        rig.ui.EndFrame();
        const Rect* room = rig.kit.probe().Find("remark");
        ASSERT_NE(room, nullptr);
        const std::string text = rig.kit.probe().TextOf("remark");
        EXPECT_LE(rig.kit.TextWidth(Type::kCap, text), std::floor(room->h / 18) * room->w) << text;
        EXPECT_LE(room->Right(), layout.right.x) << text;
        EXPECT_GE(room->x, layout.stage.x) << text;
        EXPECT_LE(room->Bottom(), window.height) << text;
      }
    }
  }
}

}  // namespace
}  // namespace zhaojian
