// SPDX-License-Identifier: Apache-2.0
#include "app/desk/review_item.h"

namespace zhaojian::desk {

std::vector<Overlay> MapOverlays(const ReviewBundle& bundle) {
  std::vector<Overlay> overlays;
  if (bundle.crop_scale <= 0) return overlays;
  for (const Measure& measure : bundle.report.measures) {
    for (const Evidence& evidence : measure.evidence) {
      Overlay overlay{measure.id, measure.verdict, evidence.kind, {}};
      for (const cv::Point2f& point : evidence.points) {
        overlay.points.emplace_back(
            static_cast<float>((static_cast<double>(point.x) - bundle.crop_x) * bundle.crop_scale),
            static_cast<float>((static_cast<double>(point.y) - bundle.crop_y) * bundle.crop_scale));
      }
      overlays.push_back(std::move(overlay));
    }
  }
  return overlays;
}

cv::Rect2d CropInSource(const ReviewBundle& bundle, cv::Size delivered) {
  const cv::Size size = bundle.report.size;
  if (bundle.crop_scale <= 0 || size.width <= 0 || size.height <= 0) return {};
  return {bundle.crop_x / size.width, bundle.crop_y / size.height,
          delivered.width / bundle.crop_scale / size.width,
          delivered.height / bundle.crop_scale / size.height};
}

}  // namespace zhaojian::desk
