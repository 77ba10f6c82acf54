// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <opencv2/imgproc.hpp>
#include <vector>

#include "core/compliance/measure.h"

namespace zhaojian {
namespace {

// Points between lower lid and cheek, inside a spectacle lens and outside lashes and iris.
constexpr std::array<int, 5> kBelowLeft = {31, 228, 229, 230, 231};
constexpr std::array<int, 5> kBelowRight = {261, 448, 449, 450, 451};
constexpr std::array<int, 12> kEyeLeft = {33,  161, 160, 159, 158, 157,
                                          133, 154, 153, 145, 144, 163};
constexpr std::array<int, 12> kEyeRight = {263, 388, 387, 386, 385, 384,
                                           362, 381, 380, 374, 373, 390};
// Below this the lids cannot be seen: dark lenses and hair over both eyes have 0.03 to 0.20, small
// dark eyes from 0.29 (development photos).
constexpr double kTooDark = 0.25;

// The bright end of a region: lid skin or the white of the eye, whichever a lens would darken.
constexpr double kBrightEnd = 0.9;

double Bright(const FacePatch& patch, const std::array<int, 12>& outline) {
  std::vector<cv::Point> points;
  for (const int index : outline) points.emplace_back(patch.points[static_cast<size_t>(index)]);
  cv::Mat mask = cv::Mat::zeros(patch.luminance.size(), CV_8U);
  cv::fillPoly(mask, std::vector<std::vector<cv::Point>>{points}, cv::Scalar(255));
  // With some lid around: a closed or small eye is then bright, an eye behind a lens is not.
  cv::dilate(mask, mask, cv::getStructuringElement(cv::MORPH_ELLIPSE, {9, 9}));
  return LuminancePercentile(patch.luminance, mask, kBrightEnd);
}

double MedianBelow(const FacePatch& patch, const std::array<int, 5>& indices) {
  cv::Mat mask = cv::Mat::zeros(patch.luminance.size(), CV_8U);
  for (const int index : indices) {
    const cv::Point at = patch.points[static_cast<size_t>(index)];
    if (cv::Rect({0, 0}, mask.size()).contains(at)) mask.at<unsigned char>(at) = 255;
  }
  return LuminancePercentile(patch.luminance, mask, 0.5);
}

// Per side the darker of eye and lower lens against its own cheek; of the sides the brighter, for
// half a pair of sunglasses does not exist and hair or shadow on one side is another fault.
double TintRatio(const FacePatch& patch) {
  const auto cheeks = CheekSquares(patch);
  const std::array<const std::array<int, 5>*, 2> below = {&kBelowLeft, &kBelowRight};
  const std::array<const std::array<int, 12>*, 2> eyes = {&kEyeLeft, &kEyeRight};
  double ratio = 0;
  for (size_t side = 0; side < 2; ++side) {
    const double cheek =
        cheeks[side].area() == 0 ? 0 : LuminancePercentile(patch.luminance(cheeks[side]), {}, 0.5);
    const double dark = std::min(MedianBelow(patch, *below[side]), Bright(patch, *eyes[side]));
    ratio = std::max(ratio, cheek < 1 ? 1.0 : dark / cheek);
  }
  return ratio;
}

}  // namespace

Measure MeasureEyesTinted(const Scene& scene) {
  if (!scene.patch) return NotAssessed(scene, "eyes.tinted", "ratio", WhyNoFace(scene));
  Measure measure = Judged(scene, "eyes.tinted", TintRatio(*scene.patch), "ratio", "EYE-05", 0.7);
  for (const auto& ring : {kBelowLeft, kBelowRight}) {
    Evidence evidence{Evidence::Kind::kPolyline, {}, ""};
    for (const int index : ring) evidence.points.push_back(LandmarkAt(scene, index));
    measure.evidence.push_back(evidence);
  }
  return measure;
}

bool BehindDarkLenses(const Scene& scene) {
  return scene.patch && TintRatio(*scene.patch) < kTooDark;
}

}  // namespace zhaojian
