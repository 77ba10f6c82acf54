// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <opencv2/imgproc.hpp>

#include "core/compliance/face_zone.h"
#include "core/compliance/measure.h"

namespace zhaojian {
namespace {

// Shadows are broad; what is narrower than 3 % of the face width is a rim of glasses or a hair.
constexpr double kSmoothing = 0.03 * kPatchFaceWidth;
constexpr int kLeastPixels = 1000;
constexpr double kBrightEnd = 0.75;
constexpr double kDarker = 20;
constexpr double kDrawnArea = 60;

}  // namespace

Measure MeasureLightShadow(const Scene& scene) {
  if (!scene.patch) return NotAssessed(scene, "light.shadow", "percent", WhyNoFace(scene));
  const FacePatch& patch = *scene.patch;
  const cv::Mat zone = CheekZone(patch);
  if (cv::countNonZero(zone) < kLeastPixels)
    return NotAssessed(scene, "light.shadow", "percent", "cause.face_cut");
  cv::Mat lightness;
  cv::extractChannel(patch.lab, lightness, 0);
  cv::GaussianBlur(lightness, lightness, {0, 0}, kSmoothing);
  // Each side against its own bright end: a half-lit face is light.evenness' fault, not a shadow.
  const FaceFrame frame(patch);
  cv::Mat dark = cv::Mat::zeros(zone.size(), CV_8U);
  for (const double side : {-1.0, 1.0}) {
    const cv::Mat half = zone & frame.Box(std::min(0.0, 2 * side), std::max(0.0, 2 * side), 0, 1);
    auto values = ValuesOf(lightness, half);
    const double bright = Percentile(&values, kBrightEnd);
    dark |= (lightness < bright - kDarker) & half;
  }
  const double percent = 100.0 * cv::countNonZero(dark) / cv::countNonZero(zone);
  Measure measure = Judged(scene, "light.shadow", percent, "percent", "LIGHT-05", 0.6);
  std::vector<std::vector<cv::Point>> outlines;
  cv::findContours(dark, outlines, cv::RETR_EXTERNAL, cv::CHAIN_APPROX_SIMPLE);
  for (const auto& outline : outlines) {
    if (cv::contourArea(outline) < kDrawnArea) continue;
    Evidence evidence{Evidence::Kind::kPolygon, {}, ""};
    for (const auto& p : outline) evidence.points.push_back(patch.ToSource(p));
    measure.evidence.push_back(evidence);
  }
  return measure;
}

}  // namespace zhaojian
