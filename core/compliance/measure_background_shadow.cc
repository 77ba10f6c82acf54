// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <vector>

#include "core/compliance/face_zone.h"
#include "core/compliance/measure.h"
#include "core/compliance/wall_surface.h"

namespace zhaojian {
namespace {

// A wall's own gradient, the lamp's fall-off and the lens' vignette, is a smooth surface of second
// degree; a shadow is what lies below it.
constexpr int kRounds = 4;
constexpr int kStep = 4;
constexpr int kLeastPoints = 60;
constexpr double kTolerance = 1.0;
constexpr double kSmoothing = 3;
// Where the background is busy there is no surface to compare with: residual of the brighter half,
// L*.
constexpr double kBusy = 5.0;
// The mean of the darkest tenth of the wall, so that a small dark thing is no shadow.
constexpr double kDarkShare = 0.10;
constexpr double kDrawn = 6;
constexpr double kDrawnArea = 150;

// Least squares over the points that lie above the last surface less a little: shadows drop out.
std::optional<SurfaceTerms> Fit(const cv::Mat& lightness, const cv::Mat& background) {
  std::optional<SurfaceTerms> surface;
  for (int round = 0; round < kRounds; ++round) {
    SurfaceFit fit;
    for (int y = 0; y < lightness.rows; y += kStep) {
      for (int x = 0; x < lightness.cols; x += kStep) {
        if (background.at<unsigned char>(y, x) == 0) continue;
        const auto value = static_cast<double>(lightness.at<float>(y, x));
        const SurfaceTerms p = TermsAt(lightness.size(), x, y);
        if (surface && value < p.dot(*surface) - kTolerance) continue;
        fit.Add(p, value);
      }
    }
    const auto next = fit.Solve(kLeastPoints);
    if (!next) return surface;
    surface = next;
  }
  return surface;
}

}  // namespace

Measure MeasureBackgroundShadow(const Scene& scene) {
  const char* id = "background.shadow";
  const Overview& view = scene.overview;
  if (view.background.empty()) return NotAssessed(scene, id, "level", WhyNoFace(scene));
  if (!view.HasBackground()) return NotAssessed(scene, id, "level", "cause.no_background");
  cv::Mat lightness;
  cv::extractChannel(view.lab, lightness, 0);
  cv::GaussianBlur(lightness, lightness, {0, 0}, kSmoothing);
  const auto surface = Fit(lightness, view.background);
  if (!surface) return NotAssessed(scene, id, "level", "cause.no_background");
  cv::Mat below = cv::Mat::zeros(lightness.size(), CV_32F);
  for (int y = 0; y < below.rows; ++y) {
    const auto* from = lightness.ptr<float>(y);
    auto* to = below.ptr<float>(y);
    // The surface along a row is a parabola in x.
    const SurfaceTerms& s = *surface;
    const double v = static_cast<double>(y) / below.rows;
    const double constant = s[0] + v * (s[2] + v * s[5]);
    const double slope = (s[1] + v * s[4]) / below.cols;
    const double bend = s[3] / below.cols / below.cols;
    for (int x = 0; x < below.cols; ++x)
      to[x] = static_cast<float>(constant + x * (slope + x * bend)) - from[x];
  }
  auto values = ValuesOf(below, view.background);
  const auto half = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), half, values.end());
  double rough = 0;
  for (auto value = values.begin(); value != half; ++value)
    rough += std::abs(static_cast<double>(*value));
  if (rough / static_cast<double>(std::max<std::ptrdiff_t>(1, half - values.begin())) > kBusy)
    return NotAssessed(scene, id, "level", "cause.busy_background");
  const auto count = std::max<std::ptrdiff_t>(
      1, static_cast<std::ptrdiff_t>(kDarkShare * static_cast<double>(values.size())));
  const auto dark = values.end() - count;
  std::nth_element(values.begin(), dark, values.end());
  double depth = 0;
  for (auto value = dark; value != values.end(); ++value)
    depth += static_cast<double>(*value) / static_cast<double>(count);
  Measure measure = Judged(scene, id, std::max(0.0, depth), "level", "BG-02", 0.6);
  std::vector<std::vector<cv::Point>> outlines;
  cv::findContours((below > kDrawn) & view.background, outlines, cv::RETR_EXTERNAL,
                   cv::CHAIN_APPROX_SIMPLE);
  for (const auto& outline : outlines) {
    if (cv::contourArea(outline) < kDrawnArea) continue;
    Evidence evidence{Evidence::Kind::kPolygon, {}, ""};
    for (const auto& p : outline) evidence.points.push_back(view.ToSource(p));
    measure.evidence.push_back(evidence);
  }
  return measure;
}

}  // namespace zhaojian
