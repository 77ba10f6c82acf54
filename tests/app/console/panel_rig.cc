// SPDX-License-Identifier: Apache-2.0
#include "tests/app/console/panel_rig.h"

#include <gtest/gtest.h>

#include "tests/support/shared.h"

namespace zhaojian {
namespace {

class PlainEngine final : public desk::RetouchEngine {
 public:
  StatusOr<cv::Mat> Render(const Recipe& /*recipe*/) override {
    return cv::Mat(1280, 960, CV_8UC3, cv::Scalar(255, 197, 100));
  }
  StatusOr<cv::Mat> Source(const Recipe& recipe) override { return Render(recipe); }
  StatusOr<cv::Mat> Alpha(const Recipe& /*recipe*/) override {
    return cv::Mat(1280, 960, CV_8UC1, cv::Scalar(0));
  }
  StatusOr<GateReport> Gate(const Recipe& /*recipe*/) override {
    GateReport gate;
    gate.items = {{"gate.bytes", 36214, "bytes", {20480, 40000, {}, {}}, true, ""},
                  {"gate.hair_top", 67, "px", {50, 110, {}, {}}, true, ""}};
    if (!PanelRig::red_gate) return gate;
    gate.items[1] = {"gate.hair_top",     41, "px", {50, 110, {}, {}}, false, "GEO-03",
                     cv::Point2d(240, 41)};
    gate.items.push_back(
        {"gate.residual", 30, "level", {{}, 12, {}, {}}, false, "PROC-06", cv::Point2d(150, 330)});
    return gate;
  }
};

}  // namespace

Catalogue TestCatalogue() { return Catalogue::Load(testing::AssetsForTests() / "i18n").value(); }

std::unique_ptr<FontSet> TestFonts(bool full) {
  FontRequest request;
  if (full) request.assets = testing::AssetsForTests();
  const Catalogue catalogue = TestCatalogue();
  for (const std::string& key : catalogue.Keys()) {
    request.texts.push_back(catalogue.Text(Language::kChinese, key));
    request.texts.push_back(catalogue.Text(Language::kEnglish, key));
  }
  for (const Reason& reason : desk::TestReasons().All())
    request.texts.push_back(reason.zh + reason.guidance_zh);
  auto fonts = BakeFonts(request);
  EXPECT_TRUE(fonts.ok()) << fonts.status();
  return fonts.ok() ? *std::move(fonts) : nullptr;
}

desk::RetouchSetup TestSetup() {
  desk::RetouchSetup setup;
  setup.assets = testing::AssetsForTests();
  setup.staff = "D-001";
  setup.engines = [](const std::string& /*bytes*/,
                     const Profile& /*profile*/) -> StatusOr<std::unique_ptr<desk::RetouchEngine>> {
    return std::unique_ptr<desk::RetouchEngine>(std::make_unique<PlainEngine>());
  };
  return setup;
}

std::string TestRecipe() {
  Recipe recipe;
  recipe.source_sha256 = std::string(64, 'a');
  recipe.profile = kDefaultProfile;
  recipe.analysis.source_size = {1400, 1800};
  recipe.analysis.person_mask = cv::Mat(256, 256, CV_32F, cv::Scalar(0.0f));
  Operation crop;
  crop.kind = "geom.crop_scale";
  crop.parameters = {{"scale", 0.5}, {"x", 100}, {"y", 60}};
  crop.author = "auto";
  crop.time = absl::FromUnixSeconds(1'770'000'000);
  recipe.Push(crop);
  Operation exposure = crop;
  exposure.kind = "tone.exposure";
  exposure.parameters = {{"ev", 0.12}};
  recipe.Push(exposure);
  return RecipeToBytes(recipe);
}

std::atomic<bool> PanelRig::red_gate{false};

PanelRig::PanelRig(int width, int height)
    : catalogue(TestCatalogue()),
      state(std::make_unique<desk::ConsoleState>(desk.wiring(), &desk::TestReasons(), TestSetup())),
      app(std::make_unique<App>(state.get(), &catalogue, &calendar, &pictures)),
      ui(width, height, TestFonts()),
      kit(ui.fonts()) {
  red_gate = false;
}

void PanelRig::Frame(const std::vector<KeyEvent>& keys) {
  desk.Settle();
  ui.BeginFrame();
  app->Frame(kit, keys, false);
  ui.EndFrame();
  app->Presented();
  desk.Settle();
}

void PanelRig::Press(Key key, bool ctrl, bool shift) {
  KeyEvent event;
  event.key = key;
  event.ctrl = ctrl;
  event.shift = shift;
  Frame({event});
  event.pressed = false;
  Frame({event});
}

void PanelRig::ClickAt(float x, float y) {
  ui.Mouse(x, y, false);
  Frame();
  ui.Mouse(x, y, true);
  Frame();
  ui.Mouse(x, y, false);
  Frame();
  Frame();
}

void PanelRig::Click(const std::string& id) {
  const Rect* rect = kit.probe().Find(id);
  ASSERT_NE(rect, nullptr) << id << " is not drawn";
  ClickAt(rect->CentreX(), rect->CentreY());
}

void PanelRig::Drag(float x0, float y0, float x1, float y1) {
  ui.Mouse(x0, y0, false);
  Frame();
  ui.Mouse(x0, y0, true);
  Frame();
  constexpr int kSteps = 8;
  for (int i = 1; i <= kSteps; ++i) {
    const float t = static_cast<float>(i) / kSteps;
    ui.Mouse(x0 + (x1 - x0) * t, y0 + (y1 - y0) * t, true);
    Frame();
  }
  ui.Mouse(x1, y1, false);
  Frame();
  Frame();
}

}  // namespace zhaojian
