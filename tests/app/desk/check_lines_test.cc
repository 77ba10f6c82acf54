// SPDX-License-Identifier: Apache-2.0
#include "app/desk/check_lines.h"

#include <gtest/gtest.h>

#include "app/desk/review_item.h"
#include "app/desk/supervisor_desk.h"
#include "tests/app/desk/fake_service.h"

namespace zhaojian::desk {
namespace {

TEST(CheckLines, ValuesAndLimitsReadAsOnTheVisualTarget) {
  EXPECT_EQ(FormatValue(11.4, "deg"), "11.4°");
  EXPECT_EQ(FormatValue(-1.9, "deg"), "−1.9°");
  EXPECT_EQ(FormatValue(-0.04, "deg"), "0.0°");
  EXPECT_EQ(FormatValue(76, "px"), "76 px");
  Band band;
  band.high = 300;
  EXPECT_EQ(FormatValue(300.3, "px", band), "300.3 px") << "not a failing 300 px";
  EXPECT_EQ(FormatValue(300.02, "px", band), "300.02 px");
  EXPECT_EQ(FormatValue(299.7, "px", band), "300 px") << "inside either way";
  EXPECT_EQ(FormatValue(300, "px", band), "300 px");
  EXPECT_EQ(FormatValue(300.00001, "px", band), "300 px");
  EXPECT_EQ(FormatValue(250.4, "px", band), "250 px");
  EXPECT_EQ(FormatValue(36214, "bytes"), "36,214 B");
  EXPECT_EQ(FormatValue(0.061, "ratio"), "0.061");
  EXPECT_EQ(FormatLimit({-5, 5, {}, {}}, "deg"), "±5");
  EXPECT_EQ(FormatLimit({50, 110, {}, {}}, "px"), "50–110");
  EXPECT_EQ(FormatLimit({480, 480, {}, {}}, "px"), "= 480");
  EXPECT_EQ(FormatLimit({0, 0, {}, {}}, "count"), "= 0");
  EXPECT_EQ(FormatLimit({20480, 40000, {}, {}}, "bytes"), "20.5–40 KB");
  EXPECT_EQ(FormatValue(0.12, "EV"), "+0.12 EV");
  EXPECT_EQ(FormatValue(197, "level"), "197");
  EXPECT_EQ(FormatValue(9.7, "level"), "9.7");
  EXPECT_EQ(FormatLimit({{}, 8, {}, {}}, "level"), "≤ 8");
  EXPECT_EQ(FormatLimit({0.035, {}, {}, {}}, "ratio"), "≥ 0.035");
}

TEST(CheckLines, TheWorstStandsFirstThenWhatGatesFailMostThenTheMargin) {
  const auto lines = MakeCheckLines(TiltedReport());
  ASSERT_EQ(lines.size(), 6u);
  EXPECT_EQ(lines[0].id, "pose.roll");
  EXPECT_EQ(lines[0].over, "1.4°") << "beyond the blocking limit of 10";
  EXPECT_EQ(lines[1].id, "light.evenness");
  EXPECT_EQ(lines[1].over, "1.7");
  // Eye line and hair top belong to the five; then margins by hand: yaw (5-3.6)/10 = 0.14, face
  // width 44/120 = 0.37.
  EXPECT_EQ(lines[2].id, "geometry.eye_line");
  EXPECT_EQ(lines[3].id, "geometry.hair_top");
  EXPECT_EQ(lines[4].id, "pose.yaw");
  EXPECT_EQ(lines[5].id, "geometry.face_width");
}

TEST(CheckLines, AmongEqualsTheFiveChecksThatGatesFailMostComeFirst) {
  Report report;
  const auto add = [&](const char* id, double value) {
    Measure measure;
    measure.id = id;
    measure.verdict = Verdict::kWarn;
    measure.value = value;
    measure.band.high = 8;
    report.measures.push_back(measure);
  };
  // The larger the value, the worse; the five stand in the order in which gates fail them.
  add("light.evenness", 100);
  add("file.border", 9);
  add("sharpness.face", 9);
  add("geometry.hair_top", 9);
  add("pose.roll", 9);
  add("geometry.eye_line", 9);
  add("mouth.open", 50);
  std::vector<std::string> ids;
  for (const CheckLine& line : MakeCheckLines(report)) ids.push_back(line.id);
  EXPECT_EQ(ids, (std::vector<std::string>{"geometry.eye_line", "pose.roll", "geometry.hair_top",
                                           "sharpness.face", "file.border", "light.evenness",
                                           "mouth.open"}));
}

TEST(CheckLines, AMeasureThatCouldNotBeAssessedKeepsItsCauseAndHasNoValue) {
  Report report;
  Measure measure;
  measure.id = "eyes.openness";
  measure.verdict = Verdict::kUnknown;
  measure.cause = "cause.glasses";
  report.measures = {measure};
  const auto lines = MakeCheckLines(report);
  EXPECT_EQ(lines[0].value, "");
  EXPECT_EQ(lines[0].cause_key, "cause.glasses");
  EXPECT_FALSE(lines[0].number.has_value());
  EXPECT_EQ(CountVerdicts(lines).unknown, 1);
}

TEST(Overlays, SourcePixelsLandWhereTheCropPutsThem) {
  ReviewBundle bundle;
  bundle.report = TiltedReport();
  bundle.crop_scale = 0.5;
  bundle.crop_x = 100;
  bundle.crop_y = 60;
  const auto overlays = MapOverlays(bundle);
  ASSERT_EQ(overlays.size(), 1u);
  EXPECT_EQ(overlays[0].points[0], cv::Point2f(200, 270));
  EXPECT_EQ(overlays[0].points[1], cv::Point2f(320, 246));
  const cv::Rect2d crop = CropInSource(bundle, {480, 640});
  EXPECT_DOUBLE_EQ(crop.x, 100.0 / 1400);
  EXPECT_DOUBLE_EQ(crop.width, 960.0 / 1400);
}

TEST(Wilson, MatchesTheTableOfNewcombe1998) {
  // Newcombe, Statistics in Medicine 17 (1998), table I, method 3: 81/263 and 15/148.
  EXPECT_NEAR(WilsonInterval(81, 263).first, 0.2553, 5e-5);
  EXPECT_NEAR(WilsonInterval(81, 263).second, 0.3662, 5e-5);
  EXPECT_NEAR(WilsonInterval(15, 148).first, 0.0624, 5e-5);
  EXPECT_NEAR(WilsonInterval(15, 148).second, 0.1605, 5e-5);
  EXPECT_EQ(WilsonInterval(0, 0), (std::pair<double, double>{0.0, 1.0}));
}

}  // namespace
}  // namespace zhaojian::desk
