// SPDX-License-Identifier: Apache-2.0
#include "core/compliance/face_lighting.h"

#include "core/compliance/measure.h"

namespace zhaojian {

std::optional<FaceLighting> TakeFaceLighting(const Photo& photo, const Analysis& analysis,
                                             const HeadGeometry& head, const Profile& profile) {
  Scene scene{photo, analysis, profile, {}, {}, false, {}, {}, nullptr};
  scene.patch = CutFacePatch(photo, analysis, head);
  if (!scene.patch) return std::nullopt;
  return FaceLighting{MeasureLightEvenness(scene), MeasureLightShine(scene)};
}

}  // namespace zhaojian
