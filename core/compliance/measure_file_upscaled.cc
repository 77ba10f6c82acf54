// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "core/compliance/measure.h"
#include "core/compliance/spectrum.h"

namespace zhaojian {
namespace {

// The square of the patch from brows to mouth: 192 of its 215 px of face width.
constexpr int kSide = 192;
// Centre below the eyes, in eye-to-mouth distances.
constexpr float kBelowEyes = 0.35f;
// Faces have about the same power between 0.08 and 0.12 cycles per pixel of the patch, whatever
// happens to their finest detail; from there a sharp face loses 22 dB only beyond 0.4, one enlarged
// 2, 3 and 4 times at about 0.3, 0.2 and 0.17 (six portraits, three sets).
constexpr double kLowEnd = 0.08;
constexpr double kHighEnd = 0.12;
constexpr double kDrop = 22.0;
// One enlarged seven times has lost that band too. Coarser detail stays, and lies at most 13 dB
// above it in sharp faces (21 compliant portraits: 9 to 13): the band then counts as if it had
// that.
constexpr double kCoarseLow = 0.03;
constexpr double kCoarseHigh = 0.06;
constexpr double kCoarseAbove = 13.0;
constexpr int kSmoothing = 2;

double Decibel(double power) { return 10 * std::log10(power + 1e-9); }

// Frequency at which the power has dropped, cycles per pixel, at most 0.5.
double CutOff(const std::vector<double>& radial) {
  const auto at = [&](double f) { return static_cast<size_t>(std::lround(f * kSide)); };
  const auto band = [&](double low, double high) {
    double sum = 0;
    for (size_t i = at(low); i <= at(high); ++i) sum += Decibel(radial[i]);
    return sum / static_cast<double>(at(high) - at(low) + 1);
  };
  const double reference =
      std::max(band(kLowEnd, kHighEnd), band(kCoarseLow, kCoarseHigh) - kCoarseAbove);
  for (size_t i = at(kHighEnd); i + kSmoothing < radial.size(); ++i) {
    double mean = 0;
    for (size_t k = i - kSmoothing; k <= i + kSmoothing; ++k)
      mean += radial[k] / (2 * kSmoothing + 1);
    if (Decibel(mean) < reference - kDrop) return static_cast<double>(i) / kSide;
  }
  return 0.5;
}

}  // namespace

Measure MeasureFileUpscaled(const Scene& scene) {
  if (!scene.patch) return NotAssessed(scene, "file.upscaled", "ratio", WhyNoFace(scene));
  const FacePatch& patch = *scene.patch;
  if (patch.bgr.cols < kSide || patch.bgr.rows < kSide)
    return NotAssessed(scene, "file.upscaled", "ratio", "cause.face_cut");
  const cv::Point2f eyes = (patch.points[468] + patch.points[473]) * 0.5f;
  const cv::Point2f mouth = (patch.points[61] + patch.points[291]) * 0.5f;
  const cv::Point2f centre = eyes + (mouth - eyes) * kBelowEyes;
  const cv::Rect square(
      std::clamp(static_cast<int>(centre.x) - kSide / 2, 0, patch.bgr.cols - kSide),
      std::clamp(static_cast<int>(centre.y) - kSide / 2, 0, patch.bgr.rows - kSide), kSide, kSide);
  cv::Mat grey;
  cv::cvtColor(patch.bgr(square), grey, cv::COLOR_BGR2GRAY);
  grey.convertTo(grey, CV_32F);
  const double enlarged = 0.5 / CutOff(RadialPower(PowerSpectrum(grey)));
  Measure measure = Judged(scene, "file.upscaled", enlarged, "ratio", "QUAL-04", 0.6);
  measure.evidence.push_back(
      {Evidence::Kind::kBox, {patch.ToSource(square.tl()), patch.ToSource(square.br())}, ""});
  return measure;
}

}  // namespace zhaojian
