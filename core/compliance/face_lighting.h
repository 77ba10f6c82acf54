// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "core/compliance/crop_plan.h"
#include "core/compliance/profile.h"
#include "core/compliance/report.h"
#include "core/imaging/photo.h"
#include "core/vision/analysis.h"

namespace zhaojian {

/// What the report says of the light on a face: light.evenness and light.shine, as CheckPhoto takes
/// them.
struct FaceLighting {
  Measure evenness;
  Measure shine;
};

/// Takes both without the rest of a report, for whoever plans an edit. Empty where the face cannot
/// be cut out of the photo.
std::optional<FaceLighting> TakeFaceLighting(const Photo& photo, const Analysis& analysis,
                                             const HeadGeometry& head, const Profile& profile);

}  // namespace zhaojian
