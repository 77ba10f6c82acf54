// SPDX-License-Identifier: Apache-2.0
#include "core/compliance/measure.h"

namespace zhaojian {

// The standard states the delivered file's density; nobody fails an upload on it, the export writes
// it anyway.
Measure MeasureFileDensity(const Scene& scene) {
  const int dpi = scene.photo.info.density_dpi;
  if (dpi == 0) return NotAssessed(scene, "file.density", "dpi", "cause.no_density");
  Measure measure = Judged(scene, "file.density", dpi, "dpi", "");
  MeasureLimits exact;
  exact.band.low = scene.profile.dpi;
  exact.band.high = scene.profile.dpi;
  exact.warn_only = true;
  measure.band = exact.band;
  measure.verdict = VerdictOf(dpi, exact);
  return measure;
}

}  // namespace zhaojian
