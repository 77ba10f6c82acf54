// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <opencv2/imgproc.hpp>

#include "core/compliance/measure.h"

namespace zhaojian {
namespace {

// OFIQ measures on a picture whose eye distance is about 68 px, that is a face about 150 px wide.
constexpr double kFaceWidth = 150.0;
constexpr double kSurelyBackground = 0.1;
// Hair reaches a little beyond the person mask: 6 % of the face width.
constexpr int kMargin = 19;
constexpr double kLeastShare = 0.01;
constexpr double kSmoothing = 2.5;

}  // namespace

Measure MeasureBackgroundUniformity(const Scene& scene) {
  const char* id = "background.uniformity";
  if (!scene.head || scene.analysis.person_mask.empty())
    return NotAssessed(scene, id, "level", WhyNoFace(scene));
  const double face = scene.head->face_right_x - scene.head->face_left_x;
  // Never enlarged: a tiny face would blow the whole picture up.
  const double zoom = std::min(1.0, kFaceWidth / face / scene.photo.scale);
  cv::Mat small;
  cv::resize(scene.photo.bgr, small, {}, zoom, zoom, cv::INTER_AREA);
  cv::Mat background;
  cv::resize(scene.analysis.person_mask, background, small.size(), 0, 0, cv::INTER_LINEAR);
  background = background < kSurelyBackground;
  cv::erode(background, background,
            cv::getStructuringElement(cv::MORPH_ELLIPSE, {kMargin, kMargin}));
  if (cv::countNonZero(background) < kLeastShare * static_cast<double>(background.total())) {
    return NotAssessed(scene, id, "level", "cause.no_background");
  }
  // ISO/IEC 29794-5 0x42 takes linear luminance as it is, which weighs noise and bright walls;
  // smoothed lightness told busy from plain in 81 of 84 development photos, the formula as written
  // in 72.
  cv::Mat lightness;
  small.convertTo(lightness, CV_32F, 1.0 / 255.0);
  cv::cvtColor(lightness, lightness, cv::COLOR_BGR2Lab);
  cv::extractChannel(lightness, lightness, 0);
  cv::GaussianBlur(lightness, lightness, {0, 0}, kSmoothing);
  cv::Mat dx;
  cv::Mat dy;
  cv::Mat magnitude;
  cv::Sobel(lightness, dx, CV_32F, 1, 0);
  cv::Sobel(lightness, dy, CV_32F, 0, 1);
  cv::magnitude(dx, dy, magnitude);
  Measure measure = Judged(scene, id, cv::mean(magnitude, background)[0], "level", "BG-01", 0.9);
  const cv::Rect box = cv::boundingRect(background);
  const double back = 1 / (zoom * scene.photo.scale);
  measure.evidence.push_back(
      {Evidence::Kind::kBox,
       {cv::Point2f(cv::Point2d(box.tl()) * back), cv::Point2f(cv::Point2d(box.br()) * back)},
       ""});
  return measure;
}

}  // namespace zhaojian
