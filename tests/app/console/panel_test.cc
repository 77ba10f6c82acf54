// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/app/console/panel_rig.h"

namespace zhaojian {
namespace {

using desk::Choice;
using desk::Screen;

bool HasChinese(const std::string& text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) >= 0xE4; });
}

TEST(ReviewPanel, OneAndRRejectAndFPassesByKeysAlone) {
  PanelRig rig;
  rig.desk.service.AddReview(desk::TiltedReport());
  rig.desk.service.AddReview(desk::CleanReport());
  for (int i = 0; i < 4; ++i) rig.Frame();
  ASSERT_NE(rig.state->review().Current(), nullptr);
  rig.Press(Key::k1);
  rig.Press(Key::kR);
  rig.Press(Key::kF);
  const auto accepted = rig.desk.service.Accepted();
  ASSERT_EQ(accepted.size(), 2u);
  EXPECT_EQ(accepted[0].choice, Choice::kReject);
  EXPECT_EQ(accepted[0].reasons[0].code, "POSE-03");
  EXPECT_EQ(accepted[1].choice, Choice::kPass);
}

TEST(ReviewPanel, AKeyInTheFirstFrameOfAPhotoJudgesNothing) {
  PanelRig rig;
  rig.desk.service.AddReview(desk::CleanReport());
  rig.desk.service.AddReview(desk::CleanReport());
  for (int i = 0; i < 4; ++i) rig.Frame();
  // Both strokes arrive between two frames: the second one would judge a photo that nobody has
  // seen.
  KeyEvent stroke;
  stroke.key = Key::kF;
  rig.Frame({stroke, stroke});
  EXPECT_EQ(rig.desk.service.Accepted().size(), 1u);
  // A key that is held down repeats; only its first stroke counts.
  stroke.repeat = true;
  rig.Frame({stroke});
  EXPECT_EQ(rig.desk.service.Accepted().size(), 1u);
}

TEST(ReviewPanel, ClicksDoWhatTheKeysDo) {
  PanelRig rig;
  rig.desk.service.AddReview(desk::TiltedReport());
  rig.desk.service.AddReview(desk::CleanReport());
  for (int i = 0; i < 4; ++i) rig.Frame();
  rig.Click("reason.POSE-03");
  EXPECT_TRUE(rig.state->review().palette().IsChosen("POSE-03"));
  rig.Click("key.pass");
  EXPECT_EQ(rig.desk.service.Accepted().size(), 0u) << "a reason to shoot again blocks Pass";
  rig.Click("key.reject");
  ASSERT_EQ(rig.desk.service.Accepted().size(), 1u);
  rig.Click("key.undo");
  EXPECT_EQ(rig.desk.service.Accepted().size(), 0u);
}

TEST(ReviewPanel, TheSearchTakesLettersByPositionAndRSubmits) {
  PanelRig rig;
  rig.desk.service.AddReview(desk::CleanReport());
  for (int i = 0; i < 4; ++i) rig.Frame();
  rig.Press(Key::kSlash);
  for (const char letter : {'t', 'f', 'z', 'd'}) rig.Press(KeyOf(letter));
  EXPECT_EQ(rig.state->review().palette().query(), "tfzd");
  EXPECT_TRUE(rig.Shows("reason.OCC-03"));
  rig.Press(Key::k3);
  rig.Press(Key::kR);
  ASSERT_EQ(rig.desk.service.Accepted().size(), 1u);
  EXPECT_EQ(rig.desk.service.Accepted()[0].reasons[0].code, "OCC-03");
}

TEST(ReviewPanel, ThePhotoTheWorstCheckAndTheDecisionKeysStandWhereTheVisualTargetHasThem) {
  PanelRig rig;
  rig.desk.service.AddReview(desk::TiltedReport());
  for (int i = 0; i < 4; ++i) rig.Frame();
  const Layout layout(1920, 1080, Screen::kReview);
  EXPECT_EQ(layout.photo.x, 458);
  EXPECT_EQ(layout.photo.y, 64);
  EXPECT_EQ(layout.photo.w, 675);
  EXPECT_EQ(layout.photo.h, 900);
  const Rect* pass = rig.kit.probe().Find("key.pass");
  const Rect* reject = rig.kit.probe().Find("key.reject");
  const Rect* worst = rig.kit.probe().Find("check.pose.roll");
  ASSERT_TRUE(pass != nullptr && reject != nullptr && worst != nullptr);
  EXPECT_EQ(pass->x, 458);
  EXPECT_EQ(pass->Right(), 789);
  EXPECT_EQ(reject->Right(), 1133);
  EXPECT_EQ(pass->y, 1016);
  EXPECT_EQ(pass->h, 56);
  EXPECT_EQ(worst->y, 88);
  EXPECT_EQ(worst->h, 128);
  // With the palette open nothing of this moves.
  rig.Press(Key::kSlash);
  EXPECT_EQ(rig.kit.probe().Find("key.pass")->x, 458);
}

TEST(ReviewPanel, NoWidgetIsDrawnTwiceOrOutsideTheDisplayInBothSizesAndLanguages) {
  for (const auto& [width, height] : {std::pair<int, int>{1920, 1080}, {1280, 720}}) {
    PanelRig rig(width, height);
    rig.desk.service.AddReview(desk::TiltedReport());
    rig.desk.service.AddRetouch(TestRecipe(), "original", {{"BG-04", "右耳上方"}});
    for (const Language language : {Language::kChinese, Language::kEnglish}) {
      rig.state->SetLanguage(language);
      for (const Screen screen : {Screen::kReview, Screen::kRetouch, Screen::kSupervise}) {
        rig.state->Show(screen);
        for (int i = 0; i < 5; ++i) rig.Frame();
        EXPECT_EQ(rig.kit.probe().Duplicates(), 0)
            << width << " screen " << static_cast<int>(screen);
        for (const auto& [id, rect] : rig.kit.probe().All()) {
          EXPECT_GE(rect.x, -0.5f) << id;
          EXPECT_LE(rect.Right(), static_cast<float>(width) + 0.5f) << id << " at " << width;
          EXPECT_LE(rect.Bottom(), static_cast<float>(height) + 0.5f) << id << " at " << width;
        }
      }
    }
  }
}

TEST(ReviewPanel, TheLanguageSwitchChangesEveryWordAndTheKeysStay) {
  PanelRig rig;
  rig.desk.service.AddReview(desk::TiltedReport());
  for (int i = 0; i < 4; ++i) rig.Frame();
  EXPECT_TRUE(HasChinese(rig.kit.probe().TextOf("tab.review")));
  rig.Click("top.language");
  EXPECT_FALSE(HasChinese(rig.kit.probe().TextOf("tab.review")))
      << rig.kit.probe().TextOf("tab.review");
  for (const char* id : {"key.pass", "key.reject", "reason.POSE-03", "check.pose.roll"}) {
    EXPECT_FALSE(HasChinese(rig.kit.probe().TextOf(id)))
        << id << ": " << rig.kit.probe().TextOf(id);
  }
  rig.Press(Key::k1);
  rig.Press(Key::kR);
  EXPECT_EQ(rig.desk.service.Accepted().size(), 1u);
}

TEST(ReviewPanel, ALostLeaseShowsWordsInsteadOfThePhotoAndEnterGoesOn) {
  PanelRig rig;
  const std::string first = rig.desk.service.AddReview(desk::CleanReport());
  rig.desk.service.AddReview(desk::CleanReport());
  for (int i = 0; i < 4; ++i) rig.Frame();
  rig.desk.service.Revoke(first, desk::LeaseAnswer::Outcome::kLost);
  rig.desk.clock.Advance(absl::Seconds(21));
  for (int i = 0; i < 3; ++i) rig.Frame();
  EXPECT_EQ(rig.app->shown_serial(), 0u);
  EXPECT_EQ(rig.state->review().stage(), desk::StageState::kStopped);
  rig.Press(Key::kF);
  EXPECT_EQ(rig.desk.service.Accepted().size(), 0u);
  rig.Press(Key::kEnter);
  EXPECT_NE(rig.app->shown_serial(), 0u);
}

TEST(ReviewPanel, TheKeySheetStaysWhileQuestionMarkIsHeld) {
  PanelRig rig;
  for (int i = 0; i < 3; ++i) rig.Frame();
  KeyEvent down;
  down.key = Key::kSlash;
  down.shift = true;
  rig.Frame({down});
  EXPECT_TRUE(rig.state->keys_shown());
  down.pressed = false;
  rig.Frame({down});
  EXPECT_FALSE(rig.state->keys_shown());
}

TEST(RetouchPanel, AStrokeByMouseBecomesAStepAndCtrlZTakesItBack) {
  PanelRig rig;
  rig.desk.service.AddRetouch(TestRecipe(), "original", {{"BG-04", "右耳上方"}});
  rig.Press(Key::k2, true);
  for (int i = 0; i < 6; ++i) rig.Frame();
  ASSERT_NE(rig.state->retouch().session(), nullptr);
  const Rect photo = Layout(1920, 1080, Screen::kRetouch).photo;
  EXPECT_EQ(photo.x, 512);
  EXPECT_EQ(photo.y, 120);
  rig.Drag(photo.x + 300, photo.y + 200, photo.x + 400, photo.y + 300);
  const Recipe& recipe = rig.state->retouch().session()->recipe();
  ASSERT_EQ(recipe.operations.size(), 3u);
  EXPECT_EQ(recipe.operations[2].kind, "bg.matte_brush");
  ASSERT_FALSE(recipe.operations[2].strokes.empty());
  // Screen -> delivered -> source by hand: (300 / (657/480)) / 0.5 + 100 and (200 / ...) / 0.5
  // + 60.
  const float scale = photo.w / 480;
  EXPECT_NEAR(recipe.operations[2].strokes[0].points[0].x, 300 / scale / 0.5f + 100, 3);
  EXPECT_NEAR(recipe.operations[2].strokes[0].points[0].y, 200 / scale / 0.5f + 60, 3);
  rig.Press(Key::kZ, true);
  EXPECT_EQ(recipe.cursor, 2u);
  rig.Press(Key::kY, true);
  EXPECT_EQ(recipe.cursor, 3u);
}

TEST(RetouchPanel, TheCropFollowsTheMouseAndAToolKeyNeverCommits) {
  PanelRig rig;
  const std::string item = rig.desk.service.AddRetouch(TestRecipe(), "original", {});
  rig.Press(Key::k2, true);
  for (int i = 0; i < 6; ++i) rig.Frame();
  rig.Press(Key::kC);
  ASSERT_EQ(rig.state->retouch().session()->tool(), "geom.crop_scale");
  const Rect photo = Layout(1920, 1080, Screen::kRetouch).photo;
  const double before = rig.state->retouch().session()->crop().x;
  rig.Drag(photo.x + 300, photo.y + 300, photo.x + 340, photo.y + 300);
  // The content moves with the hand: 40 screen px are 40 / (657/480) delivered px, twice that in
  // the source.
  EXPECT_NEAR(rig.state->retouch().session()->crop().x, before - 40 / (photo.w / 480) / 0.5, 1.0);
  for (const Key key : {Key::kE, Key::kX, Key::kEnter, Key::kR}) rig.Press(key);
  const auto log = rig.desk.service.Log();
  EXPECT_EQ(std::count(log.begin(), log.end(), "commit " + item), 0);
  rig.Press(Key::kEnter, true);
  for (int i = 0; i < 3; ++i) rig.Frame();
  const auto after = rig.desk.service.Log();
  EXPECT_EQ(std::count(after.begin(), after.end(), "commit " + item), 1);
}

TEST(RetouchPanel, ViewsZoomsAndTheProbeFollowKeysAndPointer) {
  PanelRig rig;
  rig.desk.service.AddRetouch(TestRecipe(), "original", {});
  rig.Press(Key::k2, true);
  for (int i = 0; i < 6; ++i) rig.Frame();
  const desk::CanvasView& look = rig.state->retouch().view();
  rig.Click("view.matte");
  EXPECT_EQ(look.mode(), desk::ViewMode::kMatte);
  rig.Press(Key::kV);
  EXPECT_EQ(look.backdrop(), desk::MatteBackdrop::kWhite);
  rig.Press(Key::k5);
  EXPECT_EQ(look.zoom(), desk::CanvasView::kPrint);
  rig.Press(Key::k3);
  EXPECT_EQ(look.zoom(), 2);
  rig.Frame();
  EXPECT_FALSE(rig.Shows("probe"));
  const Rect photo = Layout(1920, 1080, Screen::kRetouch).photo;
  rig.ui.Mouse(photo.CentreX(), photo.CentreY(), false);
  rig.Frame();
  ASSERT_TRUE(rig.Shows("probe"));
  // The engine paints the background colour everywhere.
  EXPECT_EQ(rig.kit.probe().TextOf("probe"), "RGB 100 197 255");
}

TEST(SupervisePanel, ABarOpensItsPhotosAndARowItsPhoto) {
  PanelRig rig;
  for (int i = 0; i < 3; ++i) {
    desk::DecisionRow row;
    row.id = "d" + std::to_string(i);
    row.order_tail = "90000" + std::to_string(i);
    row.staff = "R-001";
    row.choice = i < 2 ? Choice::kReject : Choice::kPass;
    if (i < 2) row.reasons = {{"OCC-01", ""}};
    row.time = rig.desk.clock.Now() - absl::Minutes(i + 1);
    rig.desk.service.AddDecision(row);
  }
  for (int i = 0; i < 3; ++i) rig.Frame();
  rig.Press(Key::k3, true);
  for (int i = 0; i < 4; ++i) rig.Frame();
  rig.Click("bar.OCC-01");
  EXPECT_EQ(rig.state->supervisor().chosen_reason(), "OCC-01");
  rig.Click("row.1");
  ASSERT_NE(rig.state->supervisor().Chosen(), nullptr);
  EXPECT_EQ(rig.state->supervisor().Chosen()->id, "d1");
  EXPECT_NE(rig.app->shown_serial(), 0u);
}

}  // namespace
}  // namespace zhaojian
