// SPDX-License-Identifier: Apache-2.0
#include "core/imaging/text.h"

#include <gtest/gtest.h>

#include <set>

namespace zhaojian {
namespace {

class Text : public ::testing::Test {
 protected:
  void SetUp() override {
    auto painter = TextPainter::Create();
    ASSERT_TRUE(painter.ok()) << painter.status();
    painter_ = *std::move(painter);
  }
  cv::Mat Draw(const std::string& text, const TextStyle& style) {
    cv::Mat image(40, 200, CV_8UC3, cv::Scalar(0, 0, 0));
    painter_->Draw(image, {10, 20}, text, style);
    return image;
  }
  static int Ink(const cv::Mat& image) { return cv::countNonZero(image.reshape(1)); }
  std::unique_ptr<TextPainter> painter_;
};

TEST_F(Text, AChineseCharacterIsAsWideAsTheEm) {
  // Ideographs are one em wide in every Chinese font.
  EXPECT_NEAR(painter_->Width("照", {20, false, 0}), 20, 0.5);
  EXPECT_NEAR(painter_->Width("照鉴审核", {20, true, 0}), 80, 1);
  EXPECT_LT(painter_->Width("ill", {20, false, 0}), painter_->Width("mmm", {20, false, 0}));
}

TEST_F(Text, EveryCharacterHasItsOwnShapeInBothCuts) {
  std::set<std::vector<unsigned char>> shapes;
  for (const char* one : {"合", "格", "注", "意", "A", "7", "−", "≤"}) {
    for (const bool bold : {false, true}) {
      const cv::Mat image = Draw(one, {20, bold, 0xFFFFFF});
      EXPECT_GT(Ink(image), 20) << one;
      shapes.insert(std::vector<unsigned char>(image.datastart, image.dataend));
    }
  }
  EXPECT_EQ(shapes.size(), 16u) << "a gap glyph would look the same twice";
}

TEST_F(Text, InkLiesAroundTheMiddleLineInTheColourAskedForAndIsCutAtTheEdge) {
  const cv::Mat image = Draw("国", {20, true, 0xFF8F6B});
  double strongest = 0;
  cv::Mat red;
  cv::extractChannel(image, red, 2);
  cv::minMaxLoc(red, nullptr, &strongest);
  EXPECT_EQ(strongest, 0xFF);
  cv::Mat blue;
  cv::extractChannel(image, blue, 0);
  cv::minMaxLoc(blue, nullptr, &strongest);
  EXPECT_EQ(strongest, 0x6B);
  EXPECT_EQ(Ink(image.rowRange(0, 8)), 0);
  EXPECT_EQ(Ink(image.rowRange(32, 40)), 0);
  cv::Mat edge(40, 60, CV_8UC3, cv::Scalar(0, 0, 0));
  painter_->Draw(edge, {50, 35}, "国国国", {20, false, 0xFFFFFF});
  painter_->Draw(edge, {-30, -5}, "国国国", {20, false, 0xFFFFFF});
  EXPECT_GT(Ink(edge), 0);
}

TEST_F(Text, LongWordsAreShortenedWithADotsSign) {
  const TextStyle style{15, false, 0xFFFFFF};
  EXPECT_EQ(painter_->Shorten("头发遮挡", style, 60.5), "头发遮挡");
  EXPECT_EQ(painter_->Shorten("头发遮挡眉毛", style, 60.5), "头发遮…");
  EXPECT_LE(painter_->Width(painter_->Shorten("Uneven light, half-face shadow", style, 100), style),
            100);
}

TEST_F(Text, LinesBreakBetweenCharactersAndNeverBeforeClosingPunctuation) {
  const TextStyle style{15, false, 0xFFFFFF};
  const auto lines = painter_->Wrap("请摆正头部，使双眼水平。", style, 76);
  ASSERT_EQ(lines.size(), 3u);
  EXPECT_EQ(lines[0], "请摆正头") << "the comma stays with its word";
  EXPECT_EQ(lines[1], "部，使双眼");
  const auto words = painter_->Wrap("keep both eyes open", style, 80);
  for (const std::string& line : words) EXPECT_NE(line.front(), ' ');
  EXPECT_GT(words.size(), 1u);
}

}  // namespace
}  // namespace zhaojian
