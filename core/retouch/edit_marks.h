// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <opencv2/core.hpp>
#include <vector>

#include "core/imaging/photo.h"
#include "core/vision/analysis.h"
#include "core/vision/regions.h"

namespace zhaojian {

/// A mark that belongs to the face: a mole, a dark or red spot.
struct FaceMark {
  /// Upright source pixels.
  cv::Point2f at;
  float radius = 0;
  /// How far it stands out of the skin around it, L* plus half of a*.
  float contrast = 0;
};

/// Finds round dark or red spots of 1.2 to 9 % of the face's width in the skin of face and neck,
/// the strongest first: maxima over place and scale of the Laplacian of Gaussians (Lindeberg 1998)
/// of 0.5 a* - L* on the levelled face. Counted is what is round (ratio of the Hessian's
/// eigenvalues at least 0.5, so no strands and folds), stands 7 units and four times their scatter
/// above its surroundings, and is surrounded by skin. Light scars and marks under hair are not
/// found.
/// @param regions of the same photo on kHeadWindow. Empty without landmarks.
std::vector<FaceMark> FindFaceMarks(const Photo& photo, const Analysis& analysis,
                                    const RegionMap& regions);

/// Marks that are kept, the strongest: a freckled face has more, and its outlines would hide it.
inline constexpr size_t kMaxMarks = 40;

}  // namespace zhaojian
