// SPDX-License-Identifier: Apache-2.0
#include "app/desk/review_item.h"

#include <algorithm>
#include <cmath>

#include "core/compliance/close_up.h"

namespace zhaojian::desk {

std::vector<Overlay> MapOverlays(const ReviewBundle& bundle) {
  std::vector<Overlay> overlays;
  if (bundle.crop_scale <= 0) return overlays;
  for (const Measure& measure : bundle.report.measures) {
    for (const Evidence& evidence : measure.evidence) {
      Overlay overlay{measure.id, measure.verdict, evidence.kind, {}, evidence.label};
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

cv::Point2d ToSourceFraction(const ReviewItem& item, cv::Point2d delivered) {
  const ReviewBundle& bundle = item.bundle;
  const bool cropped = bundle.crop_scale > 0 && !item.standard.empty();
  const cv::Size size = cropped ? bundle.report.size : item.preview.size();
  if (size.width <= 0 || size.height <= 0) return {};
  const cv::Point2d source =
      cropped ? delivered * (1 / bundle.crop_scale) + cv::Point2d(bundle.crop_x, bundle.crop_y)
              : delivered;
  return {source.x / size.width, source.y / size.height};
}

cv::Rect2d ToDelivered(const ReviewItem& item, const cv::Rect2d& region) {
  const ReviewBundle& bundle = item.bundle;
  const bool cropped = bundle.crop_scale > 0 && !item.standard.empty();
  const cv::Size size = cropped ? bundle.report.size : item.preview.size();
  const double scale = cropped ? bundle.crop_scale : 1;
  const cv::Point2d offset =
      cropped ? cv::Point2d(bundle.crop_x, bundle.crop_y) : cv::Point2d(0, 0);
  return {(region.x * size.width - offset.x) * scale, (region.y * size.height - offset.y) * scale,
          region.width * size.width * scale, region.height * size.height * scale};
}

std::optional<cv::Rect2d> PlaceOfMeasure(const ReviewItem& item, const std::string& measure) {
  const ReviewBundle& bundle = item.bundle;
  if (bundle.crop_scale <= 0) return std::nullopt;
  std::optional<cv::Rect2d> all;
  for (const CloseUp& place : CloseUpsOf(bundle.report, measure)) {
    // The upright box around the levelled one.
    const double turn = place.angle * CV_PI / 180;
    const double c = std::abs(std::cos(turn)), s = std::abs(std::sin(turn));
    const double w = place.size.width, h = place.size.height;
    const cv::Size2d size((w * c + h * s) * bundle.crop_scale, (w * s + h * c) * bundle.crop_scale);
    const cv::Point2d centre((place.centre.x - bundle.crop_x) * bundle.crop_scale,
                             (place.centre.y - bundle.crop_y) * bundle.crop_scale);
    const cv::Rect2d box(centre - cv::Point2d(size.width / 2, size.height / 2), size);
    all = all ? *all | box : box;
  }
  return all;
}

cv::Rect2d CropInSource(const ReviewBundle& bundle, cv::Size delivered) {
  const cv::Size size = bundle.report.size;
  if (bundle.crop_scale <= 0 || size.width <= 0 || size.height <= 0) return {};
  return {bundle.crop_x / size.width, bundle.crop_y / size.height,
          delivered.width / bundle.crop_scale / size.width,
          delivered.height / bundle.crop_scale / size.height};
}

}  // namespace zhaojian::desk
