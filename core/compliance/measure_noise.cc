// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "core/compliance/measure.h"

namespace zhaojian {

Measure MeasureNoise(const Scene& scene) {
  if (!scene.patch) return NotAssessed(scene, "noise", "level", WhyNoFace(scene));
  cv::Mat grey;
  cv::cvtColor(scene.patch->bgr, grey, cv::COLOR_BGR2GRAY);
  // Immerkaer 1996: this mask answers neither to flat areas nor to edges, only to noise.
  const cv::Mat mask = (cv::Mat_<float>(3, 3) << 1, -2, 1, -2, 4, -2, 1, -2, 1);
  cv::Mat answer;
  cv::filter2D(grey, answer, CV_32F, mask);
  double sigma = -1;
  for (const auto& square : CheekSquares(*scene.patch)) {
    if (square.area() == 0) continue;
    const double mean = cv::mean(cv::abs(answer(square)))[0];
    const double here = std::sqrt(CV_PI / 2) / 6 * mean;
    sigma = sigma < 0 ? here : std::min(sigma, here);  // a beard or a freckle is on one side more
  }
  if (sigma < 0) return NotAssessed(scene, "noise", "level", "cause.face_cut");
  // No noise at all is no photo of skin: drawn, or smoothed by a beauty filter.
  const Band& band = scene.profile.limits.at("noise").band;
  return Judged(scene, "noise", sigma, "level",
                band.low && sigma < *band.low ? "EDIT-01" : "QUAL-03", 0.6);
}

}  // namespace zhaojian
