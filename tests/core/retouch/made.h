// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <opencv2/core.hpp>

#include "core/compliance/profile.h"
#include "core/imaging/photo.h"
#include "core/retouch/recipe.h"
#include "core/vision/analysis.h"

namespace zhaojian::testing {

/// A drawn head whose measures are known exactly, source pixels.
struct MadeHead {
  cv::Size source{600, 800};
  double centre_x = 300;
  double hair_top = 120;
  double eye_y = 330;
  /// Cheek to cheek.
  double face_width = 226;
};

/// Landmarks and person mask of a drawn head.
Analysis MakeAnalysis(const MadeHead& head);

/// The drawn photo: noisy wall, head, shoulders that reach the bottom.
std::shared_ptr<const Photo> MakePhoto(const MadeHead& head);

/// The default profile from assets/.
Profile DefaultProfile();

/// A recipe with a crop that meets the profile for the default head, and nothing else.
Recipe MakeRecipe(const MadeHead& head);

/// An operation with parameters.
Operation MakeOperation(const std::string& kind, std::map<std::string, double> parameters);

}  // namespace zhaojian::testing
