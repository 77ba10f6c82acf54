// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <functional>

#include "app/console/headless.h"
#include "app/console/keys.h"
#include "app/console/widgets.h"
#include "app/console/widgets_check.h"
#include "app/console/widgets_retouch.h"

namespace zhaojian {
namespace {

/// Frames of a small screen with one drawing function, and a mouse.
class KitTest : public ::testing::Test {
 protected:
  void SetUp() override { Open(1); }
  void Open(float scale) {
    kit_.reset();
    ui_.reset();
    FontRequest request;
    request.scale = scale;
    request.texts = {
        "通过驳回提交已选须重拍原因先按取消头部倾斜不合格超出学生将看到请摆正使双眼处于同一水平线"};
    StatusOr<std::unique_ptr<FontSet>> fonts = BakeFonts(request);
    ASSERT_TRUE(fonts.ok()) << MessageOf(fonts.status());
    ui_ = std::make_unique<HeadlessUi>(800, 600, *std::move(fonts));
    kit_ = std::make_unique<Kit>(ui_->fonts());
  }
  void Frame(const std::function<void(Kit&)>& draw) {
    ui_->BeginFrame();
    kit_->Begin();
    draw(*kit_);
    kit_->End();
    ui_->EndFrame();
  }
  /// Moves to the middle of a widget, presses and releases; returns nothing: the caller's draw sees
  /// it.
  void Click(const std::string& id, const std::function<void(Kit&)>& draw) {
    Frame(draw);
    const Rect* found = kit_->probe().Find(id);
    ASSERT_NE(found, nullptr) << id;
    const Rect rect = *found;
    for (const bool down : {false, true, true, false}) {
      ui_->Mouse(rect.CentreX(), rect.CentreY(), down);
      Frame(draw);
    }
  }
  std::unique_ptr<HeadlessUi> ui_;
  std::unique_ptr<Kit> kit_;
};

TEST_F(KitTest, AClickInTheMiddleOfADecisionButtonIsReportedOnce) {
  int clicks = 0, others = 0;
  const auto draw = [&](Kit& kit) {
    DecisionButtonData pass{"review.pass", "F", Icon::kOk,           Token::kOk,
                            "通过",        "",  ButtonState::kReady, true};
    DecisionButtonData reject{"review.reject", "R", Icon::kFail,         Token::kFail,
                              "驳回",          "",  ButtonState::kReady, true};
    others += DecisionButton(kit, {20, 500, 331, 56}, pass).clicked;
    clicks += DecisionButton(kit, {363, 500, 331, 56}, reject).clicked;
  };
  Click("review.reject", draw);
  EXPECT_EQ(clicks, 1);
  EXPECT_EQ(others, 0);
}

TEST_F(KitTest, AButtonTellsWhatItShowsSoThatTestsReadWhatAPersonReads) {
  Frame([](Kit& kit) {
    DecisionButton(kit, {20, 500, 331, 56},
                   {"review.pass", "F", Icon::kOk, Token::kOk, "通过",
                    "已选须重拍原因，先按 1 取消", ButtonState::kOff, true});
  });
  EXPECT_EQ(kit_->probe().TextOf("review.pass"), "通过\n已选须重拍原因，先按 1 取消");
}

TEST_F(KitTest, AtTwiceTheScaleTheSameLogicalPlaceIsClicked) {
  Open(2);
  int clicks = 0;
  const auto draw = [&](Kit& kit) {
    clicks +=
        DecisionButton(kit, {363, 500, 331, 56},
                       {"b", "R", Icon::kFail, Token::kFail, "驳回", "", ButtonState::kReady, true})
            .clicked;
    EXPECT_EQ(kit.At(363, 500).x, 726);
    EXPECT_FLOAT_EQ(kit.Width(), 800);
    EXPECT_FLOAT_EQ(kit.TextWidth(Type::kBody, "通过"), 30);
  };
  Click("b", draw);
  EXPECT_EQ(clicks, 1);
}

TEST_F(KitTest, AKeyOnABannerIsClickedAndTheBannerItselfSwallowsTheRest) {
  int key = -1, below = 0;
  const BannerData banner{
      "lost", BannerKind::kFail, Icon::kNone,
      "驳回", {"通过"},          {{"enter", "Enter", "取消", false}, {"n", "N", "提交", false}},
      -1};
  const auto draw = [&](Kit& kit) {
    const int clicked = Banner(kit, {100, 100, 400, 120}, banner);
    if (clicked >= 0) key = clicked;
    below += kit.Area("stage", {0, 0, 800, 600}).clicked;
  };
  Click("lost.n", draw);
  EXPECT_EQ(key, 1);
  key = -1;
  Click("lost", draw);
  EXPECT_EQ(key, -1);
  EXPECT_EQ(below, 0);
}

TEST_F(KitTest, ATextFieldTakesTypedChineseAndReportsEnter) {
  std::string note;
  bool changed = false, entered = false, focus = true;
  const auto draw = [&](Kit& kit) {
    bool now = false;
    changed |= TextField(kit, {20, 20, 300, 36}, "note", &note, "", focus, &now);
    entered |= now;
    focus = false;
  };
  for (int i = 0; i < 3; ++i) Frame(draw);
  ImGui::GetIO().AddInputCharactersUTF8("头部倾斜");
  for (int i = 0; i < 2; ++i) Frame(draw);
  EXPECT_EQ(note, "头部倾斜");
  EXPECT_TRUE(changed);
  EXPECT_FALSE(entered);
  ImGuiIO& io = ImGui::GetIO();
  io.KeyMap[ImGuiKey_Enter] = 13;
  io.KeysDown[13] = true;
  Frame(draw);
  io.KeysDown[13] = false;
  Frame(draw);
  EXPECT_TRUE(entered);
}

TEST_F(KitTest, TwoWidgetsOfOneIdInAFrameAreCounted) {
  Frame([](Kit& kit) {
    kit.Area("same", {0, 0, 10, 10});
    kit.Area("same", {20, 0, 10, 10});
  });
  EXPECT_EQ(kit_->probe().Duplicates(), 1);
}

TEST_F(KitTest, ALayerTakesTheMouseFromWhatLiesBelow) {
  int below = 0, above = 0;
  const auto draw = [&](Kit& kit) {
    below += kit.Area("below", {100, 100, 200, 200}).clicked;
    kit.BeginLayer("banner", {120, 120, 100, 100});
    above += kit.Area("above", {120, 120, 100, 100}).clicked;
    kit.EndLayer();
  };
  Frame(draw);  // ImGui knows a new layer from its second frame on
  Click("above", draw);
  EXPECT_EQ(above, 1);
  EXPECT_EQ(below, 0);
}

TEST_F(KitTest, ASliderStopsAtThePolicysLimitHoweverFarTheMouseGoes) {
  LimitSliderData data{"slider", "带宽", "", 2, 0, 8, 0, 6, 0, true};
  bool committed = false;
  const auto draw = [&](Kit& kit) {
    const SliderResult result = LimitSlider(kit, {100, 100, 416, 34}, data);
    data.value = result.value;
    committed |= result.committed;
  };
  Frame(draw);
  const Rect track = *kit_->probe().Find("slider");
  for (const float x : {track.x + track.w / 4, track.Right() - 1, track.Right() + 200}) {
    ui_->Mouse(x, track.CentreY(), true);
    Frame(draw);
    if (x > track.Right()) {
      EXPECT_DOUBLE_EQ(data.value, 6.0);
    }
  }
  EXPECT_FALSE(committed);
  ui_->Mouse(track.Right() + 200, track.CentreY(), false);
  Frame(draw);
  EXPECT_TRUE(committed);
  EXPECT_DOUBLE_EQ(data.value, 6.0);
}

TEST_F(KitTest, TextThatIsTooWideEndsInAnEllipsisInsideItsRectangle) {
  float shown = 0, full = 0;
  Frame([&](Kit& kit) {
    full = kit.TextWidth(Type::kBody, "请摆正头部，使双眼处于同一水平线");
    shown =
        kit.Text(Type::kBody, Token::kText, {0, 0, 100, 22}, "请摆正头部，使双眼处于同一水平线");
  });
  EXPECT_GT(full, 200);
  EXPECT_LE(shown, 100);
  EXPECT_GT(shown, 70);
}

TEST_F(KitTest, AParagraphBreaksBetweenCharactersButNotBeforeAComma) {
  float height = 0;
  Frame([&](Kit& kit) {
    // 15 px a character: five fit into 80 px, and the comma would begin the second line.
    height =
        kit.Paragraph(Type::kBody, Token::kText, {0, 0, 80, 200}, "请摆正头部，使双眼处于", 24);
  });
  // 请摆正头 / 部，使双眼 / 处于
  EXPECT_FLOAT_EQ(height, 72);
}

TEST_F(KitTest, ChineseCharactersAreAsWideAsTheirEm) {
  EXPECT_FLOAT_EQ(kit_->TextWidth(Type::kBody, "通过驳回"), 60);
  EXPECT_FLOAT_EQ(kit_->TextWidth(Type::kTitle, "通过"), 44);
  EXPECT_FLOAT_EQ(kit_->TextWidth(Type::kHero, "驳"), 32);
}

TEST_F(KitTest, ACheckIsAsHighAsItsVerdictDeserves) {
  EXPECT_EQ(CheckRowHeight(Sign::kFail), 128);
  EXPECT_EQ(CheckRowHeight(Sign::kCaution), 60);
  EXPECT_EQ(CheckRowHeight(Sign::kNotAssessed), 52);
  EXPECT_EQ(CheckRowHeight(Sign::kOk), 22);
}

TEST(BandAxis, HoldsBandCautionZoneAndValue) {
  BandView tilt;
  tilt.allowed_min = -5;
  tilt.allowed_max = 5;
  EXPECT_EQ(AxisOf(tilt), (std::pair<double, double>(-15, 15)));
  tilt.value = 40;
  EXPECT_GT(AxisOf(tilt).second, 40);
  BandView bytes;
  bytes.allowed_max = 6;
  EXPECT_EQ(AxisOf(bytes), (std::pair<double, double>(0, 12)));
}

TEST(Keys, AStrokeShorterThanAFrameIsKeptAndAHeldKeyIsKnown) {
  KeyQueue queue;
  queue.Push({Key::kF, true, false, false, false, false});
  queue.Push({Key::kF, false, false, false, false, false});
  queue.Push({Key::kSpace, true, false, false, false, false});
  const std::vector<KeyEvent> taken = queue.Take();
  ASSERT_EQ(taken.size(), 3u);
  EXPECT_EQ(taken[0].key, Key::kF);
  EXPECT_TRUE(taken[0].pressed);
  EXPECT_FALSE(queue.IsDown(Key::kF));
  EXPECT_TRUE(queue.IsDown(Key::kSpace));
  EXPECT_TRUE(queue.Take().empty());
}

TEST(Keys, LosingTheFocusLetsEveryHeldKeyGo) {
  KeyQueue queue;
  queue.Push({Key::kSpace, true, false, false, false, false});
  queue.Take();
  queue.ReleaseAll();
  EXPECT_FALSE(queue.IsDown(Key::kSpace));
  ASSERT_EQ(queue.Take().size(), 1u);
}

TEST(Keys, PlatesShowWhatStandsOnTheKeyboard) {
  EXPECT_EQ(KeyName(Key::kR), "R");
  EXPECT_EQ(KeyName(Key::k7), "7");
  EXPECT_EQ(KeyName(Key::kEnter, true), "Ctrl Enter");
  EXPECT_EQ(KeyName(Key::kSlash), "/");
  EXPECT_EQ(KeyName(Key::kAlt), "Alt");
  EXPECT_EQ(LetterOf(KeyOf('q')), 'q');
}

}  // namespace
}  // namespace zhaojian
