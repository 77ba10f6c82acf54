// SPDX-License-Identifier: Apache-2.0
#include "core/compliance/measure.h"

namespace zhaojian {

Measure MeasureLightOver(const Scene& scene) {
  if (!scene.patch) return NotAssessed(scene, "light.over", "percent", WhyNoFace(scene));
  const cv::Mat burnt = (scene.patch->luminance >= 247) & scene.patch->hull;
  const double share = 100.0 * cv::countNonZero(burnt) / cv::countNonZero(scene.patch->hull);
  return Judged(scene, "light.over", share, "percent", "LIGHT-02", 0.9);
}

}  // namespace zhaojian
