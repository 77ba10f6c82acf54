// SPDX-License-Identifier: Apache-2.0
// The review screen's looks: what is explained, marked, compared and put away, by real frames.
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/app/console/panel_rig.h"

namespace zhaojian {
namespace {

using desk::Screen;

/// A tilted head with one caution and two measures that could not be assessed, all with a place.
Report RichReport() {
  Report report = desk::TiltedReport();
  report.key_points = KeyPoints{{560, 540}, {760, 500}, {690, 900}, {640, 180}};
  for (const auto& [id, cause] :
       {std::pair<const char*, const char*>{"occlusion.ears", "cause.no_landmarks"},
        {"eyes.gaze", "cause.head_turned"}}) {
    Measure measure;
    measure.id = id;
    measure.verdict = Verdict::kUnknown;
    measure.cause = cause;
    measure.evidence.push_back({Evidence::Kind::kBox, {{560, 520}, {700, 600}}, "evidence.cheek"});
    report.measures.push_back(measure);
  }
  return report;
}

/// Corners of everything that this frame draws over a rectangle.
int VerticesOver(const Rect& rect) {
  int count = 0;
  const ImDrawData* data = ImGui::GetDrawData();
  for (int i = 0; i < data->CmdListsCount; ++i) {
    for (const ImDrawVert& vertex : data->CmdLists[i]->VtxBuffer) {
      const bool inside = vertex.pos.x > rect.x + 1 && vertex.pos.x < rect.Right() - 1 &&
                          vertex.pos.y > rect.y + 1 && vertex.pos.y < rect.Bottom() - 1;
      if (inside) ++count;
    }
  }
  return count;
}

class ReviewLookTest : public ::testing::Test {
 protected:
  void Begin(const Report& report = RichReport()) {
    rig_.desk.service.AddReview(report);
    rig_.desk.service.AddReview(report);
    for (int i = 0; i < 4; ++i) rig_.Frame();
    ASSERT_NE(Desk().Current(), nullptr);
  }
  desk::ReviewDesk& Desk() { return rig_.state->review(); }
  void MouseOver(const std::string& id) {
    const Rect* rect = rig_.kit.probe().Find(id);
    ASSERT_NE(rect, nullptr) << id;
    rig_.ui.Mouse(rect->CentreX(), rect->CentreY(), false);
    rig_.Frame();
    rig_.Frame();
  }
  const Rect photo_ = Layout(1920, 1080, Screen::kReview).photo;
  PanelRig rig_;
};

TEST_F(ReviewLookTest, TheRowUnderTheMouseIsExplainedOnThePhotoAndOnlyWhileItIs) {
  Begin();
  EXPECT_FALSE(rig_.Shows("stage.explained"));
  MouseOver("check.pose.yaw");
  ASSERT_TRUE(rig_.Shows("stage.explained"));
  EXPECT_EQ(rig_.kit.probe().TextOf("stage.explained"), "左右转头 3.6°");
  rig_.ui.Mouse(5, 5, false);
  rig_.Frame();
  rig_.Frame();
  EXPECT_FALSE(rig_.Shows("stage.explained"));
}

TEST_F(ReviewLookTest, DStepsThroughTheProblemsAndZoomsToEach) {
  Begin();
  std::vector<std::string> seen;
  for (int i = 0; i < 5; ++i) {
    rig_.Press(Key::kD);
    seen.push_back(rig_.kit.probe().TextOf("stage.explained"));
  }
  EXPECT_EQ(seen[0], "头部歪斜 11.4°");
  EXPECT_EQ(seen[1], "左右光差 9.7");
  EXPECT_NE(seen[2], seen[3]);
  EXPECT_EQ(seen[4], "") << "after the last one the whole photo is back";
}

TEST_F(ReviewLookTest, OneKeyPutsEverythingAway) {
  Begin();
  const int with = VerticesOver(photo_);
  EXPECT_GT(with, 100);
  rig_.Press(Key::kH);
  EXPECT_EQ(VerticesOver(photo_), 0) << "H: nothing lies over the photo";
  rig_.Press(Key::kH);
  EXPECT_EQ(VerticesOver(photo_), with);
  rig_.Press(Key::kG);
  rig_.Press(Key::kG);
  EXPECT_EQ(VerticesOver(photo_), 0) << "G on none";
  rig_.Press(Key::kG);
  KeyEvent space;
  space.key = Key::kSpace;
  rig_.Frame({space});
  EXPECT_LE(VerticesOver(photo_), 4) << "Space: the untouched photo, which need not fill the frame";
}

TEST_F(ReviewLookTest, EveryCautionAndUnknownHasItsCloseUpInItsCard) {
  Begin();
  const auto& probe = rig_.kit.probe();
  for (const std::string id : {"light.evenness", "occlusion.ears", "eyes.gaze"}) {
    const Rect* look = probe.Find("close_up." + id);
    const Rect* row = probe.Find("check." + id);
    ASSERT_TRUE(look != nullptr && row != nullptr) << id;
    EXPECT_GE(look->y, row->y + 29.5f) << id << ": below the words";
    EXPECT_LE(look->Bottom(), row->Bottom() + 0.5f) << id;
    EXPECT_GE(look->h, 75) << id;
  }
  EXPECT_FALSE(rig_.Shows("close_up.pose.yaw")) << "what passes needs no second look";
}

TEST_F(ReviewLookTest, ABoxIsDrawnByMouseBoundByADigitAndSentWithTheReason) {
  Begin();
  rig_.Press(Key::kW);
  // 100 and 200 delivered px from the left, 160 and 240 from the top, at 675 / 480 screen px each.
  const float scale = photo_.w / 480;
  rig_.Drag(photo_.x + 100 * scale, photo_.y + 160 * scale, photo_.x + 200 * scale,
            photo_.y + 240 * scale);
  EXPECT_TRUE(rig_.Shows("region.box"));
  EXPECT_FALSE(rig_.Shows("pin.POSE-03"));
  rig_.Press(Key::k1);
  EXPECT_EQ(rig_.kit.probe().TextOf("region.box"), "POSE-03");
  rig_.Press(Key::kEscape);
  EXPECT_TRUE(rig_.Shows("pin.POSE-03")) << "the pin stays on the photo";
  rig_.Press(Key::kR);
  const auto accepted = rig_.desk.service.Accepted();
  ASSERT_EQ(accepted.size(), 1u);
  ASSERT_TRUE(accepted[0].reasons[0].region.has_value());
  // (100 / 0.5 + 100) / 1400 and (160 / 0.5 + 60) / 1800 by hand.
  EXPECT_NEAR(accepted[0].reasons[0].region->x, 300.0 / 1400, 0.002);
  EXPECT_NEAR(accepted[0].reasons[0].region->y, 380.0 / 1800, 0.002);
  EXPECT_NEAR(accepted[0].reasons[0].region->width, 200.0 / 1400, 0.003);
}

TEST_F(ReviewLookTest, InTheRegionModeAnArrowMovesAndDeleteTakesAwayAndRSubmits) {
  Begin();
  rig_.Press(Key::k1);
  rig_.Press(Key::kW);
  rig_.Drag(photo_.x + 200, photo_.y + 300, photo_.x + 300, photo_.y + 400);
  const double x = Desk().palette().chosen()[0].region->x;
  rig_.Press(Key::kRight);
  EXPECT_GT(Desk().palette().chosen()[0].region->x, x);
  rig_.Press(Key::kDelete);
  EXPECT_FALSE(Desk().palette().chosen()[0].region.has_value());
  rig_.Press(Key::kR);
  ASSERT_EQ(rig_.desk.service.Accepted().size(), 1u);
  EXPECT_FALSE(rig_.desk.service.Accepted()[0].reasons[0].region.has_value());
}

TEST_F(ReviewLookTest, CPutsTheRejectedPhotoBesideThisOneEquallyLargeAndDecisionsStillCount) {
  rig_.desk.service.earlier_picture = desk::SmallJpeg();
  const std::string item = rig_.desk.service.AddReview(RichReport());
  desk::DecisionRow row;
  row.attempt = 1;
  row.choice = desk::Choice::kReject;
  row.reasons = {{"EYE-01", ""}};
  rig_.desk.service.SetPrevious(item, {row});
  for (int i = 0; i < 4; ++i) rig_.Frame();
  EXPECT_TRUE(rig_.Shows("stage.earlier"));
  rig_.Press(Key::kC);
  const Rect* earlier = rig_.kit.probe().Find("compare.earlier");
  const Rect* now = rig_.kit.probe().Find("compare.now");
  ASSERT_TRUE(earlier != nullptr && now != nullptr);
  EXPECT_EQ(earlier->w, now->w);
  EXPECT_EQ(earlier->y, now->y);
  EXPECT_LE(earlier->Right(), now->x);
  const Layout layout(1920, 1080, Screen::kReview);
  EXPECT_GE(earlier->x, layout.stage.x);
  EXPECT_LE(now->Right(), layout.stage.Right());
  rig_.Press(Key::kF);
  EXPECT_EQ(rig_.desk.service.Accepted().size(), 1u);
}

TEST_F(ReviewLookTest, TheTopBarCountsWhatIsNearAndPastItsDeadline) {
  rig_.desk.service.deadlines.review_near_due = 38;
  rig_.desk.service.deadlines.review_overdue = 3;
  rig_.desk.service.deadlines.retouch_near_due = 9;
  Begin();
  EXPECT_EQ(rig_.kit.probe().TextOf("top.near_due"), "38");
  EXPECT_EQ(rig_.kit.probe().TextOf("top.overdue"), "3");
  rig_.Press(Key::k2, true);
  EXPECT_EQ(rig_.kit.probe().TextOf("top.near_due"), "9");
  EXPECT_EQ(rig_.kit.probe().TextOf("top.overdue"), "0");
}

TEST_F(ReviewLookTest, TheTopBarSaysWhenUrgentWorkGoesFirst) {
  rig_.desk.service.deadlines.review_by_class = absl::FromUnixSeconds(1777600800);  // 10:00 +8
  Begin();
  EXPECT_NE(rig_.kit.probe().TextOf("top.by_class").find("10:00"), std::string::npos);
  rig_.Press(Key::k2, true);
  EXPECT_EQ(rig_.kit.probe().TextOf("top.by_class"), "") << "retouching keeps its order";
}

TEST(ReviewLook, TheRetoucherSeesTheMarkedRegionWithItsPinWhereItWasDrawn) {
  PanelRig rig;
  desk::ReasonMark note{"BG-04", "右耳上方"};
  note.region = cv::Rect2d(300.0 / 1400, 380.0 / 1800, 200.0 / 1400, 160.0 / 1800);
  rig.desk.service.AddRetouch(TestRecipe(), "original", {{"LIGHT-04", ""}, note});
  rig.Press(Key::k2, true);
  for (int i = 0; i < 6; ++i) rig.Frame();
  ASSERT_NE(rig.state->retouch().session(), nullptr);
  EXPECT_FALSE(rig.Shows("note_pin.0")) << "a note about the whole photo has no pin";
  ASSERT_TRUE(rig.Shows("note_pin.1"));
  const Rect* box = rig.kit.probe().Find("note_region.1");
  // By hand: ((300, 380) - (100, 60)) / 2 = (100, 160) of 480 x 640 delivered px; 100 x 80 large.
  const Rect photo = Layout(1920, 1080, Screen::kRetouch).photo;
  const float scale = photo.w / 480;
  EXPECT_NEAR(box->x, photo.x + 100 * scale, 2);
  EXPECT_NEAR(box->y, photo.y + 160 * scale, 2);
  EXPECT_NEAR(box->w, 100 * scale, 2);
  rig.Press(Key::kH);
  EXPECT_FALSE(rig.Shows("note_pin.1")) << "H hides the marks";
}

TEST(ReviewLook, ManyProblemsOverlapNothingInBothSizesAndLanguages) {
  Report report = RichReport();
  for (int i = 0; i < 12; ++i) {
    Measure measure;
    measure.id = "occlusion.made" + std::to_string(i);
    measure.verdict = i % 2 == 0 ? Verdict::kWarn : Verdict::kUnknown;
    if (i % 2 == 0) measure.value = 1;
    report.measures.push_back(measure);
  }
  for (const auto& [width, height] : {std::pair<int, int>{1920, 1080}, {1280, 720}}) {
    PanelRig rig(width, height);
    rig.desk.service.AddReview(report);
    for (const Language language : {Language::kChinese, Language::kEnglish}) {
      rig.state->SetLanguage(language);
      for (int i = 0; i < 5; ++i) rig.Frame();
      for (int focus = 0; focus < 4; ++focus) {
        const Rect* reason = rig.kit.probe().Find("hint.search");
        ASSERT_NE(reason, nullptr);
        const Rect* chip = rig.kit.probe().Find("reason.POSE-03");
        ASSERT_NE(chip, nullptr);
        std::vector<Rect> rows;
        for (const auto& [id, rect] : rig.kit.probe().All()) {
          if (id.rfind("check.", 0) != 0) continue;
          EXPECT_LE(rect.Bottom(), chip->y) << id << " reaches the reasons at " << width;
          for (const Rect& other : rows) {
            const bool apart = rect.Bottom() <= other.y + 0.5f || rect.y >= other.Bottom() - 0.5f;
            EXPECT_TRUE(apart) << id << " at " << width;
          }
          rows.push_back(rect);
        }
        EXPECT_GT(rows.size(), 3u);
        rig.Press(Key::kD);
      }
    }
  }
}

}  // namespace
}  // namespace zhaojian
