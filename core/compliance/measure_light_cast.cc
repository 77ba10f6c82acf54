// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "core/compliance/measure.h"

namespace zhaojian {

Measure MeasureLightCast(const Scene& scene) {
  if (!scene.patch) return NotAssessed(scene, "light.cast", "level", WhyNoFace(scene));
  double a = 0;
  double b = 0;
  for (const auto& square : CheekSquares(*scene.patch)) {
    if (square.area() == 0) return NotAssessed(scene, "light.cast", "level", "cause.face_cut");
    cv::Mat lab;
    scene.patch->bgr(square).convertTo(lab, CV_32F, 1.0 / 255.0);
    cv::cvtColor(lab, lab, cv::COLOR_BGR2Lab);
    const cv::Scalar mean = cv::mean(lab);
    a += mean[1] / 2;
    b += mean[2] / 2;
  }
  const double da = std::max({0.0, 5 - a, a - 25});
  const double db = std::max({0.0, 5 - b, b - 35});
  const double distance = a < 0 || b < 0 ? 100.0 : std::hypot(da, db);
  return Judged(scene, "light.cast", distance, "level", "LIGHT-06", 0.6);
}

}  // namespace zhaojian
