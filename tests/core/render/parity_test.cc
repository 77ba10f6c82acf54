// SPDX-License-Identifier: Apache-2.0
// Holds the GPU face of every operation to its CPU face: 8-bit mean <= 0.5 and p99.9 <= 2 levels.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <iostream>
#include <opencv2/imgproc.hpp>
#include <vector>

#include "core/render/gpu_renderer.h"
#include "core/render/offscreen_context.h"
#include "core/retouch/canvas_field.h"
#include "core/retouch/gain_maps.h"
#include "core/retouch/op_colour.h"
#include "core/retouch/op_composite.h"
#include "core/retouch/op_defringe.h"
#include "core/retouch/op_denoise.h"
#include "core/retouch/op_matte_edge.h"
#include "core/retouch/op_reduce.h"
#include "core/retouch/op_sharpen.h"
#include "core/retouch/op_smooth.h"
#include "tests/core/retouch/made.h"
#include "tests/support/shared.h"

namespace zhaojian {
namespace {

/// Odd sizes, one row, one column, wider than high and the reverse.
const cv::Size kSizes[] = {{97, 61}, {1, 33}, {40, 1}, {64, 128}};

cv::Mat Noise(cv::Size size, int type, int seed) {
  cv::Mat image(size, type);
  cv::RNG random(static_cast<uint64_t>(seed));
  random.fill(image, cv::RNG::UNIFORM, 0, 256);
  return image;
}

/// Ramps with edges and a little noise: what photos are made of.
cv::Mat Picture(cv::Size size, int seed) {
  cv::Mat image = Noise(size, CV_8UC3, seed);
  for (int y = 0; y < size.height; ++y) {
    for (int x = 0; x < size.width; ++x) {
      cv::Vec3b& p = image.at<cv::Vec3b>(y, x);
      const int edge = x > size.width / 2 && y > size.height / 3 ? 90 : 0;
      for (int c = 0; c < 3; ++c) {
        const int ramp = (c == 0 ? x : y) * 160 / std::max(size.width, size.height);
        p[c] = cv::saturate_cast<uchar>(ramp + edge + p[c] / 32);
      }
    }
  }
  return image;
}

/// An ellipse with a soft rim.
cv::Mat Opacity(cv::Size size) {
  cv::Mat alpha(size, CV_8UC1);
  for (int y = 0; y < size.height; ++y) {
    for (int x = 0; x < size.width; ++x) {
      const double dx = (x - size.width / 2.0) / (0.35 * size.width + 1);
      const double dy = (y - size.height / 2.0) / (0.35 * size.height + 1);
      alpha.at<uchar>(y, x) =
          cv::saturate_cast<uchar>(255 * std::clamp((1.1 - std::hypot(dx, dy)) * 4, 0.0, 1.0));
    }
  }
  return alpha;
}

struct Difference {
  double mean = 0;
  int p999 = 0;
  int most = 0;
};

Difference Compare(const cv::Mat& a, const cv::Mat& b) {
  cv::Mat difference;
  cv::absdiff(a, b, difference);
  difference = difference.reshape(1);
  std::vector<int> levels;
  for (int y = 0; y < difference.rows; ++y) {
    for (int x = 0; x < difference.cols; ++x) levels.push_back(difference.at<uchar>(y, x));
  }
  std::sort(levels.begin(), levels.end());
  Difference result;
  for (const int level : levels) result.mean += level;
  result.mean /= static_cast<double>(levels.size());
  result.p999 = levels[std::min(levels.size() - 1,
                                static_cast<size_t>(0.999 * static_cast<double>(levels.size())))];
  result.most = levels.back();
  return result;
}

class Parity : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    StatusOr<std::unique_ptr<OffscreenContext>> context = OffscreenContext::Create();
    if (!context.ok()) {
      why_ = MessageOf(context.status());
      return;
    }
    context_ = std::move(*context);
    StatusOr<std::unique_ptr<GpuRenderer>> gpu =
        GpuRenderer::Create(testing::SourceFolder() / "shaders");
    ASSERT_TRUE(gpu.ok()) << MessageOf(gpu.status());
    gpu_ = std::move(*gpu);
    std::cout << "on " << context_->renderer() << "\n";
  }
  static void TearDownTestSuite() {
    gpu_.reset();
    context_.reset();
  }
  void SetUp() override { ASSERT_NE(gpu_, nullptr) << why_; }
  static GpuImage Up(const cv::Mat& image) {
    StatusOr<GpuImage> up = GpuImage::From(image);
    EXPECT_TRUE(up.ok()) << MessageOf(up.status());
    return up.ok() ? std::move(*up) : GpuImage();
  }
  static void Hold(const cv::Mat& cpu, const StatusOr<GpuImage>& gpu, const std::string& what) {
    ASSERT_TRUE(gpu.ok()) << what << ": " << MessageOf(gpu.status());
    const StatusOr<cv::Mat> down = gpu->Download();
    ASSERT_TRUE(down.ok()) << what;
    ASSERT_EQ(down->size(), cpu.size()) << what;
    ASSERT_EQ(down->type(), cpu.type()) << what;
    const Difference difference = Compare(cpu, *down);
    EXPECT_LE(difference.mean, 0.5) << what;
    EXPECT_LE(difference.p999, 2) << what << ", worst " << difference.most;
    worst_ = std::max(worst_, difference.most);
  }
  void TearDown() override {
    std::cout << "worst difference " << std::exchange(worst_, 0) << " of 255\n";
  }

  static inline std::unique_ptr<OffscreenContext> context_;
  static inline std::unique_ptr<GpuRenderer> gpu_;
  static inline std::string why_;
  static inline int worst_ = 0;
};

TEST_F(Parity, ResampleShrinksEnlargesAndContinuesTheEdge) {
  const struct {
    cv::Point2d origin;
    double step;
    cv::Size size;
  } maps[] = {{{0, 0}, 1, {97, 61}},           {{3.3, 2.7}, 1.37, {60, 40}},
              {{-5.5, -9.25}, 2.61, {51, 33}}, {{0, 0}, 13.7, {7, 5}},
              {{10.2, 7.9}, 0.43, {121, 77}},  {{-2.5, 50.1}, 0.9, {31, 29}},
              {{0.25, 0.75}, 0.05, {45, 17}},  {{-300, 900}, 3, {9, 9}}};
  for (const cv::Size size : kSizes) {
    for (const cv::Mat& image : {Picture(size, 5), Noise(size, CV_8UC3, 6)}) {
      const GpuImage up = Up(image);
      for (const auto& m : maps) {
        const ResampleMap map{m.origin, m.step, m.size};
        Hold(Resample(image, map), gpu_->Resample(up, map), "step " + std::to_string(m.step));
      }
    }
  }
}

TEST_F(Parity, ResampleOfAPhonePhotoIsExactFarFromTheOrigin) {
  const cv::Mat image = Noise({4000, 40}, CV_8UC3, 8);
  const ResampleMap map{{711.37, 3.91}, 3.2219, {960, 9}};
  Hold(Resample(image, map), gpu_->Resample(Up(image), map), "4000 wide");
}

TEST_F(Parity, ToneAtItsExtremes) {
  std::vector<ToneParameters> all(5);
  all[1].red_gain = 0.5;
  all[1].blue_gain = 2;
  all[1].exposure_ev = 1;
  all[2] = {1.1, 0.9, 1.05, -2, 20, 230, 0.5, 0.5};
  all[3] = {1, 1, 1, 2, 0, 255, 2.2, -0.5};
  all[4].black = 100;
  all[4].white = 101;
  for (const cv::Size size : kSizes) {
    const cv::Mat image = Noise(size, CV_8UC3, 11);
    const GpuImage up = Up(image);
    for (const ToneParameters& parameters : all) {
      const ToneTables tables = MakeToneTables(parameters);
      Hold(ApplyTone(image, tables), gpu_->ApplyTone(up, tables), "tone");
    }
  }
  EXPECT_EQ(worst_, 0) << "a table has no rounding of its own";
}

TEST_F(Parity, MatteEdgeGrowsShrinksAndSoftens) {
  const std::pair<double, double> settings[] = {{0, 0},  {1, 0},   {-1, 0},  {6, 0},
                                                {-6, 0}, {40, 0},  {0, 0.3}, {0, 2.5},
                                                {0, 6},  {3, 1.5}, {-2.4, 4}};
  for (const cv::Size size : kSizes) {
    for (const cv::Mat& alpha : {Opacity(size), Noise(size, CV_8UC1, 21)}) {
      const GpuImage up = Up(alpha);
      for (const auto& [shift, soft] : settings) {
        Hold(MatteEdge(alpha, shift, soft), gpu_->MatteEdge(up, shift, soft),
             "shift " + std::to_string(shift) + " softness " + std::to_string(soft));
      }
    }
  }
}

TEST_F(Parity, CompositeOverTheBackgroundsOfTheProfilesAndBlackAndWhite) {
  for (const cv::Size size : kSizes) {
    const cv::Mat image = Noise(size, CV_8UC3, 31), alpha = Noise(size, CV_8UC1, 32);
    const GpuImage up = Up(image), opacity = Up(alpha);
    for (const cv::Vec3b& background :
         {cv::Vec3b(255, 197, 100), cv::Vec3b(0, 0, 0), cv::Vec3b(255, 255, 255)}) {
      Hold(Composite(image, alpha, background), gpu_->Composite(up, opacity, background),
           "composite");
    }
  }
  EXPECT_EQ(worst_, 0) << "whole numbers on both sides";
}

TEST_F(Parity, ReduceByEveryFactorForColourAndGrey) {
  for (int factor = 1; factor <= 8; ++factor) {
    const cv::Size size(11 * factor, 7 * factor);
    for (const int type : {CV_8UC3, CV_8UC1}) {
      const cv::Mat image = Noise(size, type, 40 + factor);
      Hold(Reduce(image, factor), gpu_->Reduce(Up(image), factor),
           "factor " + std::to_string(factor));
    }
  }
  EXPECT_EQ(worst_, 0) << "whole numbers on both sides";
}

TEST_F(Parity, SharpenAtItsExtremesWithAndWithoutAMatte) {
  const struct {
    double radius, amount, threshold;
  } settings[] = {{0.6, 0.3, 0}, {3, 1, 0}, {0.3, 1, 12}, {1.5, 0.5, 200}, {0, 1, 0}, {1, 0, 0}};
  for (const cv::Size size : {cv::Size(97, 61), cv::Size(64, 128), cv::Size(12, 9)}) {
    for (const cv::Mat& image : {Picture(size, 51), Noise(size, CV_8UC3, 52)}) {
      const cv::Mat alpha = Opacity(size);
      const GpuImage up = Up(image), opacity = Up(alpha), none;
      for (const auto& s : settings) {
        Hold(Sharpen(image, alpha, s.radius, s.amount, s.threshold),
             gpu_->Sharpen(up, opacity, s.radius, s.amount, s.threshold), "sharpen");
        Hold(Sharpen(image, {}, s.radius, s.amount, s.threshold),
             gpu_->Sharpen(up, none, s.radius, s.amount, s.threshold), "sharpen without matte");
      }
    }
  }
}

/// A field of values in [low, high] on a quarter of a size.
cv::Mat Field(cv::Size size, double low, double high) {
  cv::Mat field(FieldOf(size), CV_32F);
  cv::RNG random(61);
  random.fill(field, cv::RNG::UNIFORM, low, high);
  cv::GaussianBlur(field, field, cv::Size(5, 5), 1);
  return field;
}

TEST_F(Parity, SaturationAndRedEyeAtTheirExtremes) {
  for (const cv::Size size : kSizes) {
    for (const cv::Mat& image : {Picture(size, 55), Noise(size, CV_8UC3, 56)}) {
      const GpuImage up = Up(image);
      for (const double amount : {-1.0, -0.15, 0.0, 0.15, 1.0}) {
        Hold(Saturate(image, amount), gpu_->Saturate(up, amount), "saturation");
      }
      const std::array<Pupil, 2> pupils = {
          {{{20.3f, 15.8f}, 9.5f}, {{size.width - 3.0f, size.height / 2.0f}, 14.2f}}};
      for (const double strength : {0.0, 0.6, 1.0}) {
        Hold(ReduceRedEye(image, pupils, strength), gpu_->ReduceRedEye(up, pupils, strength),
             "red-eye");
      }
    }
  }
}

TEST_F(Parity, GainFieldsFromDeepShadeToBlownOut) {
  for (const cv::Size size : {cv::Size(96, 64), cv::Size(64, 128), cv::Size(4, 8), cv::Size(97, 61),
                              cv::Size(1, 33), cv::Size(1, 1)}) {
    for (const cv::Mat& image : {Picture(size, 57), Noise(size, CV_8UC3, 58)}) {
      const GpuImage up = Up(image);
      for (const auto& [low, high] :
           {std::pair(0.85, 1.18), std::pair(0.1, 4.0), std::pair(1.0, 1.0)}) {
        const cv::Mat gain = Field(size, low, high);
        Hold(ApplyGain(image, gain), gpu_->ApplyGain(up, gain), "gain " + std::to_string(high));
      }
    }
  }
}

TEST_F(Parity, SmoothingOfSkinKeepsItsBands) {
  for (const cv::Size size : {cv::Size(96, 64), cv::Size(128, 160), cv::Size(97, 61)}) {
    for (const cv::Mat& image : {Picture(size, 59), Noise(size, CV_8UC3, 60)}) {
      const GpuImage up = Up(image);
      const cv::Mat skin = Field(size, 0, 1);
      for (const double texture : {0.0, 0.5, 1.0}) {
        for (const double width : {20.0, 430.0}) {
          Hold(SmoothSkin(image, skin, width, 0.8, texture),
               gpu_->SmoothSkin(up, skin, width, 0.8, texture), "smooth");
        }
      }
    }
  }
}

TEST_F(Parity, DenoiseOfLumaAndChroma) {
  for (const cv::Size size : {cv::Size(97, 61), cv::Size(64, 128), cv::Size(12, 9)}) {
    for (const cv::Mat& image : {Picture(size, 62), Noise(size, CV_8UC3, 63)}) {
      const GpuImage up = Up(image);
      for (const auto& [luma, chroma] :
           {std::pair(1.0, 0.0), std::pair(0.0, 1.0), std::pair(0.3, 1.0), std::pair(0.0, 0.0)}) {
        Hold(Denoise(image, luma, chroma), gpu_->Denoise(up, luma, chroma), "denoise");
      }
    }
  }
}

TEST_F(Parity, DefringeWhereTheMatteIsSoft) {
  for (const cv::Size size : kSizes) {
    for (const cv::Mat& image : {Picture(size, 64), Noise(size, CV_8UC3, 65)}) {
      const cv::Mat alpha = Opacity(size);
      const GpuImage up = Up(image), opacity = Up(alpha);
      for (const double strength : {0.0, 0.5, 1.0}) {
        Hold(Defringe(image, alpha, strength), gpu_->Defringe(up, opacity, strength), "defringe");
      }
    }
  }
}

TEST_F(Parity, TheWholeChainFromAMatteToTheDeliveredPicture) {
  const testing::MadeHead head;
  CpuRenderer cpu(testing::MakePhoto(head), testing::DefaultProfile());
  Recipe recipe = testing::MakeRecipe(head);
  const StatusOr<Matte> matte = cpu.SolvedMatte(recipe);
  ASSERT_TRUE(matte.ok()) << MessageOf(matte.status());
  ASSERT_TRUE(gpu_->SetMatte(*matte).ok());
  const auto check = [&](const std::string& what) {
    const StatusOr<ChainState> state = FoldRecipe(recipe, testing::DefaultProfile());
    ASSERT_TRUE(state.ok()) << MessageOf(state.status());
    StatusOr<SubjectFields> fields = cpu.Fields(recipe);
    ASSERT_TRUE(fields.ok()) << MessageOf(fields.status());
    gpu_->SetFields(*std::move(fields));
    const StatusOr<cv::Mat> canvas = cpu.RenderCanvas(recipe),
                            delivered = cpu.RenderDelivered(recipe);
    ASSERT_TRUE(canvas.ok() && delivered.ok()) << what;
    Hold(*canvas, gpu_->RenderCanvas(*state), what + ": canvas");
    Hold(*delivered, gpu_->RenderDelivered(*state), what + ": delivered");
  };
  check("untouched");
  recipe.Push(testing::MakeOperation("tone.exposure", {{"ev", 0.3}}));
  recipe.Push(
      testing::MakeOperation("tone.white_balance", {{"red", 1.06}, {"green", 1}, {"blue", 0.95}}));
  recipe.Push(testing::MakeOperation("bg.replace", {{"red", 255}, {"green", 255}, {"blue", 255}}));
  recipe.Push(testing::MakeOperation("detail.sharpen",
                                     {{"radius", 0.6}, {"amount", 0.3}, {"threshold", 2}}));
  check("tone, background, sharpening");
  recipe.Push(testing::MakeOperation("bg.matte_edge", {{"shift", 1.5}, {"softness", 0.5}}));
  check("growing edge");
  recipe.Push(testing::MakeOperation("bg.matte_edge", {{"shift", -1}, {"softness", 0}}));
  check("shrinking edge");
  recipe.Push(testing::MakeOperation("bg.matte_edge", {{"shift", 3}, {"softness", 3}}));
  recipe.Push(
      testing::MakeOperation("detail.sharpen", {{"radius", 3}, {"amount", 1}, {"threshold", 0}}));
  check("every limit at once");
  recipe.Push(testing::MakeOperation("bg.defringe", {{"strength", 1}}));
  recipe.Push(testing::MakeOperation("tone.saturation", {{"amount", 0.15}}));
  recipe.Push(testing::MakeOperation("tone.lowfreq_balance", {{"strength", 1}, {"limit", 1.17}}));
  recipe.Push(testing::MakeOperation("tone.highlight", {{"drop", 12}, {"area", 0.03}}));
  recipe.Push(testing::MakeOperation("eye.red", {{"strength", 1}, {"radius", 0.5}}));
  recipe.Push(testing::MakeOperation("skin.smooth", {{"amount", 0.7}, {"texture", 0.6}}));
  recipe.Push(testing::MakeOperation("detail.denoise", {{"luma", 0.3}, {"chroma", 1}}));
  check("every tool");
  gpu_->SetFields({});
}

TEST_F(Parity, RenderingWithoutAMatteIsRefusedAndTheFrameBufferIsLeftAlone) {
  StatusOr<std::unique_ptr<GpuRenderer>> fresh =
      GpuRenderer::Create(testing::SourceFolder() / "shaders");
  ASSERT_TRUE(fresh.ok());
  EXPECT_EQ(ReasonOf((*fresh)->RenderCanvas({}).status()), "NO_MATTE");
}

/// A card that is taken away: what was on it is gone, the answer is an error, and a new context
/// gives the same picture again.
TEST_F(Parity, ALostContextIsAnErrorAndANewOneDrawsTheSamePicture) {
  Matte matte;
  matte.alpha = cv::Mat(24, 16, CV_32F, cv::Scalar(0.5));
  matte.foreground = Noise({16, 24}, CV_8UC3, 73);
  ChainState state;
  state.exposure_ev = 0.2;
  const auto picture = [&](GpuRenderer& gpu) -> StatusOr<cv::Mat> {
    ZJ_ASSIGN_OR_RETURN(const GpuImage image, gpu.RenderCanvas(state));
    return image.Download();
  };
  std::vector<cv::Mat> drawn;
  for (int i = 0; i < 2; ++i) {
    auto context = OffscreenContext::Create();
    ASSERT_TRUE(context.ok()) << MessageOf(context.status());
    auto gpu = GpuRenderer::Create(testing::SourceFolder() / "shaders");
    ASSERT_TRUE(gpu.ok()) << MessageOf(gpu.status());
    ASSERT_TRUE((*gpu)->SetMatte(matte).ok());
    const auto before = picture(**gpu);
    ASSERT_TRUE(before.ok()) << MessageOf(before.status());
    drawn.push_back(*before);
    context->reset();
    EXPECT_EQ(ReasonOf(picture(**gpu).status()), "NO_GL");
    EXPECT_EQ(ReasonOf((*gpu)->SetMatte(matte)), "NO_GL");
    EXPECT_EQ(ReasonOf(GpuRenderer::Create(testing::SourceFolder() / "shaders").status()), "NO_GL");
  }
  EXPECT_EQ(cv::norm(drawn[0], drawn[1], cv::NORM_INF), 0);
  ASSERT_TRUE(context_->MakeCurrent().ok());
}

TEST_F(Parity, ASliderOfTheToneDrawsTwoPassesAndNothingElse) {
  Matte matte;
  matte.alpha = cv::Mat(8, 6, CV_32F, cv::Scalar(0.5));
  matte.foreground = Noise({6, 8}, CV_8UC3, 71);
  ASSERT_TRUE(gpu_->SetMatte(matte).ok());
  const size_t before = gpu_->passes();
  ChainState state;
  state.exposure_ev = 0.2;
  ASSERT_TRUE(gpu_->RenderCanvas(state).ok());
  EXPECT_EQ(gpu_->passes() - before, 2u);
}

TEST_F(Parity, APictureTooLargeForTheCardIsAnErrorAndNotACrash) {
  const StatusOr<GpuImage> image = GpuImage::Make({1 << 20, 4}, PixelKind::kColour8);
  EXPECT_EQ(ReasonOf(image.status()), "GPU_MEMORY");
}

}  // namespace
}  // namespace zhaojian
