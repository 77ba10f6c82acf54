// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "core/compliance/measure.h"
#include "core/compliance/perceptual_hash.h"

namespace zhaojian {

Measure MeasureFileDuplicate(const Scene& scene) {
  const char* id = "file.duplicate";
  if (scene.photo.bgr.empty()) return NotAssessed(scene, id, "bit", "cause.failed");
  // 64 bits apart is as different as two pictures can be: nothing was rejected before.
  int nearest = 64;
  const uint64_t hash = PerceptualHash(scene.photo.bgr);
  for (const KnownPhoto& known : *scene.rejected) {
    if (known.sha256 == scene.photo.sha256) nearest = 0;
    nearest = std::min(nearest, NearestHash(hash, known.perceptual_hashes));
  }
  return Judged(scene, id, nearest, "bit", "PROC-02", 0.9);
}

}  // namespace zhaojian
