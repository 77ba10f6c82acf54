// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <opencv2/imgproc.hpp>

#include "core/compliance/measure.h"

namespace zhaojian {
namespace {

constexpr char kId[] = "background.separable";
// Colours this near (CIE76) are not told apart for sure by the matte.
constexpr float kAlike = 8.0f;
// What lies inside and outside the outline is compared at this distance from it, eye units.
constexpr float kStep = 0.10f;
constexpr int kLeastPixels = 100;

}  // namespace

Measure MeasureBackgroundSeparable(const Scene& scene) {
  const std::string why = WhyNoRegions(scene, {});
  if (!why.empty()) return NotAssessed(scene, kId, "percent", why);
  const LevelFrame& frame = *scene.regions->Head();
  const cv::Mat background = Labelled(*scene.regions->Map(), Region::kBackground);
  cv::Mat lab;
  cv::GaussianBlur(scene.regions->Lab(), lab, {0, 0}, 2);
  const int step = std::max(1, cvRound(kStep * frame.window.unit));
  // Signed distance from the outline; its gradient points outwards.
  cv::Mat inside;
  cv::Mat outside;
  cv::distanceTransform(frame.person, inside, cv::DIST_L2, 3);
  cv::distanceTransform(255 - frame.person, outside, cv::DIST_L2, 3);
  const cv::Mat signed_distance = outside - inside;
  cv::Mat dx;
  cv::Mat dy;
  cv::Sobel(signed_distance, dx, CV_32F, 1, 0);
  cv::Sobel(signed_distance, dy, CV_32F, 0, 1);
  cv::Mat alike = cv::Mat::zeros(frame.bgr.size(), CV_8U);
  int all = 0;
  const cv::Rect whole({0, 0}, frame.bgr.size());
  for (int y = step; y < whole.height - step; ++y) {
    for (int x = step; x < whole.width - step; ++x) {
      if (frame.person.at<unsigned char>(y, x) == 0 || inside.at<float>(y, x) > 1.5f) continue;
      const cv::Point2f out(dx.at<float>(y, x), dy.at<float>(y, x));
      const auto length = static_cast<float>(cv::norm(out));
      if (length < 0.1f) continue;
      const cv::Point offset(cvRound(out.x / length * static_cast<float>(step)),
                             cvRound(out.y / length * static_cast<float>(step)));
      const cv::Point to = cv::Point(x, y) + offset;
      const cv::Point from = cv::Point(x, y) - offset;
      if (!whole.contains(to) || !whole.contains(from) || background.at<unsigned char>(to) == 0)
        continue;
      ++all;
      if (cv::norm(lab.at<cv::Vec3f>(to) - lab.at<cv::Vec3f>(from)) < static_cast<double>(kAlike))
        alike.at<unsigned char>(y, x) = 255;
    }
  }
  if (all < kLeastPixels) return NotAssessed(scene, kId, "percent", "cause.no_background");
  Measure measure =
      Judged(scene, kId, 100.0 * cv::countNonZero(alike) / all, "percent", "BG-06", 0.6);
  cv::dilate(alike, alike, cv::getStructuringElement(cv::MORPH_RECT, {5, 5}));
  measure.evidence = OutlineEvidence(frame, alike, 6, 40);
  return measure;
}

}  // namespace zhaojian
