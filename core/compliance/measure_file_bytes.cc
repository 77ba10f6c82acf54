// SPDX-License-Identifier: Apache-2.0
#include "core/compliance/measure.h"

namespace zhaojian {

Measure MeasureFileBytes(const Scene& scene) {
  // The window is the delivered file's: an upload of another size is re-encoded anyway.
  Measure measure =
      Judged(scene, "file.bytes", static_cast<double>(scene.photo.info.bytes), "bytes", "");
  if (!scene.as_delivered) return measure;
  MeasureLimits window;
  window.band.low = scene.profile.min_bytes;
  window.band.high = scene.profile.max_bytes;
  window.warn_only = true;
  measure.band = window.band;
  measure.verdict = VerdictOf(*measure.value, window);
  return measure;
}

}  // namespace zhaojian
