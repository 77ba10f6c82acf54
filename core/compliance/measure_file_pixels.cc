// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "core/compliance/measure.h"

namespace zhaojian {

Measure MeasureFilePixels(const Scene& scene) {
  const cv::Size& size = scene.photo.info.upright_size;
  return Judged(scene, "file.pixels", std::min(size.width, size.height), "px", "FILE-02");
}

}  // namespace zhaojian
