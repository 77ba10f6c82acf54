// SPDX-License-Identifier: Apache-2.0
// Draws the three screens over a service in memory, so that a person can lay them beside the visual
// target (build/<preset>/panel_*.png).
#include <gtest/gtest.h>

#include "app/console/offscreen.h"
#include "app/console/picture_store.h"
#include "core/base/file.h"
#include "tests/app/console/panel_rig.h"
#include "tests/support/shared.h"

namespace zhaojian {
namespace {

class ScreenSheet {
 public:
  ScreenSheet() : catalogue_(TestCatalogue()) {
    const auto photo = ReadFile(testing::AssetsForTests() / "demo" / "t01.jpg", 30u << 20);
    if (photo.ok()) desk_.service.picture = *photo;
    for (int i = 0; i < 6; ++i) desk_.service.AddReview(desk::TiltedReport());
    desk_.service.AddRetouch(TestRecipe(), "original", {{"BG-04", "右耳上方"}, {"LIGHT-04", ""}});
    for (int i = 0; i < 30; ++i) {
      desk::DecisionRow row;
      row.id = "d" + std::to_string(i);
      row.order_tail = std::to_string(930000 + i * 37);
      row.staff = i % 3 == 0 ? "R-001" : "R-002";
      row.choice = i % 2 == 0 ? desk::Choice::kReject : desk::Choice::kPass;
      if (i % 2 == 0) row.reasons = {{i % 4 == 0 ? "OCC-01" : "POSE-03", ""}};
      row.time = desk_.clock.Now() - absl::Minutes(i);
      row.seen_for = absl::Milliseconds(2100 + 131 * i);
      row.photo_sha256 = std::string(64, 'e');
      desk_.service.AddDecision(row);
    }
    state_ =
        std::make_unique<desk::ConsoleState>(desk_.wiring(), &desk::TestReasons(), TestSetup());
  }

  bool Draw(desk::Screen screen, Language language, const std::string& name,
            const std::vector<KeyEvent>& keys) {
    auto ui = OffscreenUi::Create(1920, 1080, TestFonts(true));
    if (!ui.ok()) return false;
    auto store = MakeGlPictureStore();
    App app(state_.get(), &catalogue_, &calendar_, store.get());
    Kit kit((*ui)->fonts());
    state_->Show(screen);
    state_->SetLanguage(language);
    const auto frame = [&](const std::vector<KeyEvent>& strokes) {
      desk_.Settle();
      (*ui)->BeginFrame();
      app.Frame(kit, strokes, false);
      (*ui)->EndFrame();
      app.Presented();
    };
    for (int i = 0; i < 6; ++i) frame({});
    for (const KeyEvent& key : keys) {
      frame({key});
      frame({});
    }
    EXPECT_NE(app.shown_serial(), 0u) << name;
    const Status written = (*ui)->WritePng(std::filesystem::path(ZJ_BINARY_DIR) / name);
    EXPECT_TRUE(written.ok()) << written;
    return true;
  }

 private:
  desk::DeskRig desk_;
  Catalogue catalogue_;
  WorkCalendar calendar_;
  std::unique_ptr<desk::ConsoleState> state_;
};

KeyEvent Stroke(Key key) {
  KeyEvent event;
  event.key = key;
  return event;
}

TEST(PanelSheet, TheThreeScreensShowARealItemOffScreen) {
  ScreenSheet sheet;
  const std::vector<KeyEvent> some = {Stroke(Key::k1), Stroke(Key::kR), Stroke(Key::k1)};
  if (!sheet.Draw(desk::Screen::kReview, Language::kChinese, "panel_review.png", some)) {
    testing::PrintNotRun(1, "no EGL here");
    return;
  }
  sheet.Draw(desk::Screen::kReview, Language::kEnglish, "panel_review_en.png", {});
  sheet.Draw(desk::Screen::kRetouch, Language::kChinese, "panel_retouch.png", {});
  sheet.Draw(desk::Screen::kSupervise, Language::kChinese, "panel_supervise.png",
             {Stroke(Key::kTab)});
}

}  // namespace
}  // namespace zhaojian
