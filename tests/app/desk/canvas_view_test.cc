// SPDX-License-Identifier: Apache-2.0
#include "app/desk/canvas_view.h"

#include <gtest/gtest.h>

#include "app/desk/pixel_probe.h"
#include "app/desk/retouch_pictures.h"

namespace zhaojian::desk {
namespace {

// The frame of the visual target: 657 logical pixels for 480 delivered ones.
constexpr double kFit = 657.0 / 480;

TEST(CanvasView, ThePointUnderThePointerStaysWhereItIs) {
  CanvasView view;
  view.Reset({480, 640});
  const cv::Point2d at(300, 150);
  const cv::Point2d before = (at - view.centre()) * view.Scale(kFit, 300);
  view.StepZoom(1, at, kFit, 300);
  EXPECT_EQ(view.zoom(), 1);
  const cv::Point2d after = (at - view.centre()) * view.Scale(kFit, 300);
  EXPECT_NEAR(after.x, before.x, 1e-9);
  EXPECT_NEAR(after.y, before.y, 1e-9);
  for (int i = 0; i < 5; ++i) view.StepZoom(1, at, kFit, 300);
  EXPECT_EQ(view.zoom(), CanvasView::kLargestZoom);
  for (int i = 0; i < 5; ++i) view.StepZoom(-1, at, kFit, 300);
  EXPECT_EQ(view.zoom(), 0);
}

TEST(CanvasView, APanStopsAtThePhotosEdge) {
  CanvasView view;
  view.Reset({480, 640});
  view.SetZoom(2);
  // Frame 600 x 800 logical pixels at 4 per delivered pixel: 150 x 200 are seen.
  view.Pan(1000, -1000, {150, 200});
  EXPECT_EQ(view.centre(), cv::Point2d(480 - 75, 100));
  view.Pan(-30, 10, {150, 200});
  EXPECT_EQ(view.centre(), cv::Point2d(480 - 105, 110));
  // A photo that is seen whole has nothing to pan.
  view.Pan(-30, 10, {600, 800});
  EXPECT_EQ(view.centre(), cv::Point2d(240, 320));
}

TEST(CanvasView, OnPaperThePhotoIs41MillimetresWide) {
  CanvasView view;
  view.SetZoom(CanvasView::kPrint);
  // 480 px at 300 dpi = 1.6 inch = 40.64 mm; a logical pixel is 1/96 inch.
  EXPECT_NEAR(480 * view.Scale(kFit, 300) / 96 * 25.4, 40.64, 0.01);
}

TEST(CanvasView, TheMatteIsShownOnEveryBackdropBeforeTheNextView) {
  CanvasView view;
  view.SetMode(ViewMode::kMatte);
  EXPECT_EQ(view.backdrop(), MatteBackdrop::kBlack);
  view.CycleMode();
  EXPECT_EQ(view.mode(), ViewMode::kMatte);
  EXPECT_EQ(view.backdrop(), MatteBackdrop::kWhite);
  view.CycleMode();
  EXPECT_EQ(view.backdrop(), MatteBackdrop::kMagenta);
  view.CycleMode();
  EXPECT_EQ(view.mode(), ViewMode::kClipping);
  view.CycleMode();
  EXPECT_EQ(view.mode(), ViewMode::kResult);
}

TEST(PixelProbe, ReadsThePublishedLabValuesOfTheSrgbPrimaries) {
  struct Known {
    cv::Vec3b bgr;
    double l, a, b;
  };
  // Bruce Lindbloom's tables, D65.
  const std::vector<Known> known = {{{0, 0, 255}, 53.24, 80.09, 67.20},
                                    {{0, 255, 0}, 87.73, -86.18, 83.18},
                                    {{255, 0, 0}, 32.30, 79.19, -107.86},
                                    {{255, 255, 255}, 100, 0, 0}};
  for (const Known& k : known) {
    const cv::Mat canvas(4, 4, CV_8UC3, cv::Scalar(k.bgr[0], k.bgr[1], k.bgr[2]));
    const auto probe = ProbePixel(canvas, 1, 2, {255, 255, 255});
    ASSERT_TRUE(probe.has_value());
    EXPECT_EQ(probe->rgb[0], k.bgr[2]);
    EXPECT_NEAR(probe->lab[0], k.l, 0.1);
    EXPECT_NEAR(probe->lab[1], k.a, 0.2);
    EXPECT_NEAR(probe->lab[2], k.b, 0.2);
    EXPECT_NEAR(probe->delta_e, std::hypot(100 - k.l, k.a, k.b), 0.3);
  }
  EXPECT_FALSE(ProbePixel(cv::Mat(4, 4, CV_8UC3), 4, 0, {0, 0, 0}).has_value());
  EXPECT_FALSE(ProbePixel(cv::Mat(), 0, 0, {0, 0, 0}).has_value());
}

TEST(RetouchPictures, TheSubjectStandsOnTheBackdropAsItWouldHaveBeenComposited) {
  Recipe recipe;
  Operation fill;
  fill.kind = "bg.replace";
  fill.parameters = {{"red", 100}, {"green", 200}, {"blue", 240}};
  recipe.Push(fill);
  // Foreground (40, 60, 80) BGR, opacity 1, 0.6 and 0 over the blue background.
  cv::Mat alpha = (cv::Mat_<unsigned char>(1, 3) << 255, 153, 0);
  const cv::Vec3d subject(40, 60, 80);
  const auto composed = [&](const cv::Vec3d& background) {
    cv::Mat out(1, 3, CV_8UC3);
    for (int x = 0; x < 3; ++x) {
      const double a = alpha.at<unsigned char>(0, x) / 255.0;
      out.at<cv::Vec3b>(0, x) = subject * a + background * (1 - a);
    }
    return out;
  };
  const cv::Mat result = composed({240, 200, 100});
  for (const auto& [backdrop, colour] :
       {std::pair{MatteBackdrop::kBlack, cv::Vec3d(0, 0, 0)},
        std::pair{MatteBackdrop::kWhite, cv::Vec3d(255, 255, 255)},
        std::pair{MatteBackdrop::kMagenta, cv::Vec3d(255, 0, 255)}}) {
    EXPECT_LE(cv::norm(OnBackdrop(result, alpha, recipe, backdrop), composed(colour), cv::NORM_INF),
              1);
  }
  EXPECT_TRUE(OnBackdrop(result, cv::Mat(), recipe, MatteBackdrop::kBlack).empty());
}

TEST(RetouchPictures, OnlyClippedPixelsAreChequered) {
  cv::Mat canvas(16, 16, CV_8UC3, cv::Scalar(100, 120, 140));
  canvas(cv::Rect(0, 0, 8, 8)).setTo(cv::Scalar(200, 200, 255));
  canvas(cv::Rect(8, 8, 8, 8)).setTo(cv::Scalar::all(0));
  canvas(cv::Rect(0, 8, 8, 8)).setTo(cv::Scalar(255, 197, 100));  // the fill of the background
  const cv::Mat marks = ClippingMarks(canvas, {});
  EXPECT_EQ(marks.at<cv::Vec3b>(0, 0), cv::Vec3b::all(255));
  EXPECT_EQ(marks.at<cv::Vec3b>(0, 4), cv::Vec3b::all(0));
  EXPECT_EQ(marks.at<cv::Vec3b>(8, 8), cv::Vec3b::all(0));
  EXPECT_EQ(marks.at<cv::Vec3b>(8, 12), cv::Vec3b::all(96));
  double low = 0, high = 0;
  for (const cv::Rect& plain : {cv::Rect(8, 0, 8, 8), cv::Rect(0, 8, 8, 8)}) {
    cv::minMaxLoc(marks(plain).clone().reshape(1), &low, &high);
    EXPECT_EQ(low, high);
  }
}

/// A face whose box is twice as large as itself, canvas pixels 10 to 70.
Recipe WithADiamondFace() {
  Recipe recipe;
  Operation crop;
  crop.kind = "geom.crop_scale";
  crop.parameters = {{"scale", 1}, {"x", 0}, {"y", 0}};
  recipe.Push(crop);
  recipe.analysis.landmarks = {{20, 5, 0}, {35, 20, 0}, {20, 35, 0}, {5, 20, 0}};
  return recipe;
}

TEST(RetouchPictures, BrightnessAndClippingLookAtTheFaceAndNotAtTheBlueBesideIt) {
  const Recipe recipe = WithADiamondFace();
  cv::Mat canvas(80, 80, CV_8UC3, cv::Scalar(255, 197, 100));
  canvas.setTo(cv::Scalar(128, 128, 128), FaceOnCanvas(canvas.size(), recipe));
  EXPECT_EQ(MeasureFaceTones(canvas, recipe).clipped, 0);
  const std::vector<float> bins = MeasureFaceTones(canvas, recipe).histogram;
  for (size_t i = 0; i < bins.size(); ++i) EXPECT_EQ(bins[i] > 0, i == 32) << i;
  // Half of the diamond burnt out.
  canvas.rowRange(0, 40).setTo(cv::Scalar::all(255));
  EXPECT_NEAR(MeasureFaceTones(canvas, recipe).clipped, 50, 2);
}

TEST(RetouchPictures, TonesAreReadAgainWhereTheFaceChangedAndOnlyThere) {
  Recipe recipe = WithADiamondFace();
  const cv::Mat before(80, 80, CV_8UC3, cv::Scalar(128, 128, 128));
  FaceTones known = MeasureFaceTones(before, recipe);
  known.clipped = 7;  // stands for what was read before
  cv::Mat beside = before.clone();
  beside.rowRange(72, 80).setTo(cv::Scalar::all(255));
  EXPECT_EQ(MeasureFaceTones(beside, recipe, before, known).clipped, 7);
  cv::Mat inside = before.clone();
  inside.at<cv::Vec3b>(20, 20) = cv::Vec3b::all(255);
  EXPECT_NEAR(MeasureFaceTones(inside, recipe, before, known).clipped, 0, 1);
  recipe.operations[0].parameters["x"] = 1;
  EXPECT_EQ(MeasureFaceTones(beside, recipe, before, known).clipped, 0) << "another crop";
}

}  // namespace
}  // namespace zhaojian::desk
