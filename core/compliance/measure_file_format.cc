// SPDX-License-Identifier: Apache-2.0
#include "core/compliance/measure.h"

namespace zhaojian {

Measure MeasureFileFormat(const Scene& scene) {
  return Judged(scene, "file.format", scene.photo.info.damaged ? 0 : 1, "flag", "FILE-01");
}

}  // namespace zhaojian
