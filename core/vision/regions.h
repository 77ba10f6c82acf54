// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <opencv2/core.hpp>

#include "core/imaging/lab.h"
#include "core/vision/level_frame.h"

namespace zhaojian {

/// What a pixel of a levelled photo shows. The order is that of six-class portrait segmentation
/// networks after the first two.
enum class Region : unsigned char {
  /// Beyond the photo's edge.
  kOutside = 0,
  kBackground = 1,
  kHair = 2,
  /// Face, ears, neck, shoulders, hands.
  kSkin = 3,
  kClothes = 4,
  /// On the person, but none of the above: spectacles, lips, eyes, hats, objects.
  kOther = 5,
};

/// A label for every pixel, and how far its colours can be trusted.
struct RegionMap {
  /// CV_8U with Region values, size of the frame.
  cv::Mat labels;
  /// CV_32F, squared distance of the pixel's colour from the photo's own skin model: up to about
  /// 1.5 looks like skin. 0 where the frame shows no person.
  cv::Mat skin_distance;
  /// How far the hair's colour lies from the skin's (30th percentile of skin_distance over the
  /// hair's seeds). Below 3 hair and skin cannot be told apart for sure; 0 without hair.
  float separation = 0;
  /// No hair was found above the forehead.
  bool bald = false;
  /// Median CIE L*a*b* of the cheeks, and of the hair (0 when bald).
  cv::Vec3f skin_lab;
  cv::Vec3f hair_lab;
};

/// Finds the regions of one levelled photo (kHeadWindow). Implementations are pure: same frame,
/// same map. An operator's six-class segmentation network would be another implementation.
class RegionProvider {
 public:
  virtual ~RegionProvider() = default;
  virtual RegionMap Segment(const LevelFrame& frame) const = 0;
};

/// Regions from the photo's own colours: a skin model from four places of the face, a hair model
/// from above the forehead, the person mask, and an edge-preserving vote (He et al. 2010). Without
/// a trained network, without random numbers. Clean on dark hair over an evenly lit face; see
/// RegionMap::separation for where not to trust it.
class ClassicRegions final : public RegionProvider {
 public:
  RegionMap Segment(const LevelFrame& frame) const override;
};

}  // namespace zhaojian
