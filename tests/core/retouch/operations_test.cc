// SPDX-License-Identifier: Apache-2.0
#include "core/retouch/operations.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/retouch/op_composite.h"
#include "core/retouch/op_matte_edge.h"
#include "core/retouch/op_reduce.h"
#include "core/retouch/op_resample.h"
#include "core/retouch/op_sharpen.h"
#include "core/retouch/op_strokes.h"
#include "core/retouch/op_tone.h"
#include "core/vision/matte.h"

namespace zhaojian {
namespace {

cv::Mat Noise(int width, int height, int type) {
  cv::Mat image(height, width, type);
  cv::RNG generator(3);
  generator.fill(image, cv::RNG::UNIFORM, 0, 256);
  return image;
}

/// One row of grey values as BGR.
cv::Mat Row(const std::vector<int>& values) {
  cv::Mat row(1, static_cast<int>(values.size()), CV_8UC3);
  for (int x = 0; x < row.cols; ++x) {
    row.at<cv::Vec3b>(0, x) = cv::Vec3b::all(static_cast<uchar>(values[static_cast<size_t>(x)]));
  }
  return row;
}

bool Same(const cv::Mat& a, const cv::Mat& b) {
  return a.size() == b.size() && a.type() == b.type() && cv::norm(a, b, cv::NORM_INF) == 0;
}

TEST(Resample, StepOneAtTheOriginCopies) {
  const cv::Mat image = Noise(37, 23, CV_8UC3);
  EXPECT_TRUE(Same(Resample(image, {{0, 0}, 1, image.size()}), image));
}

TEST(Resample, ShrinkingAveragesTheExactArea) {
  // Step 1.5: [0, 1.5) = (10 + 0.5 * 40) / 1.5 = 20; [1.5, 3) = (0.5 * 40 + 100) / 1.5 = 80.
  const cv::Mat out = Resample(Row({10, 40, 100}), {{0, 0}, 1.5, {2, 1}});
  EXPECT_EQ(out.at<cv::Vec3b>(0, 0)[0], 20);
  EXPECT_EQ(out.at<cv::Vec3b>(0, 1)[0], 80);
}

TEST(Resample, AnOriginBetweenPixelsMixesThem) {
  // Step 1 at 0.25: 0.75 * 0 + 0.25 * 100 = 25; the last pixel continues beyond the edge.
  const cv::Mat out = Resample(Row({0, 100, 200}), {{0.25, 0}, 1, {3, 1}});
  EXPECT_EQ(out.at<cv::Vec3b>(0, 0)[1], 25);
  EXPECT_EQ(out.at<cv::Vec3b>(0, 1)[1], 125);
  EXPECT_EQ(out.at<cv::Vec3b>(0, 2)[1], 200);
}

TEST(Resample, EnlargingUsesKeysWeights) {
  // Step 0.5: centres at -0.25, 0.25, 0.75 ...; at f = 0.25 the weights are
  // -0.0703125, 0.8671875, 0.2265625, -0.0234375.
  const cv::Mat out = Resample(Row({0, 0, 200, 200, 0, 0}), {{0, 0}, 0.5, {12, 1}});
  // Pixel 3: p = 1.25 -> taps 0..3 = 0, 0, 200, 200 -> 45.3125 - 4.6875 = 40.625.
  EXPECT_EQ(out.at<cv::Vec3b>(0, 3)[2], 41);
  // Pixel 5: p = 2.25 -> taps 1..4 = 0, 200, 200, 0 -> 173.4375 + 45.3125 = 218.75.
  EXPECT_EQ(out.at<cv::Vec3b>(0, 5)[2], 219);
}

TEST(Resample, OutsideTheSourceItsEdgeContinues) {
  const cv::Mat image = Noise(9, 9, CV_8UC3);
  const cv::Mat out = Resample(image, {{-20, -20}, 2, {8, 8}});
  for (int y = 0; y < 8; ++y) {
    for (int x = 0; x < 8; ++x) EXPECT_EQ(out.at<cv::Vec3b>(y, x), image.at<cv::Vec3b>(0, 0));
  }
}

TEST(Tone, NeutralParametersChangeNothing) {
  const ToneTables tables = MakeToneTables({});
  for (size_t v = 0; v < 256; ++v) {
    for (const auto& table : tables) EXPECT_EQ(table[v], v);
  }
}

TEST(Tone, FollowsTheFormulaByHand) {
  ToneParameters gain;
  gain.red_gain = 2;
  // decode(128/255) = 0.21586; doubled 0.43172; encoded 0.68845 -> 175.6.
  EXPECT_EQ(MakeToneTables(gain)[0][128], 176);
  EXPECT_EQ(MakeToneTables(gain)[1][128], 128);
  ToneParameters exposure;
  exposure.exposure_ev = 1;
  EXPECT_EQ(MakeToneTables(exposure)[2][128], 176);
  ToneParameters levels;
  levels.black = 12;
  levels.white = 243;
  EXPECT_EQ(MakeToneTables(levels)[1][12], 0);
  EXPECT_EQ(MakeToneTables(levels)[1][243], 255);
  EXPECT_EQ(MakeToneTables(levels)[1][69], 63);  // 57 / 231 * 255 = 62.9
  ToneParameters gamma;
  gamma.gamma = 2;
  EXPECT_EQ(MakeToneTables(gamma)[1][64], 128);  // sqrt(64 / 255) * 255 = 127.7
  ToneParameters contrast;
  contrast.contrast = 0.5;
  EXPECT_EQ(MakeToneTables(contrast)[1][64], 52);  // t = 0.25098 -> 0.20417
}

TEST(Tone, StaysMonotoneAtItsExtremes) {
  for (const double contrast : {-0.5, 0.5}) {
    for (const double gamma : {0.4, 2.5}) {
      ToneParameters p;
      p.contrast = contrast;
      p.gamma = gamma;
      p.black = 100;
      p.white = 155;
      const ToneTables tables = MakeToneTables(p);
      for (size_t v = 1; v < 256; ++v) EXPECT_GE(tables[1][v], tables[1][v - 1]);
    }
  }
}

TEST(Tone, TablesBelongToTheirChannels) {
  ToneParameters p;
  p.blue_gain = 0.5;
  const cv::Mat out = ApplyTone(Row({200}), MakeToneTables(p));
  EXPECT_LT(out.at<cv::Vec3b>(0, 0)[0], 160);
  EXPECT_EQ(out.at<cv::Vec3b>(0, 0)[1], 200);
  EXPECT_EQ(out.at<cv::Vec3b>(0, 0)[2], 200);
}

TEST(MatteEdge, GrowsByADisc) {
  cv::Mat alpha(11, 11, CV_8U, cv::Scalar(0));
  alpha.at<uchar>(5, 5) = 200;
  const cv::Mat grown = MatteEdge(alpha, 2, 0);
  EXPECT_EQ(cv::countNonZero(grown), 21);  // 5 x 5 without its corners
  EXPECT_EQ(grown.at<uchar>(3, 4), 200);
  EXPECT_EQ(grown.at<uchar>(3, 3), 0);
}

TEST(MatteEdge, ShrinkingIsGrowingOfTheBackground) {
  const cv::Mat alpha = Noise(31, 17, CV_8UC1);
  const cv::Mat inverse = 255 - alpha;
  EXPECT_TRUE(Same(MatteEdge(alpha, -3, 0), 255 - MatteEdge(inverse, 3, 0)));
}

TEST(MatteEdge, SofteningKeepsFlatPartsAndMakesARamp) {
  cv::Mat alpha(9, 40, CV_8U, cv::Scalar(0));
  alpha.colRange(20, 40).setTo(255);
  const cv::Mat soft = MatteEdge(alpha, 0, 2);
  EXPECT_EQ(soft.at<uchar>(4, 2), 0);
  EXPECT_EQ(soft.at<uchar>(4, 37), 255);
  EXPECT_NEAR(soft.at<uchar>(4, 19) + soft.at<uchar>(4, 20), 255, 2);
  EXPECT_NEAR(soft.at<uchar>(4, 20), 255 * 0.5987, 3);  // normal distribution at 0.5 / 2
}

TEST(MatteEdge, NeutralIsTheSameMatte) {
  const cv::Mat alpha = Noise(31, 17, CV_8UC1);
  EXPECT_TRUE(Same(MatteEdge(alpha, 0, 0), alpha));
}

TEST(Composite, MixesByOpacity) {
  cv::Mat alpha(1, 3, CV_8U);
  alpha.at<uchar>(0, 0) = 0;
  alpha.at<uchar>(0, 1) = 51;
  alpha.at<uchar>(0, 2) = 255;
  const cv::Mat out = Composite(Row({200, 200, 200}), alpha, {255, 197, 100});
  EXPECT_EQ(out.at<cv::Vec3b>(0, 0), cv::Vec3b(255, 197, 100));
  EXPECT_EQ(out.at<cv::Vec3b>(0, 1), cv::Vec3b(244, 198, 120));  // a fifth of the way to 200
  EXPECT_EQ(out.at<cv::Vec3b>(0, 2), cv::Vec3b(200, 200, 200));
}

TEST(Reduce, AveragesBlocksAndRounds) {
  cv::Mat image = (cv::Mat_<uchar>(2, 4) << 0, 1, 10, 20, 1, 1, 30, 41);
  const cv::Mat out = Reduce(image, 2);
  EXPECT_EQ(out.at<uchar>(0, 0), 1);   // 3 / 4 rounds up
  EXPECT_EQ(out.at<uchar>(0, 1), 25);  // 101 / 4 = 25.25
}

TEST(Sharpen, SteepensAnEdgeByTheFormula) {
  std::vector<int> values(20, 100);
  std::fill(values.begin() + 10, values.end(), 200);
  cv::Mat image;
  cv::repeat(Row(values), 20, 1, image);
  const cv::Mat out = Sharpen(image, {}, 0.6, 0.3, 2);
  // Gaussian of 5: w1 = 0.16555, w2 = 0.00257; d = 100 (w1 + w2) = 16.81; (16.81 - 2) * 0.3 = 4.44.
  EXPECT_EQ(out.at<cv::Vec3b>(10, 10)[0], 204);
  EXPECT_EQ(out.at<cv::Vec3b>(10, 9)[0], 96);
  EXPECT_EQ(out.at<cv::Vec3b>(10, 2)[0], 100);
}

TEST(Sharpen, LeavesTheBackgroundAndSmallDifferencesAlone) {
  std::vector<int> values(20, 100);
  std::fill(values.begin() + 10, values.end(), 200);
  cv::Mat image;
  cv::repeat(Row(values), 20, 1, image);
  EXPECT_TRUE(Same(Sharpen(image, cv::Mat(image.size(), CV_8U, cv::Scalar(0)), 1, 0.5, 2), image));
  EXPECT_TRUE(Same(Sharpen(image, {}, 0.6, 0.5, 17), image));
  EXPECT_TRUE(Same(Sharpen(image, {}, 0, 0.5, 2), image));
}

TEST(Strokes, AreDiscsAlongTheLineAndTheLaterOneWins) {
  Stroke keep{"keep", 10, {{100, 100}, {200, 100}}};
  Stroke remove{"remove", 5, {{150, 100}}};
  const cv::Mat map = RasteriseStrokes({keep, remove}, {2, 0, -100, 0, 2, -100}, {400, 300});
  const auto at = [&](double x, double y) {
    return static_cast<MatteForce>(
        map.at<uchar>(static_cast<int>((y - 50) * 2), static_cast<int>((x - 50) * 2)));
  };
  EXPECT_EQ(at(120, 100), MatteForce::kForeground);
  EXPECT_EQ(at(120, 109), MatteForce::kForeground);
  EXPECT_EQ(at(120, 112), MatteForce::kNone);
  EXPECT_EQ(at(92, 100), MatteForce::kForeground);
  EXPECT_EQ(at(88, 100), MatteForce::kNone);
  EXPECT_EQ(at(150, 100), MatteForce::kBackground);
  EXPECT_EQ(at(150, 107), MatteForce::kForeground);
  // Area of a capsule: 2 r l + pi r^2, at two canvas pixels a source pixel.
  EXPECT_NEAR(cv::countNonZero(map), 4 * (2 * 10 * 100 + M_PI * 100), 4 * 80);
}

TEST(Strokes, SoftenAsksToSolveAgain) {
  const cv::Mat map = RasteriseStrokes({{"soften", 3, {{10, 10}}}}, {1, 0, 0, 0, 1, 0}, {20, 20});
  EXPECT_EQ(map.at<uchar>(10, 10), static_cast<uchar>(MatteForce::kUnknown));
  EXPECT_TRUE(RasteriseStrokes({}, {1, 0, 0, 0, 1, 0}, {20, 20}).empty());
}

TEST(Operations, EveryParameterHasANeutralInsideItsRange) {
  for (const OperationSpec& spec : AllOperations()) {
    EXPECT_EQ(FindOperation(spec.kind), &spec);
    for (const ParameterSpec& p : spec.parameters) {
      EXPECT_LE(p.minimum, p.neutral) << spec.kind << "." << p.name;
      EXPECT_GE(p.maximum, p.neutral) << spec.kind << "." << p.name;
    }
  }
  EXPECT_EQ(FindOperation("geom.warp"), nullptr);
}

}  // namespace
}  // namespace zhaojian
