// SPDX-License-Identifier: Apache-2.0
#include "app/cli/explain_sheet.h"

#include <gtest/gtest.h>

#include "app/cli/explain_paint.h"
#include "core/base/file.h"
#include "tests/support/shared.h"

namespace zhaojian::explain {
namespace {

Measure MakeMeasure(const std::string& id, Verdict verdict, std::optional<double> value) {
  Measure measure;
  measure.id = id;
  measure.unit = "deg";
  measure.verdict = verdict;
  measure.value = value;
  measure.band = {-5, 5, -10, 10};
  return measure;
}

// A grey photo; colours of the sheet's own are then easy to find.
Report MadeReport() {
  Report report;
  report.profile = "cn.chsi.graduate.2017-99";
  report.size = {1000, 1400};
  report.key_points = KeyPoints{{450, 500}, {550, 500}, {500, 690}, {500, 330}};
  Measure yaw = MakeMeasure("pose.yaw", Verdict::kOk, 1.0);
  Measure roll = MakeMeasure("pose.roll", Verdict::kBlock, 11.4);
  roll.reason = "POSE-03";
  roll.evidence.push_back({Evidence::Kind::kLine, {{450, 500}, {550, 500}}, ""});
  Measure light = MakeMeasure("light.evenness", Verdict::kWarn, 9.7);
  light.reason = "LIGHT-01";
  Measure gaze = MakeMeasure("eyes.gaze", Verdict::kUnknown, std::nullopt);
  gaze.cause = "cause.head_turned";
  Measure bytes = MakeMeasure("file.bytes", Verdict::kOk, 3);
  report.measures = {yaw, bytes, gaze, light, roll};
  return report;
}

class SheetTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto assets = testing::AssetsForTests();
    catalogue_ = Catalogue::Load(assets / "i18n").value();
    reasons_ = ReasonCatalogue::FromJson(ReadJsonFile(assets / "reasons" / "reasons.json").value())
                   .value();
    text_ = TextPainter::Create().value();
  }
  Sheet Draw(const Report& report, Language language = Language::kChinese) {
    CropPlan plan;
    plan.scale = 0.48;
    return DrawSheet({photo_, 1, report, plan, {480, 640}, catalogue_, reasons_, language}, *text_);
  }
  static int Count(const cv::Mat& image, uint32_t rgb) {
    cv::Mat same;
    cv::inRange(image, Bgr(rgb), Bgr(rgb), same);
    return cv::countNonZero(same);
  }
  cv::Mat photo_ = cv::Mat(1400, 1000, CV_8UC3, cv::Scalar(150, 150, 150));
  Catalogue catalogue_;
  ReasonCatalogue reasons_;
  std::unique_ptr<TextPainter> text_;
};

TEST_F(SheetTest, EveryMeasureHasItsCellAndNoTwoOverlap) {
  Report report = MadeReport();
  for (int i = 0; i < 40; ++i) {
    report.measures.push_back(
        MakeMeasure("made." + std::to_string(i), Verdict::kOk, static_cast<double>(i % 5)));
  }
  const Sheet sheet = Draw(report);
  ASSERT_EQ(sheet.cells.size(), report.measures.size());
  const cv::Rect whole({}, sheet.image.size());
  for (const auto& [id, cell] : sheet.cells) {
    EXPECT_EQ(cell & whole, cell) << id;
    for (const auto& [other, rect] : sheet.cells) {
      if (id != other) {
        EXPECT_TRUE((cell & rect).empty()) << id << " " << other;
      }
    }
  }
}

TEST_F(SheetTest, ACellSaysNameValueVerdictLimitAndWhy) {
  const Sheet sheet = Draw(MadeReport());
  EXPECT_EQ(sheet.words.at("pose.roll"), "头部歪斜|11.4°|不合格|±5|POSE-03  头部歪斜，双眼不水平");
  EXPECT_EQ(sheet.words.at("eyes.gaze"), "目光偏移|–|无法判定，请目视|±5|头部转动，无法判断目光");
  EXPECT_EQ(sheet.words.at("pose.yaw"), "左右转头|1.0°|合格|±5|");
  const Sheet english = Draw(MadeReport(), Language::kEnglish);
  EXPECT_EQ(english.words.at("pose.roll").substr(0, 17), "Roll|11.4°|Fail|");
}

TEST_F(SheetTest, TheWorstStandsFirst) {
  const Sheet sheet = Draw(MadeReport());
  const auto before = [&](const char* a, const char* b) {
    const cv::Rect x = sheet.cells.at(a), y = sheet.cells.at(b);
    return x.y < y.y || (x.y == y.y && x.x < y.x);
  };
  EXPECT_TRUE(before("pose.roll", "light.evenness"));
  EXPECT_TRUE(before("light.evenness", "eyes.gaze"));
  EXPECT_TRUE(before("eyes.gaze", "pose.yaw"));
}

TEST_F(SheetTest, EvidenceIsDrawnInItsCellAndInNoOther) {
  const Sheet sheet = Draw(MadeReport());
  const auto ink = [&](const char* id) {
    return Count(sheet.image(sheet.pictures.at(id)), RgbOf(Verdict::kBlock));
  };
  // The eye line of 100 px is shown 384/260 as large and two pixels thick.
  EXPECT_GT(ink("pose.roll"), 200);
  // The cell's own stripe is 4 px wide and not the picture's: no other cell has the colour.
  EXPECT_EQ(ink("pose.yaw"), 0);
  EXPECT_EQ(ink("light.evenness"), 0);
}

TEST_F(SheetTest, AVerdictIsASignAndAWordAndNotAColourAlone) {
  const Sheet sheet = Draw(MadeReport());
  std::vector<cv::Mat> signs;
  for (const char* id : {"pose.roll", "light.evenness", "eyes.gaze", "pose.yaw"}) {
    const cv::Rect picture = sheet.pictures.at(id);
    const cv::Mat sign =
        sheet.image(cv::Rect(picture.x + 14, picture.y + picture.height + 11, 24, 22));
    cv::Mat grey;
    cv::extractChannel(sign, grey, 1);
    cv::Mat shape = grey > 100;
    for (const cv::Mat& other : signs) EXPECT_GT(cv::countNonZero(shape != other), 30) << id;
    signs.push_back(shape.clone());
  }
}

TEST_F(SheetTest, TheBandsShadeTheEdgesOfThePhotoAndLeaveTheMiddle) {
  Report report = MadeReport();
  Measure hair = MakeMeasure("geometry.hair_top", Verdict::kOk, 76);
  hair.unit = "px";
  hair.band = {50, 110, {}, {}};
  report.measures.push_back(hair);
  const Sheet plain = Draw(MadeReport()), sheet = Draw(report);
  // Two columns less the gutter of 112 leave 672 px for 480: 1.4 times. Row 80 lies in the band.
  const int right = 24 + 2 * 384 + 16;
  const int left = 24;
  int shaded = 0;
  for (int x = left; x < right; ++x) {
    const int y = 72 + static_cast<int>(80 * 1.4);
    if (sheet.image.at<cv::Vec3b>(y, x) != plain.image.at<cv::Vec3b>(y, x)) ++shaded;
  }
  EXPECT_GT(shaded, 150);
  EXPECT_LT(shaded, 350) << "the veils lie at the edges only";
}

TEST_F(SheetTest, WithoutAFaceTheWholePhotoIsShown) {
  Report report;
  report.size = {1000, 1400};
  report.profile = "x";
  report.measures = {MakeMeasure("face.count", Verdict::kBlock, 0)};
  const Sheet sheet =
      DrawSheet({photo_, 1, report, std::nullopt, {480, 640}, catalogue_, reasons_}, *text_);
  const cv::Rect cell = sheet.pictures.at("face.count");
  EXPECT_EQ(sheet.image.at<cv::Vec3b>(cell.y + cell.height / 2, cell.x + cell.width / 2),
            cv::Vec3b(150, 150, 150));
}

}  // namespace
}  // namespace zhaojian::explain
