// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <opencv2/core.hpp>
#include <string>
#include <vector>

#include "core/retouch/edit_marks.h"
#include "core/retouch/op_heal.h"
#include "core/vision/analysis.h"

namespace zhaojian {

/// Where a pixel of the photo belongs, for the edit policy (photo standard reference, section 5).
enum class EditRegion : uint8_t { kBackground, kClothes, kHair, kSkin, kIdentityCore, kMark };

/// The kind of an operation as the regions go by it: clean.face that may cover marks is a kind of
/// its own. Only where a policy leaves the parameter above 0 can it come that far.
std::string RegionKindOf(const Operation& operation);

/// The photo's regions, from its own colours (core/vision/regions.h), landmarks and person mask: a
/// replay needs no network and gives the same answer everywhere.
class EditRegions {
 public:
  /// Without landmarks the whole person counts as skin. Face hull = convex hull of the landmarks
  /// grown by 5 % of its width; the brows, eyes, nose, mouth and ears in it are the identity core,
  /// the rest of it is skin. The rest of the person is skin, hair or clothes by its colour (hair
  /// that falls over clothes, a collar under the jaw); where the colours say nothing, hair above
  /// the chin, skin on the neck, clothes below. Marks of the face are regions of their own.
  /// @param photo what the analysis was made of; nullptr: landmarks and mask alone, no marks.
  explicit EditRegions(const Analysis& analysis, const Photo* photo = nullptr);

  /// The region at a place, upright source pixels; the edge continues outside the photo.
  EditRegion At(cv::Point2d source) const;
  /// Whether an operation of this kind may change that region. Kinds that are not tied to a region
  /// may change all of them.
  /// @param kind as RegionKindOf gives it.
  static bool Allows(const std::string& kind, EditRegion region);
  /// Takes what the kind may not touch out of a stroke's mask. @param scale decoded pixels per
  /// upright source pixel. @return pixels that were cut away.
  int Cut(const std::string& kind, double scale, StrokeArea* area) const;
  /// EditRegion values, CV_8UC1, the whole photo on at most kSide pixels.
  const cv::Mat& map() const { return map_; }
  /// Marks of the face, the strongest first.
  const std::vector<FaceMark>& marks() const { return marks_; }
  /// Cells per upright source pixel, at most 1.
  double cells_per_pixel() const { return cells_per_pixel_; }
  /// Cells that a kind may change.
  int Size(const std::string& kind) const;

  /// Cells along the photo's longer side: one is about a delivered pixel of an automatic crop.
  static constexpr int kSide = 1024;
  /// Values of EditRegion.
  static constexpr size_t kRegions = 6;

 private:
  void Draw(const Analysis& analysis, const Photo* photo);
  void PutColours(const Photo& photo, const Analysis& analysis);
  void PutFace(const std::vector<cv::Point2f>& points, double width);
  cv::Mat map_;
  std::vector<FaceMark> marks_;
  std::array<int, kRegions> cells_{};
  double cells_per_pixel_ = 1;
};

}  // namespace zhaojian
