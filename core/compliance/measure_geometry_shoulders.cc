// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "core/compliance/body_outline.h"
#include "core/compliance/measure.h"

namespace zhaojian {
namespace {

constexpr char kId[] = "geometry.shoulders";

}  // namespace

Measure MeasureGeometryShoulders(const Scene& scene) {
  if (!scene.plan || scene.analysis.person_mask.empty())
    return NotAssessed(scene, kId, "ratio", WhyNoFace(scene));
  const CropPlan& plan = *scene.plan;
  const auto height = static_cast<double>(scene.photo.info.upright_size.height);
  const auto y = static_cast<float>(
      std::min(height - 1, plan.offset.y + scene.profile.size.height / plan.scale - 1));
  const auto width = static_cast<float>(scene.head->face_right_x - scene.head->face_left_x);
  const auto middle = static_cast<float>(scene.head->face_right_x + scene.head->face_left_x) / 2;
  const BodyReach reach = ReachAt(scene.analysis, middle, y);
  const float share = std::min(reach.left, reach.right) / width;
  Measure measure = Judged(scene, kId, static_cast<double>(share), "ratio", "GEO-07", 0.7);
  measure.evidence.push_back(
      {Evidence::Kind::kLine, {{middle - reach.left, y}, {middle + reach.right, y}}, ""});
  return measure;
}

}  // namespace zhaojian
