// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "core/compliance/face_zone.h"
#include "core/compliance/measure.h"

namespace zhaojian {
namespace {

// A reflection of the lamp lies on top of the skin: brighter by this many L* than the face's median
// and with less of its colour, for it adds the lamp's white (dichromatic model, Shafer 1985).
constexpr double kBrighter = 14;
// Pale skin has less room above it: then this share of what is left to white.
constexpr double kRoomShare = 0.55;
constexpr double kPaler = 0.75;
// And brighter than the skin round it: the lit side of a face is broad, a reflection is not. Side
// of the square in patch pixels, 0.4 of the face width.
constexpr int kAround = 87;
constexpr double kBrighterThanAround = 0.5;  // of the difference from the median
constexpr int kLeastPixels = 1000;
// Single bright pixels are noise.
constexpr double kSmoothing = 1.5;
constexpr double kDrawnArea = 12;

}  // namespace

Measure MeasureLightShine(const Scene& scene) {
  if (!scene.patch) return NotAssessed(scene, "light.shine", "percent", WhyNoFace(scene));
  const FacePatch& patch = *scene.patch;
  const cv::Mat zone = SkinZone(patch);
  if (cv::countNonZero(zone) < kLeastPixels)
    return NotAssessed(scene, "light.shine", "percent", "cause.face_cut");
  cv::Mat lab;
  cv::GaussianBlur(patch.lab, lab, {0, 0}, kSmoothing);
  cv::Mat channels[3];
  cv::split(lab, channels);
  cv::Mat chroma;
  cv::magnitude(channels[1], channels[2], chroma);
  auto lightness_values = ValuesOf(channels[0], zone);
  auto chroma_values = ValuesOf(chroma, zone);
  const double lightness = Percentile(&lightness_values, 0.5);
  const double colour = Percentile(&chroma_values, 0.5);
  const double brighter = std::min(kBrighter, kRoomShare * (100 - lightness));
  cv::Mat weight;
  zone.convertTo(weight, CV_32F, 1.0 / 255);
  cv::Mat around;
  cv::Mat mass;
  cv::boxFilter(channels[0].mul(weight), around, CV_32F, {kAround, kAround});
  cv::boxFilter(weight, mass, CV_32F, {kAround, kAround});
  cv::divide(around, cv::max(mass, 1e-6), around);
  const cv::Mat shine = (channels[0] > lightness + brighter) &
                        (channels[0] > around + kBrighterThanAround * brighter) &
                        (chroma < kPaler * colour) & zone;
  const double percent = 100.0 * cv::countNonZero(shine) / cv::countNonZero(zone);
  Measure measure = Judged(scene, "light.shine", percent, "percent", "LIGHT-04", 0.6);
  std::vector<std::vector<cv::Point>> outlines;
  cv::findContours(shine, outlines, cv::RETR_EXTERNAL, cv::CHAIN_APPROX_SIMPLE);
  for (const auto& outline : outlines) {
    if (cv::contourArea(outline) < kDrawnArea) continue;
    Evidence evidence{Evidence::Kind::kPolygon, {}, ""};
    for (const auto& p : outline) evidence.points.push_back(patch.ToSource(p));
    measure.evidence.push_back(evidence);
  }
  return measure;
}

}  // namespace zhaojian
