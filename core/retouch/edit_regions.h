// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <opencv2/core.hpp>
#include <string>

#include "core/retouch/op_heal.h"
#include "core/vision/analysis.h"

namespace zhaojian {

/// Where a pixel of the photo belongs, for the edit policy (photo standard reference, section 5).
enum class EditRegion : uint8_t { kBackground, kClothes, kHair, kSkin, kIdentityCore };

/// A coarse map of the regions, from landmarks and person mask alone, so that a replay needs no
/// network and gives the same answer everywhere.
class EditRegions {
 public:
  /// Without landmarks the whole person counts as skin. Face hull = convex hull of the landmarks
  /// grown by 5 % of its width; the brows, eyes, nose, mouth and ears in it are the identity core,
  /// the rest of it and the neck are skin; the person above the chin is hair; below, clothes.
  explicit EditRegions(const Analysis& analysis);

  /// The region at a place, upright source pixels; the edge continues outside the photo.
  EditRegion At(cv::Point2d source) const;
  /// Whether an operation of this kind may change that region. Kinds that are not tied to a region
  /// may change all of them.
  static bool Allows(const std::string& kind, EditRegion region);
  /// Takes what the kind may not touch out of a stroke's mask. @param scale decoded pixels per
  /// upright source pixel. @return pixels that were cut away.
  int Cut(const std::string& kind, double scale, StrokeArea* area) const;
  /// EditRegion values, CV_8UC1, the whole photo on at most kSide pixels.
  const cv::Mat& map() const { return map_; }
  /// Cells per upright source pixel, at most 1.
  double cells_per_pixel() const { return cells_per_pixel_; }
  /// Cells that a kind may change.
  int Size(const std::string& kind) const;

  /// Cells along the photo's longer side: one is about a delivered pixel of an automatic crop.
  static constexpr int kSide = 1024;

 private:
  cv::Mat map_;
  double cells_per_pixel_ = 1;
};

}  // namespace zhaojian
