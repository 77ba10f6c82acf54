// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "core/compliance/profile.h"
#include "core/compliance/report.h"
#include "core/imaging/photo.h"
#include "core/vision/analysis.h"

namespace zhaojian {

/// Everything the measures may look at.
struct CheckInput {
  const Photo& photo;
  const Analysis& analysis;
  const Profile& profile;
};

/// Runs every measure of the profile. Pure: same input, same report.
Report CheckPhoto(const CheckInput& input);

/// Decodes, analyses and checks the bytes of one file. A file that cannot be read gives a report
/// with `refused` set, not an error. Errors: kInternal only.
StatusOr<Report> CheckBytes(std::string_view bytes, Analyzer& analyzer, const Profile& profile);

/// Short side to decode to for analysis: 2 x the delivered width, so that the crop never enlarges
/// what a full decode would not.
inline constexpr int kAnalysisShortSide = 960;

}  // namespace zhaojian
