// SPDX-License-Identifier: Apache-2.0
#include "core/compliance/measure.h"

namespace zhaojian {

Measure MeasureFileJpegQuality(const Scene& scene) {
  const auto& quality = scene.photo.info.jpeg_quality;
  if (!quality) return NotAssessed(scene, "file.jpeg_quality", "quality", "cause.not_jpeg");
  return Judged(scene, "file.jpeg_quality", *quality, "quality", "FILE-05");
}

}  // namespace zhaojian
